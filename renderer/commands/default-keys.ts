import type { CommandId } from './command.ts'

/**
 * The keys that commands have until a person gives them others, any of a list. What a browser keeps for itself (Ctrl+N, Ctrl+T,
 * Ctrl+W) would never come here.
 */
export const defaultKeys: { readonly [K in CommandId]?: readonly string[] } = {
  palette: ['mod+k', 'f1'],
  open: ['mod+o'],
  save: ['mod+s'],
  saveAs: ['mod+shift+s'],
  undo: ['mod+z'],
  redo: ['mod+shift+z', 'mod+y'],
  history: ['u'],
  apply: ['mod+enter'],
  settings: ['mod+,'],
  nextRegion: ['f6'],
  previousRegion: ['shift+f6'],
  explain: ['?'],
  groups: ['alt+1', '1'],
  ports: ['alt+2', '2'],
  chains: ['alt+3', '3'],
  ping: ['alt+4', '4'],
  networks: ['alt+7', '7'],
  cautions: ['w'],
  goToGroup: ['g'],
  newGroup: ['n'],
  addRule: ['a'],
  editRule: ['e'],
  openInChains: ['o'],
  bindGroup: ['p'],
  goToChain: ['c'],
  setBaseline: ['b'],
  hideZero: ['z'],
  kernelText: ['t'],
  fitGraph: ['f'],
  searchChains: ['/'],
  runPing: ['r'],
}
