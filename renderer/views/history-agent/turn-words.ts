import type { TFunction } from 'i18next'
import type { AgentNotice, AgentTurn, Ids } from '#shared/contract/agent'
import type { Project } from '#shared/project/schema'
import { findGroup, groupLabel } from '../../state/group-names.ts'
import { allPortFacts } from '../../state/port-facts.ts'
import { shortId } from '../../texts/format.ts'

type T = TFunction<'agent'>

/** Names of what the ids stand for in the edited project; what it has no more is told by the beginning of its id. */
export interface TurnNames {
  readonly port: (id: string) => string
  readonly device: (id: string) => string | null
  readonly thing: (kind: AgentNotice['kind'], id: string) => string
}

export function turnNames(project: Project): TurnNames {
  const ports = new Map(allPortFacts(project).map((facts) => [facts.port.id, facts]))
  const addressGroups = new Map(project.addressGroups.map(({ id, name }) => [id, name]))
  const networks = new Map(project.networks.map(({ id, name }) => [id, name]))
  const port = (id: string): string => ports.get(id)?.vm ?? shortId(id)
  const group = (id: string): string => {
    const found = findGroup(project, id)
    return found === undefined ? shortId(id) : groupLabel(found, project.securityGroups)
  }
  return {
    port,
    device: (id) => ports.get(id)?.device ?? null,
    thing: (kind, id) => {
      if (kind === 'rules' || kind === 'members') return group(id)
      if (kind === 'address-groups') return addressGroups.get(id) || shortId(id)
      return kind === 'providers' ? networks.get(id) || shortId(id) : port(id)
    },
  }
}

/** So many names are told, and the rest counted. */
const MOST_NAMES = 3

export function namesOf(t: T, { ids, count }: Ids, nameOf: (id: string) => string): string {
  const told = ids.slice(0, MOST_NAMES).map(nameOf).join(t('names.between'))
  return count > MOST_NAMES ? t('names.more', { names: told, count: count - MOST_NAMES }) : told
}

/** What began it, in words: `web: rules`. */
export const noticeWords = (t: T, notice: AgentNotice, names: TurnNames): string =>
  notice.kind === 'settings'
    ? t('causes.settings', { fields: notice.fields.join(', ') })
    : t(`causes.${notice.kind}`, {
        names: namesOf(t, notice.about, (id) => names.thing(notice.kind, id)),
        fields: notice.fields.join(', '),
      })

/** All that began a turn, in one line. */
export function turnWords(t: T, turn: AgentTurn, names: TurnNames): string {
  if (turn.by === 'revert') return t('by.revert')
  const told = turn.notices.map((notice) => noticeWords(t, notice, names))
  if (turn.moreNotices > 0) told.push(t('names.moreCauses', { count: turn.moreNotices }))
  return told.length === 0 ? t('by.nothing') : told.join(t('names.andThen'))
}

/** The message itself, as the release calls it. */
export function messageText({ message }: AgentNotice): string | null {
  if (message === null) return null
  return message.object === null ? message.call : `${message.call} ${message.object}`
}

export const milliOf = ({ steps: { plan, write, check } }: AgentTurn): number => plan + write + check

export const linesOf = ({ plan }: AgentTurn): { comes: number; goes: number } => ({
  comes: plan?.tables.reduce((sum, { comes }) => sum + comes, 0) ?? 0,
  goes: plan?.tables.reduce((sum, { goes }) => sum + goes, 0) ?? 0,
})
