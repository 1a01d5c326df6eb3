import type { CommandId } from './command.ts'

/**
 * The keys of commands, any of a list; `mod` is Ctrl, or Command on a Mac. A key without `mod` or `alt` is not taken while someone
 * types. What a browser keeps for itself (Ctrl+N, Ctrl+T, Ctrl+W) would never come here.
 */
export const defaultKeys: { readonly [K in CommandId]?: readonly string[] } = {
  undo: ['mod+z'],
  redo: ['mod+shift+z', 'mod+y'],
  history: ['u'],
  apply: ['mod+enter'],
  groups: ['alt+1', '1'],
  ports: ['alt+2', '2'],
  chains: ['alt+3', '3'],
  ping: ['alt+4', '4'],
  newGroup: ['n'],
  addRule: ['a'],
  editRule: ['e'],
  openInChains: ['o'],
  setBaseline: ['b'],
  hideZero: ['z'],
  kernelText: ['t'],
  fitGraph: ['f'],
  searchChains: ['/'],
  runPing: ['r'],
}

export const keysOf = (id: CommandId): readonly string[] => defaultKeys[id] ?? []
