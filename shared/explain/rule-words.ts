import { ICMP, ICMPV6, protocolNumber } from '../net/protocol.ts'
import type { Project, SecurityGroupRule } from '../project/schema.ts'
import { ruleWords as en, type RuleWord } from '../texts/en/reasons.ts'
import type { Language } from '../texts/language.ts'
import { sayStatement } from '../texts/statement.ts'
import { ruleWords as zh } from '../texts/zh/reasons.ts'
import { groupWords } from './names.ts'

const say = (language: Language, code: RuleWord, values: Readonly<Record<string, string | number>> = {}): string =>
  sayStatement({ en, zh }, language, { code, values })

export const noNameWords = (language: Language): string => say(language, 'noName')

/** A group's rule in one line: `ingress, IPv4, tcp 22, from members of web`. */
export function ruleInWords(language: Language, rule: SecurityGroupRule, project: Project): string {
  const protocol = `${rule.protocol ?? say(language, 'anyProtocol')}${rangeWords(language, rule)}`
  return [say(language, rule.direction), rule.ethertype, protocol, remoteWords(language, rule, project)].join(
    say(language, 'comma'),
  )
}

function rangeWords(language: Language, { protocol, portRangeMin: min, portRangeMax: max }: SecurityGroupRule): string {
  if (min === null) return ''
  const number = protocol === null ? null : protocolNumber(protocol)
  if (number === ICMP || number === ICMPV6)
    return ` ${max === null ? say(language, 'type', { type: min }) : say(language, 'typeCode', { type: min, code: max })}`
  return max === null || max === min ? ` ${min}` : ` ${min}:${max}`
}

function remoteWords(language: Language, rule: SecurityGroupRule, project: Project): string {
  const { remoteIpPrefix, remoteGroupId, remoteAddressGroupId } = rule
  const ingress = rule.direction === 'ingress'
  const name = (id: string): string => groupWords(project, id, noNameWords(language))
  const what =
    remoteIpPrefix ??
    (remoteGroupId === null ? null : say(language, 'members', { group: name(remoteGroupId) })) ??
    (remoteAddressGroupId === null ? null : say(language, 'addresses', { group: name(remoteAddressGroupId) }))
  if (what === null) return say(language, ingress ? 'fromAnywhere' : 'toAnywhere')
  return say(language, ingress ? 'from' : 'to', { what })
}
