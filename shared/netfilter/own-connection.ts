import { z } from 'zod'
import { Family } from './rule-spec.ts'

/** A connection of this machine over which the session is used: an ssh login, the page's own. */
export const OwnConnection = z.strictObject({
  family: Family,
  /** 0 to 255: 6 is tcp. */
  protocol: z.int().min(0).max(255),
  localAddress: z.string(),
  localPort: z.int().min(0).max(65535),
  remoteAddress: z.string(),
  remotePort: z.int().min(0).max(65535),
  /** The interface by which its packets come and go. */
  interface: z.string(),
})
export type OwnConnection = z.infer<typeof OwnConnection>
