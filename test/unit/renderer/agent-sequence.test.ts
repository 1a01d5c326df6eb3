import { describe, expect, it } from 'vitest'
import type { AgentNotice, AgentTurn } from '#shared/contract/agent'
import { sequenceOf } from '../../../renderer/views/history-agent/sequence.ts'

/** A turn as a figure: who says what to whom, and in which order. */
const none = { ids: [], count: 0 }
const one = { ids: ['p'], count: 1 }
const turn: AgentTurn = {
  ...{ id: 1, host: 'compute1', release: '2015.1', driver: 'hybrid', by: 'agent', at: 0, waitedMs: 0, attempt: 1 },
  ...{ notices: [], moreNotices: 0, asks: [], tells: [], prepared: none, refreshed: none, removed: none, plan: null },
  ...{ steps: { plan: 1, write: 2, check: 3 }, error: null },
}
const rules: AgentNotice = {
  ...{ from: 'server', kind: 'rules', about: { ids: ['g'], count: 1 }, fields: [], ports: one },
  message: { call: 'security_groups_rule_updated', object: null, heard: null },
}
const gone: AgentNotice = { from: 'agent', kind: 'unplugged', about: one, fields: [], message: null, ports: one }
const table = { family: 'ipv4', table: 'filter', comes: 0, goes: 3, chains: 2 } as const
const shown = (of: AgentTurn, others: AgentTurn[] = []) =>
  sequenceOf(of, others).steps.map(({ from, to, is }) => (from === to ? `${from}: ${is}` : `${from} > ${to}: ${is}`))

describe('the figure of a turn', () => {
  it('begins at the kernel where a device went, and ends with what the server is told', () => {
    const set = { name: 's', how: 'gone', joins: 0, leaves: 1 } as const
    const plan = { tables: [table], sets: [set], transactions: 2 }
    const tells = [{ call: 'update_device_down', ports: 1, cached: false }]
    const unplugged: AgentTurn = { ...turn, notices: [gone], removed: one, plan, tells }
    expect(shown(unplugged)).toEqual([
      'kernel > agent: notice',
      'agent: compute',
      'agent > kernel: table',
      // A set goes when nobody names it any more.
      'agent > kernel: sets',
      'kernel > agent: written',
      'agent: checked',
      'agent > server: call',
    ])
    expect(sequenceOf(unplugged, []).lanes).toEqual(['server', 'agent', 'kernel'])
  })

  it('begins in the database where rules were applied, and shows the agents of others that hear the same', () => {
    const call = { call: 'security_group_info_for_devices', ports: 1, cached: false }
    const set = { name: 's', how: 'new', joins: 1, leaves: 0 } as const
    const plan = { tables: [table], sets: [set], transactions: 2 }
    const applied: AgentTurn = { ...turn, by: 'apply', notices: [rules], refreshed: one, asks: [call], plan }
    const other: AgentTurn = { ...turn, id: 2, host: 'compute2', by: 'apply', notices: [{ ...rules, ports: none }] }
    expect(shown(applied, [other])).toEqual([
      'server: stored',
      'server > agent: notice',
      'server > other compute2: notice',
      'agent > server: call',
      'server > agent: answer',
      'agent: compute',
      'agent > kernel: sets',
      'agent > kernel: table',
      'kernel > agent: written',
      'agent: checked',
    ])
    expect(sequenceOf(applied, [other]).lanes).toEqual(['server', 'agent', 'kernel', 'other compute2'])
    const pushed: AgentTurn = { ...applied, asks: [{ ...call, cached: true }] }
    expect(shown(pushed)).toContain('agent: call')
    expect(shown(pushed)).not.toContain('server > agent: answer')
  })

  it('ends where it failed, and tells what there was nothing to do', () => {
    const plan = { tables: [table], sets: [], transactions: 1 }
    const failed: AgentTurn = { ...turn, notices: [gone], plan, error: { kind: 'busy', doing: 'x' } }
    expect(shown(failed).slice(-2)).toEqual(['agent > kernel: table', 'kernel > agent: failed'])
    expect(shown({ ...turn, notices: [rules], plan: { tables: [], sets: [], transactions: 0 } }).at(-1)).toBe('agent: nothing')
    expect(shown({ ...turn, by: 'revert' })).toEqual(['agent > kernel: brought-back'])
  })
})
