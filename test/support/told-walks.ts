import type { PacketWalk, SideBySide, TracedPass, WalkSummary } from '#shared/contract/walk'
import type { WalkPacket } from '#shared/walk/packet'
import type { Act, Field, HookWalk, Pass, Step } from '#shared/walk/step'

/** Walks as main tells them, written by hand: the article's ping from outside to vm1 (4.1), and its ssh, which is refused. */
const P = 'neutron-openvswi-'
const TAP = 'tap6e3f2eda-32'
const QVB = 'qvb6e3f2eda-32'
const QBR = 'qbr6e3f2eda-32'
const IN = `${P}i6e3f2eda-3`
const OUT = `${P}o6e3f2eda-3`
const SOURCE = `${P}s6e3f2eda-3`

interface Line {
  readonly chain: string
  readonly rule: number | null
  readonly text: string
  readonly depth: number
  readonly act: Act
  readonly why?: readonly [field: Field, asked: string, is: string | null]
}
const jump = (chain: string): Act => ({ do: 'jump', chain })
const RETURN: Act = { do: 'return' }
const DROP: Act = { do: 'drop' }

const stepOf = ({ chain, rule, text, depth, act, why }: Line): Step => ({
  ...{ table: 'filter', chain, rule, text, depth, act, by: 'worked-out' },
  mark: rule === null ? null : `tw:${chain.slice(-4)}${rule}`,
  match: why === undefined ? 'yes' : why[2] === null ? 'unsure' : 'no',
  why: why === undefined ? null : { field: why[0], asked: why[1], not: false, is: why[2] },
})

const top: readonly Line[] = [
  { chain: 'FORWARD', rule: 1, text: '-j neutron-filter-top', depth: 0, act: jump('neutron-filter-top') },
  { chain: 'neutron-filter-top', rule: 1, text: `-j ${P}local`, depth: 1, act: jump(`${P}local`) },
  { chain: 'FORWARD', rule: 2, text: `-j ${P}FORWARD`, depth: 0, act: jump(`${P}FORWARD`) },
]
const towards = `-m physdev --physdev-out ${TAP} --physdev-is-bridged`
const outOf = `-m physdev --physdev-in ${TAP} --physdev-is-bridged`
const toVm: readonly Line[] = [
  ...top,
  { chain: `${P}FORWARD`, rule: 1, text: `${towards} -j ${P}sg-chain`, depth: 1, act: jump(`${P}sg-chain`) },
  { chain: `${P}sg-chain`, rule: 1, text: `${towards} -j ${IN}`, depth: 2, act: jump(IN) },
]
const fromVm: readonly Line[] = [
  ...top,
  { chain: `${P}FORWARD`, rule: 1, text: `${towards} -j ${P}sg-chain`, depth: 1, act: RETURN, why: ['device-out', TAP, QVB] },
  { chain: `${P}FORWARD`, rule: 2, text: `${outOf} -j ${P}sg-chain`, depth: 1, act: jump(`${P}sg-chain`) },
  { chain: `${P}sg-chain`, rule: 1, text: `${towards} -j ${IN}`, depth: 2, act: RETURN, why: ['device-out', TAP, QVB] },
  { chain: `${P}sg-chain`, rule: 2, text: `${outOf} -j ${OUT}`, depth: 2, act: jump(OUT) },
]
const accepted: Line = { chain: `${P}sg-chain`, rule: 3, text: '-j ACCEPT', depth: 2, act: { do: 'accept' } }
const inRule = (rule: number, text: string, why: Line['why']): Line => ({
  ...{ chain: IN, rule, text, depth: 3, act: RETURN },
  ...(why === undefined ? {} : { why }),
})
const tried = (protocol: string, port: string): readonly Line[] => [
  inRule(1, '-m state --state INVALID -j DROP', ['state', 'INVALID', 'NEW']),
  inRule(2, '-m state --state RELATED,ESTABLISHED -j RETURN', ['state', 'RELATED,ESTABLISHED', 'NEW']),
  inRule(3, '-s 90.1.180.3/32 -p udp -m udp --sport 67 --dport 68 -j RETURN', ['source', '90.1.180.3/32', '192.168.1.15']),
  inRule(4, '-s 91.1.180.2/32 -p udp -m udp --sport 67 --dport 68 -j RETURN', ['source', '91.1.180.2/32', '192.168.1.15']),
  inRule(5, '-s 15.5.0.0/16 -p tcp -m tcp --dport 110 -j RETURN', ['source', '15.5.0.0/16', '192.168.1.15']),
  inRule(6, '-p tcp -m tcp --dport 80 -j RETURN', port === '' ? ['protocol', 'tcp', protocol] : ['destination-port', '80', port]),
  inRule(7, '-s 100.1.100.0/24 -p udp -m udp --dport 53 -j RETURN', ['source', '100.1.100.0/24', '192.168.1.15']),
]
const leaving: Line = {
  chain: `${P}sg-chain`,
  rule: 2,
  text: `${outOf} -j ${OUT}`,
  depth: 2,
  act: RETURN,
  why: ['device-in', TAP, QVB],
}

