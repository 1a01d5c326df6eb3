import type { TFunction } from 'i18next'
import type { LabNode } from '#shared/contract/states'
import type { PacketQuestion, WalkedPacket, WalkSummary } from '#shared/contract/walk'
import type { WalkPacket } from '#shared/walk/packet'
import { clockTime } from '../../texts/format.ts'
import { verdictSaid } from './act-words.ts'

type T = TFunction<'trace'>

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', 132: 'sctp', 33: 'dccp' }
export const protocolWord = (number: number): string => PROTOCOLS[number] ?? `${number}`

/** What the machines and addresses of a question are called. */
export interface Names {
  readonly nodes: readonly LabNode[]
  /** Whom an address leads to; null where nobody of the project has it. */
  readonly owner: (address: string) => string | null
}

/** What was asked, in a few words. A machine that is gone is told by the beginning of its id. */
export function walkWords(t: T, question: PacketQuestion, { nodes, owner }: Names): string {
  const from = nodes.find(({ id }) => id === question.from)?.name ?? question.from.slice(0, 8)
  const { destinationPort } = question
  const ends = { from, to: owner(question.to) ?? question.to }
  const words =
    question.what === 'ping'
      ? t('walk.ping', ends)
      : question.what === 'packet'
        ? t('walk.packet', { ...ends, what: [protocolWord(question.protocol ?? 0), destinationPort].filter(Boolean).join(' ') })
        : t(`walk.${question.what}`, { ...ends, port: destinationPort ?? '' })
  return question.sourceIp === undefined && question.sourceMac === undefined ? words : t('walk.fakedOnly', { words })
}

export const walkLabel = (t: T, walk: WalkSummary, names: Names): string =>
  t('walk.label', {
    words: walkWords(t, walk.question, names),
    verdict: verdictSaid(walk.verdict, t('unsureMatch')).words,
    time: clockTime(walk.at),
    against: t(`walk.against.${walk.against}`),
  })

export const packetWord = (t: T, { says }: Pick<WalkedPacket, 'says'>): string => t(`packets.${says}`)

/** The packet that is shown, in the words of the title. */
export function subjectWords(t: T, walk: WalkSummary, packet: WalkedPacket, { source, destination }: WalkPacket): string {
  const word = packetWord(t, packet)
  const alike = walk.packets.filter(({ says }) => says === packet.says)
  const number = alike.findIndex((each) => each.number === packet.number) + 1
  const values = { packet: word, source, destination, number }
  return t(alike.length > 1 ? 'subject' : 'subjectOne', values)
}
