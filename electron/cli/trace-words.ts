import type { Agreement, PacketWalk, TracedPass, WalkSummary } from '#shared/contract/walk'
import type { TracedPacket } from '#shared/trace/traced'
import { hookLines, packetWords } from './walk-words.ts'

/** What the kernel told of one packet, crossing by crossing; rules that did not match are inferred from those that did. */
export function packetLines(
  { packets }: WalkSummary,
  { number, journey, traced, places }: PacketWalk,
  allTried: boolean,
): string[] {
  const packet = packets[number - 1]
  const head = `${number}. ${packet?.says ?? 'packet'} ${packet?.direction ?? ''}: ${packetWords(journey.packet)}`
  if (traced === null || traced.length === 0) return [head, '   The kernel told nothing of it: it came to no host.', '']
  const title = (place: string): string => places.find(({ name }) => name === place)?.title ?? place
  return [head, ...traced.flatMap((pass) => tracedLines(pass, title(pass.place), allTried)), '']
}

function tracedLines(pass: TracedPass, title: string, allTried: boolean): string[] {
  const { bridge, in: inside, out, traceId, verdict, hooks } = pass
  return [
    `   ${title}: bridge ${bridge ?? 'none'}, in ${inside ?? '?'}, out ${out ?? '?'}, trace ${traceId}: ${verdict.toUpperCase()}`,
    ...hooks.flatMap((hook) => hookLines(hook, allTried)),
  ]
}

const WAYS = { there: 'there', back: 'back', error: 'ICMP error' } as const

/** A packet that came by itself, as the kernel told it. */
export const cameLines = ({ number, way, packet, verdict, passes }: TracedPacket, allTried: boolean): string[] => [
  `${number}. ${way === null ? '' : `${WAYS[way]}: `}${packet === null ? 'a packet' : packetWords(packet)}: ${verdict.toUpperCase()}`,
  ...passes.flatMap((pass) => tracedLines(pass, pass.place, allTried)),
  '',
]

const NAMES = { predicted: 'what was worked out', traced: "the kernel's trace", counted: 'the counters' } as const

export function agreementLines({ agreement }: WalkSummary): string[] {
  if (agreement === null) return []
  const names = agreement.compared.map((one) => NAMES[one])
  const all = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
  if (agreement.agree) return [`${all[0]?.toUpperCase() ?? ''}${all.slice(1)} agree.`]
  return [`${all[0]?.toUpperCase() ?? ''}${all.slice(1)} do not agree.`, ...firstLines(agreement.first)]
}

function firstLines(first: Agreement['first']): string[] {
  if (first === null) return []
  const { packet, pass, chain, rule, expected, counted, predicted, traced } = first
  const where = `Packet ${packet}, crossing ${pass}: ${chain} ${rule ?? 'policy'}`
  if (expected !== null) return [`${where} should have counted ${expected} and counted ${counted ?? 0}.`]
  const name = (step: typeof predicted): string => (step === null ? 'nothing' : `${step.chain} ${step.rule ?? 'policy'}`)
  return [`${where}: worked out ${name(predicted)}, the kernel told ${name(traced)}.`]
}
