import type { TFunction } from 'i18next'
import type { DriftItemState } from '#shared/contract/drift'
import { portLabel } from '#shared/explain/names'
import { withoutMark } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { findGroup, groupLabel } from '../state/group-names.ts'

type T = TFunction<'drift'>

/** Where it is, in the kernel's own names. */
export function placeWords(t: T, { what, table, family, chain, at }: DriftItemState): string {
  return t(`place.${what}`, { table: table ?? '', family: family === 'ipv6' ? 'IPv6' : 'IPv4', chain, at: at ?? '' })
}

/** Whose it is, in the names of the project. */
export function originWords(t: T, { origin, portId, kind, mark, from }: DriftItemState, project: Project | null): string {
  const port = portId === null ? '' : portLabel(project, portId)
  const said: string[] = []
  if (kind === 'foreign') said.push(mark === null ? t('origin.others') : t('origin.copy'))
  if (origin?.kind === 'group-rule' && project !== null) {
    const group = findGroup(project, origin.groupId)
    const number = (group?.rules.findIndex(({ id }) => id === origin.ruleId) ?? -1) + 1
    if (group !== undefined && number > 0)
      said.push(t('origin.rule', { number, group: groupLabel(group, project.securityGroups), port }))
    else if (port !== '') said.push(t('origin.port', { port }))
  } else if (port !== '') said.push(t('origin.port', { port }))
  if (from !== null) said.push(t('place.from', from))
  return said.join(t('host.separator'))
}

/** One side of a difference as it is shown; of a chain the number of its lines. */
export function sideWords(t: T, { what }: DriftItemState, text: string | null): string | null {
  if (text === null) return null
  return what === 'chain' ? t('place.lines', { count: Number(text) }) : withoutMark(text)
}
