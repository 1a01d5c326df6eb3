import { z } from 'zod'
import type { LabNode } from '#shared/contract/states'
import { type PacketQuestion, WalkAgainst } from '#shared/contract/walk'
import type { Project } from '#shared/project/schema'
import { TcpFlag } from '#shared/walk/packet'

/** What a person has typed about a packet, as text; nothing typed is lost when it makes no sense yet. */
export const TraceForm = z.object({
  from: z.string().catch(''),
  to: z.string().catch(''),
  protocol: z.enum(['icmp', 'tcp', 'udp', 'other']).catch('icmp'),
  /** The packet begins a conversation, which is walked with all that answers it; else it is one packet. */
  answered: z.boolean().catch(true),
  count: z.string().catch('4'),
  icmpType: z.string().catch('8'),
  icmpCode: z.string().catch('0'),
  sourcePort: z.string().catch(''),
  destinationPort: z.string().catch('22'),
  flags: z.string().catch('SYN'),
  listens: z.boolean().catch(true),
  /** Of `other`: the number of the protocol. */
  number: z.string().catch('47'),
  length: z.string().catch(''),
  sourceIp: z.string().catch(''),
  sourceMac: z.string().catch(''),
  against: WalkAgainst.catch('kernel'),
})
export type TraceForm = z.infer<typeof TraceForm>
export const emptyTraceForm: TraceForm = TraceForm.parse({})

/** A field that can be wrong; each has one sentence for what it takes. */
export type TraceField =
  | 'from'
  | 'to'
  | 'count'
  | 'icmpType'
  | 'icmpCode'
  | 'sourcePort'
  | 'destinationPort'
  | 'flags'
  | 'number'
  | 'length'
  | 'sourceIp'
  | 'sourceMac'

export interface ReadForm {
  /** Null as long as a field is wrong. */
  readonly question: PacketQuestion | null
  readonly wrong: readonly TraceField[]
}

/** Fields that apply; others keep what was typed and say nothing. */
export function fieldsOf({ protocol, answered }: TraceForm): readonly TraceField[] {
  const ends = ['from', 'to', 'sourceIp', 'sourceMac'] as const
  switch (protocol) {
    case 'icmp':
      return answered ? [...ends, 'count'] : [...ends, 'icmpType', 'icmpCode', 'length']
    case 'tcp':
      return answered ? [...ends, 'sourcePort', 'destinationPort'] : [...ends, 'sourcePort', 'destinationPort', 'flags', 'length']
    case 'udp':
      return answered ? [...ends, 'sourcePort', 'destinationPort'] : [...ends, 'sourcePort', 'destinationPort', 'length']
    case 'other':
      return [...ends, 'number', 'length']
  }
}

const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17 } as const
const ICMPV6 = 58

/** The question, or which fields do not make one. */
export function readTraceForm(form: TraceForm, nodes: readonly Pick<LabNode, 'id'>[]): ReadForm {
  const to = form.to.trim()
  const isV6 = to.includes(':')
  const asked = fieldsOf(form)
  const wrong = asked.filter((field) => !FITS[field](form, nodes))
  if (wrong.length > 0) return { question: null, wrong }
  const optional = <Key extends string, Value>(key: Key, value: Value | null) => (value === null ? {} : { [key]: value })
  const number = (field: 'sourcePort' | 'destinationPort' | 'length' | 'count' | 'icmpType' | 'icmpCode' | 'number') =>
    asked.includes(field) ? numberIn(form[field], 65_535) : null
  const isWhole = form.answered && form.protocol !== 'other'
  const protocol =
    form.protocol === 'other' ? number('number') : form.protocol === 'icmp' && isV6 ? ICMPV6 : PROTOCOLS[form.protocol]
  const question = {
    from: form.from,
    to,
    what: !isWhole || form.protocol === 'other' ? 'packet' : form.protocol === 'icmp' ? 'ping' : form.protocol,
    ...optional('count', number('count')),
    ...(isWhole ? {} : optional('protocol', protocol)),
    ...optional('sourcePort', number('sourcePort')),
    ...optional('destinationPort', number('destinationPort')),
    ...optional('icmpType', number('icmpType')),
    ...optional('icmpCode', number('icmpCode')),
    ...(asked.includes('flags') ? { flags: flagsIn(form.flags) ?? [] } : {}),
    ...optional('length', number('length')),
    ...optional('sourceIp', form.sourceIp.trim() || null),
    ...optional('sourceMac', form.sourceMac.trim().toLowerCase() || null),
    ...(isWhole && form.protocol !== 'icmp' ? { isListening: form.listens } : {}),
  } as PacketQuestion
  return { question, wrong: [] }
}

