import type { LabMachine } from './topology.ts'

export type RouterNat = NonNullable<LabMachine['nat']>

/**
 * The router's address translation as the l3 agent has it, in the words of iptables-restore: a floating IP is 1:1 for its inside address in
 * both ways; the rest of the inner networks leaves under the gateway address. A packet that came back in through DNAT (a VM asking
 * another's floating IP) is translated too, else its answer would take the short way and be unknown.
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