export const echoRequestSteps = [...toVm, ...tried('icmp', ''), inRule(8, '-p icmp -j RETURN', undefined), leaving, accepted].map(
  stepOf,
)
const established = [
  ...toVm,
  tried('icmp', '')[0],
  inRule(2, '-m state --state RELATED,ESTABLISHED -j RETURN', undefined),
  leaving,
  accepted,
].flatMap((line) => (line === undefined ? [] : [stepOf(line)]))
const echoReplySteps = [
  ...fromVm,
  {
    ...{ chain: OUT, rule: 1, depth: 3, act: RETURN },
    text: '-p udp -m udp --sport 68 --dport 67 -j RETURN',
    why: ['protocol', 'udp', 'icmp'] as const,
  },
  { chain: OUT, rule: 2, text: `-j ${SOURCE}`, depth: 3, act: jump(SOURCE) },
  {
    ...{ chain: SOURCE, rule: 1, depth: 4, act: RETURN },
    text: '-s 91.1.180.14/32 -m mac --mac-source FA:16:3E:F3:1E:C0 -j RETURN',
  },
  {
    ...{ chain: OUT, rule: 3, depth: 3, act: DROP },
    text: '-p udp -m udp --sport 67 --dport 68 -j DROP',
    why: ['protocol', 'udp', 'icmp'] as const,
  },
  {
    ...{ chain: OUT, rule: 4, depth: 3, act: DROP },
    text: '-m state --state INVALID -j DROP',
    why: ['state', 'INVALID', 'ESTABLISHED'] as const,
  },
  { chain: OUT, rule: 5, text: '-m state --state RELATED,ESTABLISHED -j RETURN', depth: 3, act: RETURN },
  accepted,
].map(stepOf)
const refusedSteps = [
  ...toVm,
  ...tried('tcp', '22'),
  inRule(8, '-p icmp -j RETURN', ['protocol', 'icmp', 'tcp']),
  { ...inRule(9, `-j ${P}sg-fallback`, undefined), act: jump(`${P}sg-fallback`) },
  { chain: `${P}sg-fallback`, rule: 1, text: '-j DROP', depth: 4, act: DROP },
].map(stepOf)

const hookOf = (steps: readonly Step[], state: HookWalk['state'], verdict: HookWalk['verdict']): HookWalk => ({
  ...{ hook: 'FORWARD', table: 'filter', zone: 0, steps: [...steps], ...(state === undefined ? {} : { state }), verdict },
})

const outside: WalkPacket = {
  ...{
    family: 'ipv4',
    source: '192.168.1.15',
    destination: '192.168.1.104',
    protocol: 1,
    icmpType: 8,
    icmpCode: 0,
    ttl: 64,
    length: 84,
  },
}
const inside: WalkPacket = { ...outside, destination: '91.1.180.14', ttl: 63 }
const back: WalkPacket = { ...outside, source: '91.1.180.14', destination: '192.168.1.15', icmpType: 0, ttl: 64 }
const backOutside: WalkPacket = { ...back, source: '192.168.1.104', ttl: 63 }

