import type { TFunction } from 'i18next'
import { printPortRange } from '#shared/net/port-range'
import type { Step, StepName } from '#shared/project/step'
import { groupName } from '../state/group-names.ts'

/** Main names edits by their key; one of a later version has a general name. */
const NAMES: { readonly [K in StepName]: true } = {
  'project.rename': true,
  'group.create': true,
  'group.create-default': true,
  'group.update': true,
  'group.delete': true,
  'group.duplicate': true,
  'rule.create': true,
  'rule.update': true,
  'rule.delete': true,
  'port.bind': true,
  'port.unbind': true,
  'port.update': true,
  'port.create': true,
  'port.delete': true,
  'vm.delete': true,
  'network.create': true,
  'network.update': true,
  'network.delete': true,
  'subnet.create': true,
  'subnet.update': true,
  'subnet.delete': true,
  'host.create': true,
  'host.update': true,
  'host.rename': true,
  'host.delete': true,
  'project.release': true,
  'project.quotas': true,
  'address-group.create': true,
  'address-group.update': true,
  'address-group.delete': true,
  'outside.theirs': true,
  'outside.merge': true,
  'recovery.restore': true,
  'history.restore': true,
}
const isStepName = (name: string): name is StepName => Object.hasOwn(NAMES, name)

/** What a step of the history did: with the names and the rule of that time, in the language of the moment. */
export function stepWords(t: TFunction<'frame'>, step: Step | undefined): string {
  if (step === undefined || !isStepName(step.edit)) return t('edits.other')
  const name = step.edit === 'group.update' && step.to !== undefined ? 'group.rename' : step.edit
  return t(`edits.${name}`, {
    group: named(step.group),
    vm: step.vm ?? '',
    to: named(step.to),
    rule: step.rule === undefined ? '' : shortRule(t, step.rule, step.remote),
  })
}

const named = (name: string | undefined): string => groupName({ name: name ?? '' })

/** A rule in as few words as tell it from others; `remote` is the name of the group that it names. */
export function shortRule(t: TFunction<'frame'>, rule: NonNullable<Step['rule']>, remote: string | undefined): string {
  const ports = rule.portRangeMin === null ? '' : printPortRange(rule.portRangeMin, rule.portRangeMax)
  const from = rule.remoteIpPrefix ?? (remote === undefined ? '' : t('edits.remoteGroup', { name: named(remote) }))
  const version = rule.ethertype === 'IPv4' ? '' : rule.ethertype
  return [rule.direction, version, rule.protocol ?? t('edits.any'), ports, from].filter(Boolean).join(' ')
}
