import { describe, expect, it } from 'vitest'
import { historyLines, pointOf } from '#electron/cli/history-words'
import { localTime } from '#electron/cli/times'
import type { HistoryItem } from '#shared/contract/apply-history'
import type { ApplyEntry, HistoryEntry } from '#shared/history/entry'

const common = { at: 1_000, who: 'ada', file: '/lab.json', project: 'lab', revision: 3 }
const apply = (id: string, over: Partial<ApplyEntry> = {}): HistoryItem => ({
  is: 'entry',
  entry: {
    ...{ ...common, id, target: 'lab', act: 'apply', trial: null, result: 'kept', error: null, ms: 1, point: true },
    hosts: [
      { host: 'compute1', transactions: 2, added: 3, removed: 1, sets: 0 },
      { host: 'compute2', transactions: 0, added: 0, removed: 0, sets: 0 },
    ],
    ...over,
  },
})
const other = (entry: Partial<HistoryEntry>): HistoryItem => ({
  is: 'entry',
  entry: { ...common, id: 'cccccccc', ...entry } as HistoryEntry,
})
/** Without id, time and user. */
const words = (item: HistoryItem): string => (historyLines([item])[0] ?? '').split(/ {2,}/).slice(3).join(' ')

describe('the history in a terminal', () => {
  it('has a line for each act, with what it came to', () => {
    expect(historyLines([apply('0123abcd')])).toEqual([
      `0123abcd  ${localTime(1_000)}  ada   apply     revision 3: kept, compute1 +3 -1`,
    ])
    expect(words(apply('a', { result: 'trial', trial: 30 }))).toBe('apply revision 3: on trial for 30 s, compute1 +3 -1')
    expect(words(apply('a', { result: 'failed', error: { kind: 'cancelled' }, point: false, hosts: [] }))).toBe(
      'apply revision 3: failed, Cancelled., no restore point',
    )
    expect(words(other({ act: 'confirm', of: '0123abcd' }))).toBe('confirm revision 3: of 0123abcd')
    expect(words(other({ act: 'revert', of: null, why: 'timed-out', error: null }))).toBe(
      'revert revision 3: of an apply that is not kept, the time was over',
    )
    const host = { host: 'compute1', transactions: 1, added: 2, removed: 1, sets: 0 }
    expect(words(other({ act: 'put-back', host, differences: 3, error: null, ms: 4 }))).toBe(
      'put-back revision 3: drift of compute1, 3 put back, +2 -1',
    )
    expect(words(other({ act: 'put-back', host, differences: 3, error: { kind: 'cancelled' }, ms: 4 }))).toBe(
      'put-back revision 3: drift of compute1: Cancelled.',
    )
    expect(words(other({ act: 'restore', of: '0123abcd' }))).toBe('restore revision 3: the project of before 0123abcd')
  })

  it('has a line for what cannot be read', () => {
    const line = historyLines([{ is: 'unreadable', file: '5-0badf00d.json', at: 5, error: { kind: 'cancelled' } }])
    expect(line).toEqual([`????????  ${localTime(5)}  5-0badf00d.json: Cancelled.`])
  })

  it('finds a restore point by the beginning of its id, where that is one alone', () => {
    const items = [apply('0123abcd'), apply('0124abcd'), apply('abcdef01', { point: false }), other({ act: 'confirm', of: null })]
    expect(pointOf(items, '0123')).toEqual({ id: '0123abcd' })
    expect(pointOf(items, '0124ABCD')).toEqual({ id: '0124abcd' })
    expect(pointOf(items, '012')).toEqual({ words: expect.stringContaining('0123abcd, 0124abcd') })
    expect(pointOf(items, 'abc')).toEqual({ words: expect.stringContaining('abc has no restore point') })
    expect(pointOf(items, 'cccccccc')).toEqual({ words: expect.stringContaining('no restore point') })
    expect(pointOf(items, 'ff')).toEqual({ words: expect.stringContaining('The history has no ff') })
    expect(pointOf(items, ' ')).toEqual({ words: expect.stringContaining('The history has no') })
  })
})
