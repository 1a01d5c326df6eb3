import type { MenuCommand } from '#shared/contract/commands'

/** The page's commands as the menu shows them. The keys are only shown: the page hears them itself, and knows when someone types. */
export interface MenuEntry {
  readonly command: MenuCommand
  readonly label: string
  readonly accelerator?: string
}

export const fileEntries: readonly MenuEntry[] = [
  { command: 'newProject', label: 'New project' },
  { command: 'open', label: 'Open a project', accelerator: 'CmdOrCtrl+O' },
  { command: 'save', label: 'Save', accelerator: 'CmdOrCtrl+S' },
  { command: 'saveAs', label: 'Save as', accelerator: 'CmdOrCtrl+Shift+S' },
]

export const editEntries: readonly MenuEntry[] = [
  { command: 'undo', label: 'Undo', accelerator: 'CmdOrCtrl+Z' },
  { command: 'redo', label: 'Redo', accelerator: 'CmdOrCtrl+Shift+Z' },
]

export const groupEntries: readonly MenuEntry[] = [
  { command: 'newGroup', label: 'New group' },
  { command: 'duplicateGroup', label: 'Duplicate the group' },
  { command: 'deleteGroup', label: 'Delete the group' },
  { command: 'addRule', label: 'Add a rule' },
  { command: 'editRule', label: 'Change the rule' },
  { command: 'deleteRule', label: 'Delete the rule' },
]

export const kernelEntries: readonly MenuEntry[] = [
  { command: 'apply', label: 'Apply', accelerator: 'CmdOrCtrl+Enter' },
  { command: 'startLab', label: 'Start the lab' },
  { command: 'setBaseline', label: 'Set the baseline' },
  { command: 'clearBaseline', label: 'Clear the baseline' },
  { command: 'runPing', label: 'Run the ping test' },
  { command: 'stopPing', label: 'Stop the ping test' },
]

export const viewEntries: readonly MenuEntry[] = [
  { command: 'groups', label: 'Open Groups', accelerator: 'Alt+1' },
  { command: 'ports', label: 'Open Ports', accelerator: 'Alt+2' },
  { command: 'chains', label: 'Open Chains', accelerator: 'Alt+3' },
  { command: 'ping', label: 'Open Ping test', accelerator: 'Alt+4' },
  { command: 'theme', label: 'Switch between dark and light' },
  { command: 'language', label: 'Switch the language: English or 中文' },
]
