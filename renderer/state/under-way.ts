import { create } from 'zustand'

/** Acts that this page has asked for and that main has not answered yet. */
interface UnderWay {
  readonly acts: ReadonlySet<string>
}
export const useUnderWay = create<UnderWay>()(() => ({ acts: new Set() }))

export const isActing = (act: string): boolean => useUnderWay.getState().acts.has(act)

/** Runs one at a time: main's session tells of an act too late to keep a second click of a double click from asking again. */
export const oneAtATime =
  (act: string, run: () => Promise<void>): (() => Promise<void>) =>
  async () => {
    if (isActing(act)) return
    mark((acts) => acts.add(act))
    try {
      await run()
    } finally {
      mark((acts) => acts.delete(act))
    }
  }

const mark = (change: (acts: Set<string>) => void): void =>
  useUnderWay.setState(({ acts }) => {
    const next = new Set(acts)
    change(next)
    return { acts: next }
  })
