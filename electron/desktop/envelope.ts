import { z } from 'zod'

/** A message above this is no edit of a person. */
const LONGEST = 16 * 1024 * 1024

const id = z.string().min(1).max(64)

/**
 * The outer shape of oRPC's messages: a request (no kind, or 1), a part of a stream (3), an abort (4). What is inside, the contract
 * checks; this only keeps out what the decoder itself would stumble over. Headers belong to files, which the contract has none of.
 */
const Envelope = z.union([
  z.strictObject({
    i: id,
    t: z.literal(1).optional(),
    p: z.strictObject({
      u: z
        .string()
        .max(1000)
        .regex(/^\/[A-Za-z0-9/_-]*$/),
      m: z.string().max(10).optional(),
      b: z.unknown().optional(),
    }),
  }),
  z.strictObject({ i: id, t: z.literal(3), p: z.looseObject({ e: z.enum(['message', 'error', 'done']) }) }),
  z.strictObject({ i: id, t: z.literal(4), p: z.unknown().optional() }),
])

export function isEnvelope(message: unknown): message is string {
  if (typeof message !== 'string' || message.length > LONGEST) return false
  try {
    return Envelope.safeParse(JSON.parse(message)).success
  } catch {
    return false
  }
}
