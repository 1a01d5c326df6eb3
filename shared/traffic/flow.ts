import { z } from 'zod'
import { Family, TableName } from '../netfilter/rule-spec.ts'

/**
 * Flows, and what becomes of them, as plain data. A flow is the first packet of a new connection as it crosses a bridge with bridge
 * netfilter on; a row tells of all packets that fit every one of its parts.
 */

/** `unsure`: a match or target that is not known here may let it through or not. REJECT is a drop. */
export const Verdict = z.enum(['pass', 'drop', 'unsure'])
export type Verdict = z.infer<typeof Verdict>

/** As seen by the VM. `egress-to-host`: from the VM to the host itself, through INPUT; the other two cross FORWARD. */
export const FlowDirection = z.enum(['ingress', 'egress', 'egress-to-host'])
export type FlowDirection = z.infer<typeof FlowDirection>

/** The rule that decides. `rule` counts from 1, as iptables does; null is the chain's policy, whose text is `policy ACCEPT`. */
export const RuleRef = z.strictObject({
  table: TableName,
  chain: z.string(),
  rule: z.int().min(1).nullable(),
  mark: z.string().nullable(),
  /** The kernel's text without our mark. */
  text: z.string(),
})
export type RuleRef = z.infer<typeof RuleRef>

/** Some values of one part of a packet; null stands for any. */
export const Values = z
  .strictObject({
    /** All but these. */
    except: z.boolean(),
    /**
     * Prefixes (10.0.0.0/8, 10.1.2.3/32), port ranges (22, 8000:8080), protocol numbers, ICMP types (8, 3/4), MAC addresses, or devices.
     * Of devices the longest entry that fits a name decides: `eth+ !eth0` is all that begin with eth, and not eth0.
     */
    values: z.array(z.string()),
    /** How many more were left off. */
    more: z.int().min(0),
    /** The set of the dumps that holds exactly these. */
    set: z.string().nullable(),
  })
  .nullable()
export type Values = z.infer<typeof Values>

export const Flow = z.strictObject({
  /** The devices of the ports for which the row holds. */
  taps: z.array(z.string()).min(1),
  direction: FlowDirection,
  family: Family,
  /** `new`: opens a connection. `invalid`: fits none (state INVALID), where it is treated otherwise than what opens one. */
  states: z.enum(['new', 'invalid', 'both']),
  protocol: Values,
  source: Values,
  destination: Values,
  sourcePort: Values,
  destinationPort: Values,
  icmpType: Values,
  sourceMac: Values,
  /** The other end on the bridge: where it came in (ingress) or goes out (egress). */
  device: Values,
  bridge: Values,
})
export type Flow = z.infer<typeof Flow>

/** Several rules where the row is made of packets that different rules decide; at most five, the rest counted. */
export const Decision = z.strictObject({ verdict: Verdict, by: z.array(RuleRef), more: z.int().min(0) })
export type Decision = z.infer<typeof Decision>

export const FlowChange = z.strictObject({
  ...Flow.shape,
  /** `unsure`: before or after cannot be known, and the two are not the same. */
  change: z.enum(['let-through', 'dropped', 'unsure']),
  before: Decision,
  after: Decision,
})
export type FlowChange = z.infer<typeof FlowChange>

/** What passes before and after, at ports of which something changes. */
export const FlowKept = z.strictObject({ ...Flow.shape, after: Decision })
export type FlowKept = z.infer<typeof FlowKept>

export const TrafficDifference = z.strictObject({
  changes: z.array(FlowChange),
  kept: z.array(FlowKept),
  /** Rows left off; of what is kept at least so many. */
  more: z.strictObject({ changes: z.int().min(0), kept: z.int().min(0) }),
  /** Every port of which a line that its packets meet is another one; whether rules name its device before and after. */
  ports: z.array(z.strictObject({ tap: z.string(), before: z.boolean(), after: z.boolean() })),
  /** Ports that were left out, because the work would have taken too long. */
  notComputed: z.array(z.string()),
})
export type TrafficDifference = z.infer<typeof TrafficDifference>
