import { z } from 'zod'
import { LONGEST_TEXT } from '#shared/contract/document'

/** The text of a dropped file is the largest thing that a page sends, and JSON makes it larger. */
export const LONGEST_MESSAGE = 4 * LONGEST_TEXT
/** Of requests on one line. Each id counts once; a page that has asked so often begins a new line. */
const MOST_REQUESTS = 1_000_000

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
      m: z.literal('POST').optional(),
      b: z.unknown().optional(),
    }),
  }),
  z.strictObject({ i: id, t: z.literal(3), p: z.looseObject({ e: z.enum(['message', 'error', 'done']) }) }),
  z.strictObject({ i: id, t: z.literal(4), p: z.unknown().optional() }),
])

/**
 * Whether a message of one line may reach oRPC, which throws unheard on what is none of its own, and leaves a second request under
 * the number of a first without an answer. A line that sent what may not pass is to be closed.
 */
export function envelopeGuard(): (message: unknown) => message is string {
  const asked = new Set<string>()
  let trusted = true
  const passes = (message: unknown): boolean => {
    const envelope = decode(message)
    if (envelope === null) return false
    if (envelope.t === 3 || envelope.t === 4) return true
    if (asked.has(envelope.i) || asked.size >= MOST_REQUESTS) return false
    asked.add(envelope.i)
    return true
  }
  return (message): message is string => {
    // What was sent behind it may still come in while the line is being closed.
    trusted &&= passes(message)
    return trusted
  }
}

function decode(message: unknown): z.infer<typeof Envelope> | null {
  if (typeof message !== 'string' || message.length > LONGEST_MESSAGE) return null
  try {
    return Envelope.safeParse(JSON.parse(message)).data ?? null
  } catch {
    return null
  }
}
