import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProjectState } from '#shared/contract/states'
import { articleWithoutGroup as project } from '#shared/project/article'

/** A page whose line broke, and which finds another document when the line is back. */
const afresh = vi.hoisted(() => ({ times: 0 }))
const heard = vi.hoisted(() => ({ hear: (_: ProjectState) => {} }))
vi.mock('../../../renderer/start-afresh.ts', () => ({ startAfresh: () => (afresh.times += 1) }))
vi.mock('../../../renderer/api.ts', () => ({
  followProject: (hear: (state: ProjectState) => void) => {
    heard.hear = hear
  },
  sendEdit: async () => ({ ok: true, value: { revision: 2 } }),
}))

const told = (program: string, revision: number): ProjectState => ({
  program,
  revision,
  project,
  undo: null,
  redo: null,
  history: { earlier: 0, past: [], next: [], later: 0 },
  applied: null,
})

describe('the project that the page shows', () => {
  beforeEach(() => {
    afresh.times = 0
  })
  it('is followed within one program, and begins anew with another', async () => {
    const { useProject } = await import('../../../renderer/state/project.ts')
    heard.hear(told('one', 1))
    heard.hear(told('one', 2))
    expect([afresh.times, useProject.getState().told?.revision]).toEqual([0, 2])
    heard.hear(told('two', 1))
    expect(afresh.times).toBe(1)
    // Until the page is loaded again, it shows nothing of the other document.
    expect(useProject.getState().told?.program).toBe('one')
  })
})