const passOf = (part: Partial<Pass> & Pick<Pass, 'place' | 'kind' | 'packet'>, next: readonly Pass[] = []): Pass => ({
  ...{ bridge: null, decision: null, in: null, out: null, hooks: [], verdict: 'accept', end: null, next },
  ...part,
})
const DNAT: HookWalk = {
  ...{ hook: 'PREROUTING', table: 'nat', state: 'NEW', zone: 0, verdict: 'accept' },
  steps: [
    {
      ...{ table: 'nat', chain: 'PREROUTING', rule: 1, mark: null, match: 'yes', why: null, depth: 0, by: 'worked-out' },
      ...{
        text: '-d 192.168.1.104/32 -j DNAT --to-destination 91.1.180.14',
        act: { do: 'translate', target: 'DNAT', to: '91.1.180.14' },
      },
    },
  ],
}
const inbound = (packet: WalkPacket, after: WalkPacket, hook: HookWalk): Pass => {
  const isIn = hook.verdict === 'accept'
  const vm = passOf({ place: 'vm1', kind: 'received', in: 'eth0', packet: after, end: 'delivered' })
  const bridge = passOf(
    {
      ...{ place: 'compute1', kind: 'bridge', bridge: QBR, in: QVB, out: TAP, packet: after, hooks: [hook], decision: 'forward' },
      ...{ verdict: hook.verdict, end: isIn ? null : 'dropped-by-rule' },
    },
    isIn ? [vm] : [],
  )
  const middle = passOf({ place: 'switch', kind: 'bridge', bridge: 'br-int', in: 'qg1', out: 'qvo6e3f2eda-32', packet: after }, [
    bridge,
  ])
  const router = passOf({ place: 'r1', kind: 'routed', in: 'qg-1', out: 'qr-1', packet, hooks: [DNAT] }, [middle])
  return passOf({ place: 'outside-15', kind: 'sent', out: 'eth0', packet }, [router])
}
const outbound = (hook: HookWalk): Pass =>
  passOf({ place: 'vm1', kind: 'sent', out: 'eth0', packet: back }, [
    passOf(
      { place: 'compute1', kind: 'bridge', bridge: QBR, in: TAP, out: QVB, packet: back, hooks: [hook], decision: 'forward' },
      [
        passOf({ place: 'switch', kind: 'bridge', bridge: 'br-int', in: 'qvo6e3f2eda-32', out: 'qr-1', packet: back }, [
          passOf({ place: 'r1', kind: 'routed', in: 'qr-1', out: 'qg-1', packet: back }, [
            passOf({ place: 'outside-15', kind: 'received', in: 'eth0', packet: backOutside, end: 'delivered' }),
          ]),
        ]),
      ],
    ),
  ])

const tracedOf = (hook: HookWalk, from: string, out: string): TracedPass => ({
  ...{ place: 'compute1', traceId: '5c1e2f0a', at: 0, way: null, bridge: QBR, lines: [], in: from, out, verdict: hook.verdict },
  hooks: [{ ...hook, steps: hook.steps.filter(({ match }) => match === 'yes').map((step): Step => ({ ...step, by: 'told' })) }],
})

const places: PacketWalk['places'] = [
  { name: 'compute1', title: 'compute1', kind: 'host' },
  { name: 'switch', title: 'switch', kind: 'switch' },
  { name: 'r1', title: 'r1', kind: 'router' },
  { name: 'vm1', title: 'vm1', kind: 'vm' },
  { name: 'outside-15', title: 'outside-15', kind: 'outside' },
]

interface Made {
  readonly walk: number
  readonly number: number
  readonly hook: HookWalk
  readonly first: Pass
  readonly towards: boolean
  readonly traced: boolean
}

function packetWalk({ walk, number, hook, first, towards: isTowards, traced }: Made): PacketWalk {
  const isIn = hook.verdict === 'accept'
  const matched = hook.steps.filter(({ match }) => match === 'yes')
  const last = matched.at(-1)
  return {
    ...{ walk, number, chains: [], connections: [], connectionsBefore: [], places },
    journey: {
      ...{ packet: first.packet, first, verdict: hook.verdict, unsureOf: [] },
      deliveredTo: isIn ? (isTowards ? 'vm1' : 'outside-15') : null,
    },
    blockers: isIn || last === undefined ? [] : [{ code: 'no-rule-lets-in', place: 'compute1', step: last }],
    afterwards: isIn ? null : 'accept',
    traced: traced ? [tracedOf(hook, isTowards ? QVB : TAP, isTowards ? TAP : QVB)] : null,
    counted: traced
      ? matched.map(({ table, chain, rule }) => ({
          ...{ place: 'compute1', family: 'ipv4' as const, table, chain, rule, packets: 1, bytes: 84 },
        }))
      : null,
  }
}

