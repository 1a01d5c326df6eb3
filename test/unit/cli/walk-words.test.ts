import { expect, it } from 'vitest'
import type { HookWalk, Step } from '#shared/walk/step'
import { hookLines } from '../../../electron/cli/walk-words.ts'

const step = (rule: number, more: Partial<Step>): Step => ({
  ...{ table: 'filter', chain: 'FORWARD', rule, text: '-j DROP', mark: null, match: 'yes', why: null, act: { do: 'drop' } },
  ...{ depth: 0, by: 'worked-out', ...more },
})
const limit = { field: 'limit', asked: '5/min', not: false, is: null } as const
const noPort = { field: 'destination-port', asked: '80', not: false, is: '' } as const
const hook = (...steps: Step[]): HookWalk => ({ hook: 'FORWARD', table: 'filter', state: 'NEW', zone: 0, steps, verdict: 'drop' })

it('a rule behind one that is not known is told with a condition', () => {
  expect(hookLines(hook(step(1, { match: 'unsure', why: limit }), step(2, { isDoubtful: true })), true)).toEqual([
    '   FORWARD, table filter, state NEW',
    '      ? FORWARD 1  -j DROP  limit is not known, 5/min is asked',
    '      ? FORWARD 2  -j DROP  => DROP, if it comes here',
  ])
})

it('rules that the kernel did not name have their reason, too', () => {
  const inferred = (rule: number, why: Step['why']) => step(rule, { match: 'no', by: 'inferred', why })
  const state = { field: 'state', asked: 'INVALID', not: false, is: null } as const
  const source = { field: 'source', asked: '10.0.0.1/32', not: true, is: '10.0.0.1' } as const
  const told = hook(inferred(1, noPort), inferred(2, state), inferred(3, source), step(4, { by: 'told' }))
  expect(hookLines(told, true).slice(1)).toEqual([
    '      - FORWARD 1  -j DROP  no destination port, 80 is asked',
    '      - FORWARD 2  -j DROP  state is not known, INVALID is asked',
    '      - FORWARD 3  -j DROP  source is 10.0.0.1, and 10.0.0.1/32 is excluded',
    '      + FORWARD 4  -j DROP  => DROP',
  ])
})
