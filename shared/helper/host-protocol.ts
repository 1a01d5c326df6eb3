import { z } from 'zod'
import { answerMessages, firewallAnswers, firewallRequests } from './firewall-verbs.ts'

/**
 * What main may ask the helper of this machine's firewall, a program with root's rights, and what it answers: one JSON object a line, on
 * its standard input and output. The end of input means "leave": rules on trial go back. Both sides decode every line; the first line is
 * the greeting.
 */
export const HOST_PROTOCOL = 1

export const HostRequest = z.discriminatedUnion('verb', [
  firewallRequests.apply,
  firewallRequests.trial,
  firewallRequests.confirm,
  firewallRequests.revert,
  firewallRequests.read,
  firewallRequests.connections,
  firewallRequests['end-connections'],
  firewallRequests.trace,
  firewallRequests.cancel,
])
export type HostRequest = z.infer<typeof HostRequest>
export type HostVerb = HostRequest['verb']

export const HostGreeting = z.strictObject({
  host: z.literal(HOST_PROTOCOL),
  pid: z.int(),
  uid: z.int(),
  /** Rules on trial were found whose helper and guard are gone, and the former ones were brought back. */
  recovered: z.boolean(),
})
export type HostGreeting = z.infer<typeof HostGreeting>

export const hostAnswers = firewallAnswers

export const HostMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('greeting'), greeting: HostGreeting }),
  ...answerMessages,
])
export type HostMessage = z.infer<typeof HostMessage>
