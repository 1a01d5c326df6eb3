import type { z } from 'zod'
import type { firewallAnswers, firewallRequests } from '#shared/helper/firewall-verbs'
import type { PipeClient } from './pipe-client.ts'

/**
 * The firewall of some hosts, whoever holds it: the lab, which has one in each compute node, or the helper of this machine, which has
 * one alone and does not ask what it is called. Reads, applies, trials, and what ends them.
 */
export type Firewall = Pick<PipeClient<FirewallVerbs, unknown>, 'request' | 'onTrialOver' | 'onExit'>

type FirewallVerb = keyof typeof firewallRequests
type FirewallVerbs = {
  readonly [V in FirewallVerb]: {
    readonly args: Omit<z.infer<(typeof firewallRequests)[V]>, 'id' | 'verb'>
    readonly answer: z.infer<(typeof firewallAnswers)[V]>
  }
}