type Fits = (form: TraceForm, nodes: readonly Pick<LabNode, 'id'>[]) => boolean
const FITS: { readonly [K in TraceField]: Fits } = {
  from: (form, nodes) => nodes.some(({ id }) => id === form.from),
  to: (form) => isAddress(form.to.trim()),
  count: (form) => within(form.count, 1, 20),
  icmpType: (form) => within(form.icmpType, 0, 255),
  icmpCode: (form) => within(form.icmpCode, 0, 255),
  sourcePort: (form) => form.sourcePort.trim() === '' || within(form.sourcePort, 0, 65_535),
  destinationPort: (form) => within(form.destinationPort, 0, 65_535),
  flags: (form) => flagsIn(form.flags) !== null,
  number: (form) => within(form.number, 0, 255),
  length: (form) => form.length.trim() === '' || within(form.length, 20, 65_535),
  sourceIp: (form) => {
    const address = form.sourceIp.trim()
    return address === '' || (isAddress(address) && address.includes(':') === form.to.includes(':'))
  },
  sourceMac: (form) => form.sourceMac.trim() === '' || /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(form.sourceMac.trim()),
}

const numberIn = (text: string, most: number): number | null => {
  const value = /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : null
  return value !== null && value <= most ? value : null
}
const within = (text: string, least: number, most: number): boolean => {
  const value = numberIn(text, most)
  return value !== null && value >= least
}

/** `SYN,ACK`, with commas or spaces; null when a word is no flag. Nothing at all is a segment without flags. */
function flagsIn(text: string): TcpFlag[] | null {
  const words = text
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  const flags = TcpFlag.options.filter((flag) => words.includes(flag))
  return words.every((word) => TcpFlag.safeParse(word).success) ? flags : null
}

/** Shape only: main says the rest. */
const isAddress = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
    ? text.split('.').every((part) => Number(part) <= 255)
    : /^[0-9a-fA-F:]{2,45}$/.test(text) && text.includes(':')

/** The form that asks this question again. */
export function formOf(question: PacketQuestion, form: TraceForm): TraceForm {
  const text = (value: number | undefined, otherwise = '') => (value === undefined ? otherwise : `${value}`)
  const { what } = question
  const protocol =
    what === 'ping'
      ? 'icmp'
      : what !== 'packet'
        ? what
        : question.protocol === 6
          ? 'tcp'
          : question.protocol === 17
            ? 'udp'
            : question.protocol === 1 || question.protocol === ICMPV6
              ? 'icmp'
              : 'other'
  return {
    ...form,
    ...{ from: question.from, to: question.to, protocol, answered: what !== 'packet' },
    count: text(question.count, form.count),
    icmpType: text(question.icmpType, form.icmpType),
    icmpCode: text(question.icmpCode, form.icmpCode),
    sourcePort: text(question.sourcePort),
    destinationPort: text(question.destinationPort, form.destinationPort),
    flags: question.flags?.join(',') ?? form.flags,
    listens: question.isListening ?? form.listens,
    number: text(question.protocol, form.number),
    length: text(question.length),
    sourceIp: question.sourceIp ?? '',
    sourceMac: question.sourceMac ?? '',
  }
}

/** Machines that can send: those of the lab, or, while it is off, those that it would have. */
export function sendersOf(nodes: readonly LabNode[], project: Project | null): readonly LabNode[] {
  if (nodes.length > 0 || project === null) return nodes
  const addressesOf = (id: string) =>
    project.ports.filter(({ deviceId }) => deviceId === id).flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress))
  return [
    ...project.vms.map(({ id, name }): LabNode => ({ id, name, kind: 'vm', addresses: addressesOf(id) })),
    ...project.outsideHosts.map(({ id, name, address }): LabNode => ({ id, name, kind: 'outside', addresses: [address] })),
    ...project.routers.map(({ id, name }): LabNode => ({ id, name, kind: 'router', addresses: addressesOf(id) })),
  ]
}
