import { printedNumber } from '../net/protocol.ts'
import type { DumpSet } from '../netfilter/dump.ts'
import { type AskAddress, type Fit, inMembers, inPrefix, inRange, sure } from './ask-address.ts'
import type { Packet } from './packet.ts'

/** What a rule may look at beside its own words. */
export interface Surroundings {
  readonly sets: readonly DumpSet[]
  /** Rules set marks. */
  readonly hasMarks: boolean
  /** It is known by which port of the bridge, or by which interface, the packet leaves. */
  readonly hasOut: boolean
}

const BARE = /^(tcp|udp|udplite|sctp|dccp|icmp|icmp6|comment|physdev|multiport|mac|state|conntrack|set|iprange|mark)$/

/** One match of a rule. */
export type Ask = (packet: Packet, around: Surroundings) => Fit
/** `never`: no, negated or not. */
type Plain = (packet: Packet, around: Surroundings) => Fit | 'never'

/** Whether a packet fits a rule: all of its matches are asked, and one `no` is enough. */
export function fitOf(asks: readonly Ask[], packet: Packet, around: Surroundings): Fit {
  let fit: Fit = 'yes'
  for (const ask of asks) {
    const answer = ask(packet, around)
    if (answer === 'no') return 'no'
    if (answer === 'maybe') fit = 'maybe'
  }
  return fit
}

/** What the words of a rule before its target ask, in order. */
export function readAsks(words: readonly string[]): Ask[] {
  const asks: Ask[] = []
  for (let at = 0; at < words.length; at++) {
    const not = words[at] === '!'
    if (not) at++
    const option = words[at] ?? ''
    const count = option === '--match-set' || option === '--tcp-flags' ? 2 : isFlag(option) ? 0 : 1
    const plain = readOption(option, words[at + 1] ?? '', words[at + 2] ?? '')
    at += count
    if (plain !== null) asks.push((packet, around) => negated(plain(packet, around), not))
  }
  return asks
}

const isFlag = (option: string): boolean => /^--(physdev-is-(in|out|bridged))$/.test(option)

function negated(answer: Fit | 'never', not: boolean): Fit {
  if (answer === 'never') return 'no'
  return !not || answer === 'maybe' ? answer : sure(answer === 'no')
}

const ownSide = ({ direction }: Packet): 'in' | 'out' => (direction === 'ingress' ? 'out' : 'in')
const isHost = ({ direction }: Packet): boolean => direction === 'to-host' || direction === 'from-host'

const isName = (pattern: string, name: string): boolean =>
  pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : pattern === name

/** Null for words that ask nothing. */
function readOption(option: string, value: string, more: string): Plain | null {
  switch (option) {
    case '-m':
      return BARE.test(value) ? null : () => 'maybe'
    case '--comment':
      return null
    case '-s':
      return bySource(inPrefix(value))
    case '-d':
      return byDestination(inPrefix(value))
    case '--src-range':
      return bySource(inRange(value))
    case '--dst-range':
      return byDestination(inRange(value))
    case '-p': {
      const number = printedNumber(value)
      return number === null ? () => 'maybe' : (packet) => sure(number === packet.protocol)
    }
    case '-i':
    case '-o':
      return (packet) => sure(isName(value, isHost(packet) ? packet.tap : (packet.bridge ?? '')))
    case '--physdev-in':
      return (packet) =>
        isHost(packet) ? 'never' : sure(isName(value, ownSide(packet) === 'in' ? packet.tap : (packet.device ?? '')))
    case '--physdev-out':
      return (packet, { hasOut }) =>
        !hasOut || isHost(packet) ? 'never' : sure(isName(value, ownSide(packet) === 'out' ? packet.tap : (packet.device ?? '')))
    case '--physdev-is-in':
      return (packet) => sure(!isHost(packet))
    case '--physdev-is-out':
    case '--physdev-is-bridged':
      return (packet, { hasOut }) => sure(hasOut && !isHost(packet))
    case '--sport':
    case '--sports': {
      const ask = inPorts(value)
      return ({ sourcePort }) => ask(sourcePort)
    }
    case '--dport':
    case '--dports': {
      const ask = inPorts(value)
      return ({ destinationPort }) => ask(destinationPort)
    }
    case '--ports': {
      const ask = inPorts(value)
      return ({ sourcePort, destinationPort }) => {
        const both = [ask(sourcePort), ask(destinationPort)]
        return both.includes('yes') ? 'yes' : both.includes('maybe') ? 'maybe' : 'no'
      }
    }
    case '--icmp-type':
    case '--icmpv6-type':
      return (packet) => isIcmp(packet, value)
    case '--mac-source':
      return ({ sourceMac }) => (sourceMac === undefined ? 'maybe' : sure(sourceMac.toLowerCase() === value.toLowerCase()))
    case '--state':
    case '--ctstate':
      return (packet) => isState(packet, value.split(','))
    case '--match-set':
      return inSet(value, more)
    case '--tcp-flags':
      return (packet) => hasFlags(packet, value.split(','), more.split(','))
    case '--mark':
      return (_, { hasMarks }) => (hasMarks ? 'maybe' : sure(Number(value.split('/')[0]) === 0))
    default:
      return () => 'maybe'
  }
}

const bySource =
  (ask: AskAddress): Ask =>
  ({ source }) =>
    ask(source)
const byDestination =
  (ask: AskAddress): Ask =>
  ({ destination }) =>
    ask(destination)

function inPorts(text: string): (port: number | undefined) => Fit {
  const ranges = text.split(',').map((part) => part.split(':').map(Number))
  return (port) => (port === undefined ? 'maybe' : sure(ranges.some(([from = 0, to = from]) => from <= port && port <= to)))
}

function isIcmp({ family, icmpType, icmpCode }: Packet, text: string): Fit {
  if (family === 'ipv4' && (text === 'any' || text === '255')) return 'yes'
  if (!/^\d+(\/\d+)?$/.test(text) || icmpType === undefined) return 'maybe'
  const [type, code] = text.split('/').map(Number)
  if (type !== icmpType) return 'no'
  return code === undefined ? 'yes' : icmpCode === undefined ? 'maybe' : sure(code === icmpCode)
}

function isState({ state = 'NEW' }: Packet, words: readonly string[]): Fit {
  if (words.some((word) => !/^(NEW|ESTABLISHED|RELATED|INVALID|UNTRACKED)$/.test(word))) return 'maybe'
  return sure(words.includes(state))
}

/** The packet that opens a connection has SYN alone; of others it is not known. */
function hasFlags({ state = 'NEW' }: Packet, mask: readonly string[], set: readonly string[]): Fit {
  if (state !== 'NEW' && state !== 'UNTRACKED') return 'maybe'
  const seen = mask.includes('SYN') || mask.includes('ALL') ? 'SYN' : 'NONE'
  return sure(set.join() === seen)
}

function inSet(name: string, flag: string): Ask {
  let known: DumpSet | undefined
  let ask: AskAddress = () => 'maybe'
  return ({ family, source, destination }, { sets }) => {
    const set = sets.find((each) => each.name === name)
    if (set === undefined || (flag !== 'src' && flag !== 'dst')) return 'maybe'
    if (set.create.includes('inet6') !== (family === 'ipv6')) return 'maybe'
    if (set !== known) ask = inMembers(set)
    known = set
    return ask(flag === 'src' ? source : destination)
  }
}
