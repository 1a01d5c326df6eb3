import { expect, it, vi } from 'vitest'
import type { ProjectState } from '#shared/contract/states'
import { articleWithoutGroup as project } from '#shared/project/article'

/** Main, as the page hears it: an edit is answered when the test says so. */
const main = vi.hoisted(() => ({ tell: (_: ProjectState) => {}, answer: () => {} }))
vi.mock('../../../renderer/start-afresh.ts', () => ({ startAfresh: () => {} }))
vi.mock('../../../renderer/api.ts', () => ({
  followProject: (hear: (state: ProjectState) => void) => {
    main.tell = hear
  },
  sendEdit: () =>
    new Promise((resolve) => {
      main.answer = () => resolve({ ok: true, value: { revision: 2 } })
    }),
}))

const told = (revision: number): ProjectState => ({
  program: 'one',
  revision,
  project,
  undo: null,
  redo: null,
  history: { earlier: 0, past: [], next: [], later: 0 },
  applied: null,
})

it('an apply asked for in the same breath as an edit waits for the revision that has it', async () => {
  const { edit, editsAnswered, useProject } = await import('../../../renderer/state/project.ts')
  main.tell(told(1))
  void edit({ do: 'project.rename', name: 'another name' })
  const order: string[] = []
  const waited = editsAnswered().then(() => order.push(`revision ${useProject.getState().told?.revision}`))
  await new Promise((resolve) => setTimeout(resolve, 20))
  order.push('answered')
  main.answer()
  main.tell(told(2))
  await waited
  expect(order).toEqual(['answered', 'revision 2'])
})
