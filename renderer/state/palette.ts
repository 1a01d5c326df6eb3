import { create } from 'zustand'

/** Whether the palette is open, and how deep: the command that asks for something, then what was chosen for it so far. */
interface PaletteStore {
  readonly path: readonly string[] | null
}
export const usePalette = create<PaletteStore>()(() => ({ path: null }))

/** `path`: ids of a command and of choices already made. */
export const openPalette = (path: readonly string[] = []): void => usePalette.setState({ path })
export const closePalette = (): void => usePalette.setState({ path: null })
