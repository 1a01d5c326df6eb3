import type { TFunction } from 'i18next'
import type { TermId } from '../../parts/term/help-store.ts'
import type { IndexedChain, KernelIndex } from '../../state/kernel-index.ts'
import { seeRule } from '../../state/kernel-rule.ts'
import { plainAddress, rangeWord, shortChain } from '../../state/kernel-words.ts'
import { asksNothing, callersOf, neverReturns, targetOf, textOf } from './chain-flow.ts'
import type { RuleLine } from './rule-line.ts'

/** A rule in sentences: which packets it is about, what becomes of them, and where RETURN or a jump lead. */
type T = TFunction<'chains'>

export function ruleSentences(t: T, index: KernelIndex, chain: IndexedChain, line: RuleLine): string[] {
  const subject = subjectOf(t, line)
  const { rule } = line
  if (rule.jump !== null) {
    const target = targetOf(index, chain, line.row)
    const fallback = target !== undefined && neverReturns(index, target) && target.role === 'sg-fallback'
    const effect = t(fallback ? 'effect.fallback' : 'effect.jump', { subject, chain: shortChain(rule.jump) })
    if (fallback || line.number === null) return [effect]
    const last = line.number === chain.rows.length
    return [effect, last ? t('after.end') : t('after.jumpBack', { number: line.number + 1 })]
  }
  switch (rule.verdict) {
    case 'accept':
      return [t('effect.accept', { subject })]
    case 'drop':
      return [t('effect.drop', { subject })]
    case 'return':
      return [t('effect.return', { subject }), afterReturn(t, index, chain)]
    default:
      return [t('effect.none', { subject, target: rule.otherTarget ?? '' })]
  }
}

function subjectOf(t: T, line: RuleLine): string {
  const { rule, origin } = line
  const name = origin.kind === 'built-in' || origin.kind === 'group-rule' ? origin.portName : ''
  const source = rule.source === null ? null : plainAddress(rule.source)
  const states = rule.matches.find((match) => match.kind === 'state')
  const device = rule.matches.find((match) => match.kind === 'physdev')
  const mac = rule.matches.find((match) => match.kind === 'mac-source')
  if (states?.states.includes('INVALID')) return t('subject.invalid')
  if (states?.states.includes('ESTABLISHED')) return t('subject.established')
  if (device?.out) return t('subject.towards', { device: device.out, name: name || device.out })
  if (device?.in) return t('subject.outOf', { device: device.in, name: name || device.in })
  if (mac && source) return t('subject.ownSource', { address: source, mac: mac.mac.toLowerCase() })
  if (origin.kind === 'built-in' && origin.origin.kind === 'provider' && origin.origin.what === 'dhcp' && source)
    return t('subject.dhcpAnswer', { address: source })
  if (origin.kind === 'built-in' && origin.origin.kind === 'base') {
    if (origin.origin.what === 'dhcp-client') return t('subject.dhcpRequest')
    if (origin.origin.what === 'dhcp-server') return t('subject.dhcpOffer')
  }
  if (line.words === '' && source) return t('subject.from', { source })
  if (line.words === '') return t(line.afterOthers ? 'subject.anyLeft' : 'subject.any')
  if (line.words === rule.protocol && !source) return t('subject.protocolAlone', { protocol: line.words.toUpperCase() })
  return source ? t('subject.protocolFrom', { source, words: line.words }) : t('subject.protocol', { words: line.words })
}

/** RETURN is only understood with the rule that comes after the jump. */
function afterReturn(t: T, index: KernelIndex, chain: IndexedChain): string {
  const callers = callersOf(index, chain)
  const row = callers.length === 1 || chain.role === 'port-out' ? mainCaller(index, callers) : undefined
  const caller = row === undefined ? undefined : index.rows[row]
  if (row === undefined || caller === undefined || caller.rule === null) return t('after.several')
  const back = index.chains.find((c) => c.rows.includes(row))
  const after = (back?.rows ?? []).slice(caller.rule)
  const end = after.findIndex((next) => asksNothing(index, next))
  const number = caller.rule + end + 1
  const name = shortChain(caller.chain)
  if (end >= 0 && seeRule(textOf(index, after[end] ?? -1)).verdict === 'accept')
    return t(end === 0 ? 'after.accepts' : 'after.acceptsUnless', { chain: name, number })
  return after.length === 0 ? t('after.several') : t('after.next', { chain: name, number: caller.rule + 1 })
}

/** The source chains of ports are also reached from INPUT; what is bridged comes from sg-chain. */
const mainCaller = (index: KernelIndex, callers: readonly number[]): number | undefined =>
  callers.find((row) => /-sg-chain$/.test(index.rows[row]?.chain ?? '')) ?? callers[0]

export interface AskedField {
  readonly field: string
  readonly value: string
  /** Word of the glossary for what the field asks. */
  readonly term?: TermId
}

/** What a rule asks, field by field; empty when it asks nothing. */
export function askedFields(t: T, line: RuleLine): readonly AskedField[] {
  const { rule } = line
  const fields: AskedField[] = []
  const add = (field: string, value: string | null | undefined, term?: TermId) => {
    if (value) fields.push({ field, value, ...(term === undefined ? {} : { term }) })
  }
  for (const match of rule.matches)
    if (match.kind === 'physdev')
      add(t('fields.device'), [match.out && `out ${match.out}`, match.in && `in ${match.in}`].filter(Boolean).join(', '), 'physdev')
  add(t('fields.protocol'), rule.protocol)
  add(t('fields.source'), rule.source)
  add(t('fields.destination'), rule.destination)
  for (const match of rule.matches) {
    if (match.kind === 'ports')
      add(
        t('fields.ports'),
        [match.source && `sport ${rangeWord(match.source)}`, match.destination && `dport ${rangeWord(match.destination)}`]
          .filter(Boolean)
          .join(', '),
      )
    if (match.kind === 'multiport-destination') add(t('fields.ports'), `dports ${match.ports.map(rangeWord).join(',')}`)
    if (match.kind === 'icmp')
      add(t('fields.type'), match.code === undefined ? `${match.type}` : `${match.type}, code ${match.code}`)
    if (match.kind === 'mac-source') add(t('fields.mac'), match.mac.toLowerCase())
    if (match.kind === 'state') add(t('fields.state'), match.states.join(', '), termOfState(match.states))
    if (match.kind === 'set') add(t('fields.set'), `${match.name} ${match.flag}`, 'ipset')
  }
  if (rule.unknown.length > 0) add(t('fields.other'), rule.unknown.join(' '))
  return fields
}

const termOfState = (states: readonly string[]): TermId =>
  states.includes('INVALID') ? 'stateInvalid' : states.includes('ESTABLISHED') ? 'stateEstablished' : 'stateNew'
