import type { ToldBlocker, ToldRule } from '#shared/explain/walked'
import { withoutMark } from '#shared/netfilter/dump'
import type { PacketState } from '#shared/walk/packet'
import { passesByRules } from '#shared/walk/passes'
import type { Journey, Verdict } from '#shared/walk/step'
import type { WalkTurn } from '../session/walk-question.ts'
import { packetWords, passLines, stepName } from './walk-words.ts'

/** One packet with all that is told about it. */
export interface ToldPacket {
  readonly number: number
  readonly direction: WalkTurn['direction']
  readonly says: WalkTurn['says']
  /** What connection tracking said of it; null: nobody tracked it, or it is not known. */
  readonly state: PacketState | null
  readonly journey: Journey
  readonly decidedBy: readonly ToldRule[]
  readonly blockers: readonly ToldBlocker[]
  /** What becomes of it without the blockers; null where it is not dropped. */
  readonly afterwards: Verdict | null
}

type Titles = ReadonlyMap<string, string>

/** A packet as lines for a terminal: its way, the verdict, and what it comes from. */
export function packetLines({ journey, ...told }: ToldPacket, titles: Titles, allTried: boolean): string[] {
  return [...passLines(journey, titles, allTried), '', verdictWords(journey, titles), ...reasonLines({ journey, ...told }, titles)]
}

/** Each packet with its way, then all of them in short. */
export function conversationLines(packets: readonly ToldPacket[], titles: Titles, allTried: boolean): string[] {
  const heads = packets.map(({ number, says, direction, state }) => [`${number}`, says, direction, state ?? 'not tracked'])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...heads.map((head) => (head[column] ?? '').length)))
  const short = (head: readonly string[]) => head.map((word, column) => word.padEnd(widths[column] ?? 0)).join('  ')
  return [
    ...packets.flatMap((packet, at) => [
      `Packet ${heads[at]?.join(', ')}: ${packetWords(packet.journey.packet)}`,
      '',
      ...packetLines(packet, titles, allTried),
      '',
    ]),
    ...packets.map(({ journey }, at) => `${short(heads[at] ?? [])}  ${verdictWords(journey, titles)}`),
  ]
}

function verdictWords({ verdict, deliveredTo }: Journey, titles: Titles): string {
  const to = deliveredTo === null ? '' : `, delivered to ${titles.get(deliveredTo) ?? deliveredTo}`
  return `${verdict.toUpperCase()}${to}`
}

function reasonLines({ journey, decidedBy, blockers, afterwards }: ToldPacket, titles: Titles): string[] {
  const rule = ({ place, step, reason }: ToldRule, indent: string): string[] => [
    `${indent}${titles.get(place) ?? place}: ${stepName(step)}  ${withoutMark(step.text)}`.trimEnd(),
    ...(reason === null ? [] : [`${indent}  ${reason}`]),
  ]
  if (journey.verdict === 'unsure') return journey.unsureOf.map((step) => `  unsure of ${stepName(step)}: ${step.text}`)
  if (journey.verdict === 'accept')
    return decidedBy.length === 0
      ? [passesByRules(journey.first).length === 0 ? '  No rule was asked.' : '  No rule decided: the policies let it pass.']
      : ['  let through by:', ...decidedBy.flatMap((one) => rule(one, '    '))]
  return [
    ...blockers.flatMap((blocker, at) => [`  ${at + 1}. ${blocker.code}: ${blocker.message}`, ...rule(blocker, '     ')]),
    ...(blockers.length === 0 ? [] : [`  ${AFTERWARDS[afterwards ?? 'unsure'](blockers.length)}`]),
  ]
}

const these = (count: number): string => (count === 1 ? 'Without it,' : 'Without these, taken away one by one in this order,')

const AFTERWARDS: Readonly<Record<Verdict, (count: number) => string>> = {
  accept: (count) => `${these(count)} it passes.`,
  drop: (count) => `${these(count)} it is still not delivered: what then stops it is no rule.`,
  unsure: (count) => `${these(count)} it cannot be known whether it passes.`,
}
