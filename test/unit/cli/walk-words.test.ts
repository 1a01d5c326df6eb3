import { expect, it } from 'vitest'
import type { HookWalk, Step } from '#shared/walk/step'
import { hookLines } from '../../../electron/cli/walk-words.ts'

const step = (rule: number, more: Partial<Step>): Step => ({
  ...{ table: 'filter', chain: 'FORWARD', rule, text: '-j DROP', mark: null, match: 'yes', why: null, act: { do: 'drop' } },
  ...{ depth: 0, by: 'worked-out', ...more },
})
const limit = { field: 'limit', asked: '5/min', not: false, is: null } as const
const hook = (...steps: Step[]): HookWalk => ({ hook: 'FORWARD', table: 'filter', state: 'NEW', zone: 0, steps, verdict: 'drop' })

it('a rule behind one that is not known is told with a condition', () => {
  expect(hookLines(hook(step(1, { match: 'unsure', why: limit }), step(2, { isDoubtful: true })), true)).toEqual([
    '   FORWARD, table filter, state NEW',
    '      ? FORWARD 1  -j DROP  limit is not known, 5/min is asked',
    '      ? FORWARD 2  -j DROP  => DROP, if it comes here',
  ])
})
