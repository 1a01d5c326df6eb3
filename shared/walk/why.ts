import { printedProtocol } from '../net/protocol.ts'
import { type Ask, answer, NO, YES } from './ask.ts'
import { type Asked, STATE_BITS, UNKNOWN } from './asked.ts'
import { hasNoHeaders } from './match-headers.ts'
import type { Field, Why } from './step.ts'

/** The first match that the packet does not have; of an unsure rule the first that is not known; null when all fit. */
export function whyOf(asks: readonly Ask[], asked: Asked): Why | null {
  const failed = asks.find((ask) => answer(ask, asked) === NO) ?? asks.find((ask) => answer(ask, asked) !== YES)
  if (failed === undefined) return null
  return { field: failed.field, asked: failed.words, not: failed.not, is: hasOf(failed.field, asked) }
}

/** What the packet has, empty where it has none, null where that is not known. */
function hasOf(field: Field, asked: Asked): string | null {
  const { subject } = asked
  const { packet } = subject
  switch (field) {
    case 'protocol':
      return printedProtocol(packet.protocol) ?? '0'
    case 'source':
    case 'source-set':
      return packet.source
    case 'destination':
    case 'destination-set':
      return packet.destination
    case 'source-port':
      return numberText(asked.sourcePort)
    case 'destination-port':
      return numberText(asked.destinationPort)
    case 'ports': {
      const [source, destination] = [numberText(asked.sourcePort), numberText(asked.destinationPort)]
      return source === null || destination === null ? null : source === '' ? '' : `${source},${destination}`
    }
    case 'icmp-type': {
      const [type, code] = [numberText(asked.icmpType), numberText(asked.icmpCode)]
      return type === null || type === '' || code === null ? type : `${type}/${code}`
    }
    case 'tcp-flags':
      return packet.protocol === 6 ? (packet.flags?.join(',') ?? null) : ''
    case 'source-mac':
      return packet.sourceMac ?? null
    case 'interface-in':
      return deviceText(subject.in)
    case 'interface-out':
      return deviceText(subject.out)
    case 'device-in':
      return deviceText(subject.physIn)
    case 'device-out':
      return deviceText(subject.physOut)
    case 'bridged':
      return subject.isBridged === undefined ? null : subject.isBridged ? 'bridged' : ''
    case 'state':
      return stateText(asked.states)
    case 'mark':
      return asked.mark < 0 ? null : `0x${asked.mark.toString(16)}`
    case 'length':
      return numberText(asked.length)
    case 'ttl':
      return numberText(asked.ttl)
    case 'extension-header':
      return hasNoHeaders(asked) ? '' : null
    case 'address-type':
    case 'connection':
    case 'limit':
    case 'packet-type':
    case 'fragment':
    case 'owner':
    case 'unknown':
      return null
  }
}

const numberText = (number: number): string | null => (number === UNKNOWN ? null : number < 0 ? '' : String(number))

const deviceText = (name: string | null | undefined): string | null => (name === undefined ? null : (name ?? ''))

const stateText = (states: number): string | null => Object.entries(STATE_BITS).find(([, bit]) => bit === states)?.[0] ?? null
