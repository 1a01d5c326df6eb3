import { printedProtocol } from '#shared/net/protocol'
import type { Project } from '#shared/project/schema'
import type { Flow, Values } from '#shared/traffic/flow'
import { portFacts } from '../../state/port-facts.ts'
import { translateReview as t } from '../../texts/i18n.ts'

/** Values that are written out in a row; the rest is counted. */
const SHOWN = 4

const named = (values: NonNullable<Values>, print: (value: string) => string): string => {
  if (values.set !== null) return t('traffic.set', { name: values.set })
  const more = values.more + Math.max(0, values.values.length - SHOWN)
  const list = [...values.values.slice(0, SHOWN).map(print), ...(more > 0 ? [t('traffic.more', { count: more })] : [])]
  const text = list.join(', ')
  return values.except ? t('traffic.except', { values: text }) : text
}

const asIs = (value: string): string => value
const protocol = (value: string): string => printedProtocol(Number(value)) ?? value

export interface FlowWords {
  /** To or from which VMs. */
  readonly title: string
  /** Protocol, ports and addresses. */
  readonly what: string
}

/** A flow in the language of the moment: the port it is of, then what else a packet must be. VMs are named as in the first project that has them. */
export function flowWords(flow: Flow, projects: readonly Project[]): FlowWords {
  const facts = projects.flatMap(portFacts)
  const vms = flow.taps.map((tap) => facts.find(({ device }) => device === tap)?.vm ?? tap)
  const shown = vms.length > SHOWN ? [...vms.slice(0, SHOWN), t('traffic.more', { count: vms.length - SHOWN })] : vms
  const part = (values: Values, key: 'from' | 'to' | 'port' | 'sourcePort' | 'mac' | 'device' | 'bridge' | 'icmp') =>
    values === null ? null : t(`traffic.${key}`, { values: named(values, asIs) })
  const parts = [
    flow.protocol === null ? t('traffic.anyProtocol', { family: FAMILIES[flow.family] }) : named(flow.protocol, protocol),
    part(flow.destinationPort, 'port'),
    part(flow.icmpType, 'icmp'),
    part(flow.source, 'from'),
    part(flow.destination, 'to'),
    part(flow.sourcePort, 'sourcePort'),
    part(flow.sourceMac, 'mac'),
    part(flow.device, 'device'),
    part(flow.bridge, 'bridge'),
    flow.states === 'invalid' ? t('traffic.invalid') : null,
  ]
  return {
    title: t(`traffic.direction.${flow.direction}`, { vms: shown.join(', ') }),
    what: parts.filter((p) => p !== null).join(', '),
  }
}

const FAMILIES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const
