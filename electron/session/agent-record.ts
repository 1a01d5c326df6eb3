import { callsOf, messageOf } from '#shared/agent/messages'
import { agentTurn, type Cause, type Moment, type Notice, type Turn } from '#shared/agent/turns'
import {
  type AgentNotice,
  type AgentTurn,
  type Ids,
  MOST_TOLD_IDS,
  MOST_TOLD_NOTICES,
  MOST_TURN_LINES,
  type TurnLines,
} from '#shared/contract/agent'
import { withoutMark } from '#shared/netfilter/dump'
import type { Host } from '#shared/project/schema'
import { unreachable } from '#shared/result'
import { type KernelChange, kernelChange } from '#shared/review/kernel-change'
import type { HostMoment, HostPlan } from './plan-project.ts'

/** A turn as it is told and kept: what is long is cut, and counted. */

const ids = (all: readonly string[]): Ids => ({ ids: all.slice(0, MOST_TOLD_IDS), count: all.length })

/** Ports that are not said to be unplugged are plugged in. */
export const momentOf = ({ project, unplugged }: HostMoment): Moment => ({
  project,
  plugged: new Set(project.ports.flatMap(({ id }) => (unplugged.has(id) ? [] : [id]))),
})

/** What made the agent of a host go from one moment to another. Before the first it knew of no device. */
export const turnBetween = (before: HostMoment | null, after: HostMoment, host: string): Turn =>
  agentTurn(before === null ? { project: after.project, plugged: new Set() } : momentOf(before), momentOf(after), host) ?? {
    ...{ notices: [], prepared: [], refreshed: [], removed: [] },
  }

type Told = Pick<AgentTurn, 'notices' | 'moreNotices' | 'asks' | 'tells' | 'prepared' | 'refreshed' | 'removed'>

export function toldTurn(turn: Turn, host: Pick<Host, 'release' | 'firewallDriver'>): Told {
  const notices = together(turn.notices)
  return {
    notices: notices.slice(0, MOST_TOLD_NOTICES).map((notice) => toldNotice(notice, host)),
    moreNotices: Math.max(0, notices.length - MOST_TOLD_NOTICES),
    ...callsOf(host, turn),
    ...{ prepared: ids(turn.prepared), refreshed: ids(turn.refreshed), removed: ids(turn.removed) },
  }
}

interface Together {
  readonly cause: Cause
  readonly from: Notice['from']
  readonly about: readonly string[]
  readonly portIds: readonly string[]
}

/** Devices are seen in one look, and are one notice however many they are; each message of the server is its own. */
function together(notices: readonly Notice[]): Together[] {
  const told: Together[] = []
  for (const { cause, from, portIds } of notices) {
    const isDevice = cause.kind === 'plugged' || cause.kind === 'unplugged'
    const at = isDevice ? told.findIndex((other) => other.cause.kind === cause.kind) : -1
    const same = told[at]
    if (same === undefined) told.push({ cause, from, about: aboutOf(cause), portIds })
    else told[at] = { ...same, about: [...same.about, ...aboutOf(cause)], portIds: [...same.portIds, ...portIds] }
  }
  return told
}

function aboutOf(cause: Cause): readonly string[] {
  switch (cause.kind) {
    case 'plugged':
    case 'unplugged':
    case 'port':
      return [cause.portId]
    case 'rules':
    case 'members':
      return cause.groupIds
    case 'address-groups':
      return cause.addressGroupIds
    case 'providers':
      return cause.networkIds
    case 'settings':
      return []
    default:
      return unreachable(cause)
  }
}

const toldNotice = ({ cause, from, about, portIds }: Together, host: Pick<Host, 'release' | 'firewallDriver'>): AgentNotice => ({
  ...{ from, kind: cause.kind, about: ids(about), message: messageOf(host, cause), ports: ids(portIds) },
  fields: cause.kind === 'port' || cause.kind === 'settings' ? [...cause.fields] : [],
})

export interface ToldPlan {
  readonly plan: NonNullable<AgentTurn['plan']>
  readonly lines: Omit<TurnLines, 'id'>
}

export function toldPlan({ seen: { dump, reading }, plan }: HostPlan): ToldPlan {
  const change = kernelChange({ dump, packets: [...reading.packets], plan })
  return { plan: sumsOf(change), lines: linesOf(change) }
}

function sumsOf({ chains, sets, transactions }: KernelChange): ToldPlan['plan'] {
  const tables = new Map<string, ToldPlan['plan']['tables'][number]>()
  for (const { family, table, comes, goes } of chains) {
    const key = `${family} ${table}`
    const sum = tables.get(key) ?? { family, table, comes: 0, goes: 0, chains: 0 }
    tables.set(key, { ...sum, comes: sum.comes + comes, goes: sum.goes + goes, chains: sum.chains + 1 })
  }
  return {
    tables: [...tables.values()],
    sets: sets.map(({ name, how, joins, leaves }) => ({ name, how, joins: joins.length, leaves: leaves.length })),
    transactions: transactions.length,
  }
}

function linesOf({ chains, sets }: KernelChange): ToldPlan['lines'] {
  let room = MOST_TURN_LINES
  let left = 0
  /** As many as there is still room for. */
  const some = <T>(all: readonly T[]): T[] => {
    const kept = all.slice(0, room)
    room -= kept.length
    left += all.length - kept.length
    return kept
  }
  const kept = chains.map(({ family, table, name, how, lines }) => ({
    ...{ family, table, name, how },
    lines: some(lines.filter(({ kind }) => kind !== 'stays')).flatMap((line) =>
      line.kind === 'stays'
        ? []
        : [{ kind: line.kind, at: line.kind === 'goes' ? line.before : line.after, text: withoutMark(line.text) }],
    ),
  }))
  const members = sets.map(({ name, how, joins, leaves }) => ({ name, how, leaves: some(leaves), joins: some(joins) }))
  // Chains that come or go without a line are still told.
  return {
    chains: kept.filter(({ how, lines }) => how !== 'changed' || lines.length > 0).slice(0, MOST_TURN_LINES),
    sets: members,
    left,
  }
}
