// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'
import type { ProjectState } from '#shared/contract/states'
import { articleWithoutGroup as project } from '#shared/project/article'

type Answer = (answer: { ok: true; value: { revision: number } }) => void

/** Main, as the page hears it: answers when the test says so. */
const main = vi.hoisted(() => ({ tell: (_: ProjectState) => {}, asked: [] as string[], answers: [] as Answer[] }))
vi.mock('../../../renderer/start-afresh.ts', () => ({ startAfresh: () => {} }))
vi.mock('../../../renderer/api.ts', () => {
  const asks = (what: string) => () => {
    main.asked.push(what)
    return new Promise((resolve: Answer) => main.answers.push(resolve))
  }
  return {
    followProject: (hear: (state: ProjectState) => void) => {
      main.tell = hear
    },
    sendEdit: asks('edit'),
    sendUndo: asks('undo'),
  }
})

const told = (revision: number): ProjectState => ({
  program: 'one',
  revision,
  project,
  undo: null,
  redo: null,
  history: { earlier: 0, past: [], next: [], later: 0 },
  applied: null,
})
const breath = () => new Promise((resolve) => setTimeout(resolve, 20))
const answer = (revision: number) => main.answers.shift()?.({ ok: true, value: { revision } })

beforeEach(() => {
  vi.resetModules()
  main.asked.length = 0
  main.answers.length = 0
})

it('an undo asked for in the same breath as an edit is sent when the edit is told, and the next undo when that one is', async () => {
  const { edit } = await import('../../../renderer/state/project.ts')
  const { inHistoryTurn, isRedoComing, isUndoComing } = await import('../../../renderer/state/history-turns.ts')
  const { sendUndo } = await import('../../../renderer/api.ts')
  main.tell(told(1))
  expect([isUndoComing(), isRedoComing()]).toEqual([false, false])
  void edit({ do: 'project.rename', name: 'another name' })
  const first = inHistoryTurn('undo', sendUndo)
  const second = inHistoryTurn('undo', sendUndo)
  expect([isUndoComing(), isRedoComing()]).toEqual([true, true])
  await breath()
  expect(main.asked).toEqual(['edit'])
  answer(2)
  await breath()
  // Answered, but the stream has not brought it.
  expect(main.asked).toEqual(['edit'])
  main.tell(told(2))
  await breath()
  expect(main.asked).toEqual(['edit', 'undo'])
  answer(3)
  await breath()
  expect(main.asked).toEqual(['edit', 'undo'])
  main.tell(told(3))
  // An undo under way brings nothing to undo.
  expect(isUndoComing()).toBe(false)
  await first
  await breath()
  expect(main.asked).toEqual(['edit', 'undo', 'undo'])
  answer(4)
  main.tell(told(4))
  await second
  await breath()
  expect([isUndoComing(), isRedoComing()]).toEqual([false, false])
})

it('an act that finds nothing to ask for holds nothing up', async () => {
  await import('../../../renderer/state/project.ts')
  const { inHistoryTurn, isRedoComing, isUndoComing } = await import('../../../renderer/state/history-turns.ts')
  main.tell(told(1))
  expect(await inHistoryTurn('goTo', async () => null)).toBeNull()
  await expect(inHistoryTurn('goTo', () => Promise.reject(new Error('the line broke')))).rejects.toThrow('the line broke')
  expect(await inHistoryTurn('goTo', async () => null)).toBeNull()
  await breath()
  expect([isUndoComing(), isRedoComing()]).toEqual([false, false])
})
