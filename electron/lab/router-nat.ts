import type { TapwallError } from '#shared/errors'
import type { LabMachine } from '#shared/helper/topology'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'
import { namespaceFile } from './namespaces.ts'

export type RouterNat = NonNullable<LabMachine['nat']>

/**
 * The router's address translation as the l3 agent has it: a floating IP is 1:1 for its inside address in both ways; the rest of the
 * inner networks leaves under the gateway address. A packet that came back in through DNAT (a VM asking another's floating IP) is
 * translated too, else its answer would take the short way and be unknown.
 */
export function natTable({ outsideNic, floating, sources }: RouterNat): string {
  const inwards = floating.map(({ outside, inside }) => `-d ${outside}/32 -j DNAT --to-destination ${inside}`)
  const outwards = [
    ...floating.map(({ outside, inside }) => ({ from: `${inside}/32`, to: outside })),
    ...sources.map(({ prefix, address }) => ({ from: prefix, to: address })),
  ]
  return [
    '*nat',
    ...inwards.flatMap((rule) => [`-A PREROUTING ${rule}`, `-A OUTPUT ${rule}`]),
    ...outwards.flatMap(({ from, to }) => [
      `-A POSTROUTING -s ${from} -o ${outsideNic} -j SNAT --to-source ${to}`,
      `-A POSTROUTING -s ${from} -m conntrack --ctstate DNAT -j SNAT --to-source ${to}`,
    ]),
    'COMMIT',
    '',
  ].join('\n')
}

/** Writes the table into the router's own, fresh namespace. */
export async function writeNat(namespace: string, nat: RouterNat): Promise<Result<null, TapwallError>> {
  const input = natTable(nat)
  const ended = await runTool({ tool: 'iptables-restore', args: [], within: namespaceFile(namespace), input })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool: 'iptables-restore', exitCode, input, stderr })
}
