import { z } from 'zod'
import { invalid, issue, type TapwallError } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'

/** Entries of `bridge -json fdb show` (iproute2, bridge/fdb.c); others of its fields say nothing of where a frame goes. */
const Entries = z.array(z.object({ mac: z.string(), ifname: z.string() }))

export interface ForwardingEntry {
  readonly mac: string
  /** The port of the bridge behind which the address was heard. */
  readonly port: string
}

export function forwardingOf(text: string): Result<ForwardingEntry[], TapwallError> {
  const read = Entries.safeParse(parse(text))
  if (!read.success)
    return err(
      invalid([issue(['fdb'], 'walk.no-fdb', 'The forwarding table cannot be read. Give the output of `bridge -json fdb show`.')]),
    )
  return ok(read.data.map(({ mac, ifname }) => ({ mac: mac.toLowerCase(), port: ifname })))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
