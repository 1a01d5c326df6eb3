import { z } from 'zod'
import { Dump } from '../netfilter/dump.ts'
import { OwnConnection } from '../netfilter/own-connection.ts'
import { Project } from '../project/schema.ts'
import { Plan } from '../sync/plan.ts'
import { OriginState } from './origin.ts'
import { ChainState } from './states.ts'

/**
 * One host before an apply: what its kernel holds (`packets` in the order of `rowsOf(dump)`), the steps to what it should hold, and
 * by mark where each rule of ours comes from that the steps write or take away.
 */
export const HostReview = z.object({
  host: z.string(),
  dump: Dump,
  packets: z.array(z.number()),
  plan: Plan,
  origins: z.record(z.string(), OriginState),
  /** What the chains are for that the host should have. */
  chains: z.array(ChainState),
  /** Whether the kernel held exactly what the last apply had left; null when there was none. */
  asLeft: z.boolean().nullable(),
  /** By which people may be using this machine, where it is this host; none in the lab, through which nobody comes in. */
  connections: z.array(OwnConnection),
})
export type HostReview = z.infer<typeof HostReview>

/**
 * `revision`: of the project that was compiled. `from`: what was applied before, null when nothing was. Hosts in the order of the
 * project, those that stay as they are, too.
 */
export const Review = z.object({
  revision: z.int(),
  from: z.object({ revision: z.int(), project: Project }).nullable(),
  hosts: z.array(HostReview),
})
export type Review = z.infer<typeof Review>