const request = (walk: number, traced: boolean) => {
  const hook = hookOf(echoRequestSteps, 'NEW', 'accept')
  return packetWalk({ walk, number: 1, hook, first: inbound(outside, inside, hook), towards: true, traced })
}
const reply = (walk: number, number: number, traced: boolean) => {
  const hook = hookOf(echoReplySteps, 'ESTABLISHED', 'accept')
  return packetWalk({ walk, number, hook, first: outbound(hook), towards: false, traced })
}
const later = (walk: number, number: number, traced: boolean) => {
  const hook = hookOf(established, 'ESTABLISHED', 'accept')
  return packetWalk({ walk, number, hook, first: inbound(outside, inside, hook), towards: true, traced })
}

/** Four echo requests and their replies; `traced`: sent, with the kernel's word beside each. */
export const pingWalk = (walk: number, traced: boolean): readonly PacketWalk[] =>
  [0, 1, 2, 3].flatMap((at) => [
    at === 0 ? request(walk, traced) : later(walk, 2 * at + 1, traced),
    reply(walk, 2 * at + 2, traced),
  ])

export const refusedWalk = (walk: number): PacketWalk => {
  const hook = hookOf(refusedSteps, 'NEW', 'drop')
  const syn = (packet: WalkPacket): WalkPacket => {
    const { icmpType: _, icmpCode: __, ...rest } = packet
    return { ...rest, protocol: 6, sourcePort: 40122, destinationPort: 22, flags: ['SYN'], length: 60 }
  }
  return packetWalk({ walk, number: 1, hook, first: inbound(syn(outside), syn(inside), hook), towards: true, traced: false })
}

/** Edited: without the icmp rule; applied: with it. */
export const besideWalk = (): SideBySide => {
  const without = refusedSteps.filter(({ chain, rule }) => !(chain === IN && rule === 8))
  const hook = hookOf(without, 'NEW', 'drop')
  const edited = packetWalk({ walk: 0, number: 1, hook, first: inbound(outside, inside, hook), towards: true, traced: false })
  return { edited, applied: request(0, false), firstDifference: 13 }
}

const OUTSIDE = '00500015-0000-4000-8000-000000000015'

export function pingSummary(id: number, at: number, packets: readonly PacketWalk[]): WalkSummary {
  const isTraced = packets[0]?.traced !== null
  return {
    ...{ id, at, against: 'kernel', revision: 41, verdict: 'accept' },
    question: { from: OUTSIDE, to: '192.168.1.104', what: 'ping', count: packets.length / 2 },
    packets: packets.map(({ number, journey }) => {
      const direction = number % 2 === 1 ? 'there' : 'back'
      return {
        ...{ number, direction, says: direction === 'there' ? 'echo-request' : 'echo-reply', verdict: journey.verdict },
        state: number === 1 ? 'NEW' : 'ESTABLISHED',
        ...{ end: 'delivered', place: journey.deliveredTo, by: null },
      }
    }),
    agreement: isTraced ? { compared: ['predicted', 'traced', 'counted'], agree: true, first: null } : null,
  }
}

export const refusedSummary = (id: number, at: number): WalkSummary => ({
  ...{ id, at, against: 'kernel', revision: 41, verdict: 'drop', agreement: null },
  question: { from: OUTSIDE, to: '192.168.1.104', what: 'tcp', destinationPort: 22 },
  packets: [
    {
      number: 1,
      direction: 'there',
      says: 'syn',
      state: 'NEW',
      verdict: 'drop',
      end: 'dropped-by-rule',
      place: 'compute1',
      by: refusedSteps.at(-1) ?? null,
    },
  ],
})
