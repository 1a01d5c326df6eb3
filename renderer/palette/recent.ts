import { z } from 'zod'
import { create } from 'zustand'

/** Commands that were run from the palette, the last one first; the browser keeps them. */
const KEY = 'tapwall.recent'
const KEPT = 6
const Recent = z.array(z.string().max(64)).max(50).catch([])

function read(): readonly string[] {
  try {
    return Recent.parse(JSON.parse(window.localStorage.getItem(KEY) ?? '[]'))
  } catch {
    return []
  }
}

export const useRecent = create<{ readonly ids: readonly string[] }>()(() => ({ ids: read() }))

export function rememberUse(id: string): void {
  const ids = [id, ...useRecent.getState().ids.filter((other) => other !== id)].slice(0, KEPT)
  useRecent.setState({ ids })
  try {
    window.localStorage.setItem(KEY, JSON.stringify(ids))
  } catch {
    // Without storage the next visit begins anew.
  }
}
