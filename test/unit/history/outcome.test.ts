import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '#shared/history/entry'
import { type GoingOn, outcomesOf } from '#shared/history/outcome'

const common = { who: 'ada', file: '/lab.json', project: 'lab', revision: 3, target: 'lab' as const }
const apply = (id: string, result: string): HistoryEntry =>
  ({
    ...common,
    target: 'lab',
    id,
    at: 1,
    act: 'apply',
    hosts: [],
    trial: 30,
    result,
    error: null,
    ms: 1,
    point: true,
  }) as HistoryEntry
const confirm = (of: string): HistoryEntry => ({ ...common, id: 'c0000000', at: 2, act: 'confirm', of })
const revert = (of: string, why: 'asked' | 'timed-out' | 'lab-ended' | 'helper-ended', failed = false): HistoryEntry => ({
  ...{ ...common, id: 'd0000000', at: 2, act: 'revert', of, why },
  error: failed ? { kind: 'cancelled' } : null,
})
const none: GoingOn = { applying: false, trial: false }
const outcome = (newestFirst: HistoryEntry[], now = none) => outcomesOf(newestFirst, now).get('a')

describe('how an apply ended', () => {
  it('is what its entry says, where that is the end', () => {
    for (const result of ['kept', 'unchanged', 'failed']) expect(outcome([apply('a', result)])).toBe(result)
  })

  it('is told by another entry after a trial', () => {
    expect(outcome([confirm('a'), apply('a', 'trial')])).toBe('kept')
    expect(outcome([revert('a', 'asked'), apply('a', 'trial')])).toBe('reverted')
    expect(outcome([revert('a', 'timed-out'), apply('a', 'trial')])).toBe('timed-out')
    expect(outcome([revert('a', 'lab-ended'), apply('a', 'trial')])).toBe('lab-ended')
    expect(outcome([revert('a', 'helper-ended'), apply('a', 'trial')])).toBe('helper-ended')
    expect(outcome([revert('a', 'timed-out', true), apply('a', 'trial')])).toBe('not-back')
    expect(outcome([confirm('b'), apply('a', 'trial')])).toBe('unended')
  })

  it('is the newest word about it: a way back that failed is tried again', () => {
    expect(outcome([revert('a', 'timed-out'), revert('a', 'timed-out', true), apply('a', 'trial')])).toBe('timed-out')
  })

  it('is open for the newest alone while something goes on', () => {
    const trial: GoingOn = { applying: false, trial: true }
    const applying: GoingOn = { applying: true, trial: false }
    expect(outcome([apply('a', 'trial')], trial)).toBe('on-trial')
    expect(outcome([apply('b', 'trial'), apply('a', 'trial')], trial)).toBe('unended')
    expect(outcome([apply('a', 'begun')], applying)).toBe('under-way')
    expect(outcome([apply('a', 'begun')])).toBe('broken-off')
    expect(outcome([apply('b', 'begun'), apply('a', 'begun')], applying)).toBe('broken-off')
  })
})
