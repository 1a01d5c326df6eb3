import type { MenuCommand } from '#shared/contract/commands'

/** What the desktop shell says itself, outside of its page. */
export const en = {
  menus: { file: 'File', edit: 'Edit', group: 'Group', kernel: 'Kernel', view: 'View' },
  /** Acts of Electron's own, by its names for them. */
  roles: {
    quit: 'Quit',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    resetZoom: 'Actual size',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    togglefullscreen: 'Full screen',
    toggleDevTools: 'Developer tools',
  },
  /** As the page names them. */
  commands: {
    newProject: 'New project',
    open: 'Open a project',
    save: 'Save',
    saveAs: 'Save as',
    undo: 'Undo',
    redo: 'Redo',
    newGroup: 'New group',
    duplicateGroup: 'Duplicate the group',
    deleteGroup: 'Delete the group',
    addRule: 'Add a rule',
    editRule: 'Change the rule',
    deleteRule: 'Delete the rule',
    review: 'Review & apply',
    apply: 'Apply and keep',
    keepChanges: 'Keep changes',
    revertNow: 'Revert now',
    startLab: 'Start the lab',
    setBaseline: 'Set the baseline',
    clearBaseline: 'Clear the baseline',
    runPing: 'Run the ping test',
    stopPing: 'Stop the ping test',
    groups: 'Open Groups',
    ports: 'Open Ports',
    hosts: 'Open Hosts',
    chains: 'Open Chains',
    compare: 'Open Compare',
    ping: 'Open Ping test',
    trace: 'Open Trace',
    theme: 'Switch between dark and light',
    language: 'Switch the language: English or 中文',
  } satisfies { readonly [K in MenuCommand]: string },
  dialogs: {
    notOpened: 'Not opened',
    notSaved: 'Not saved',
    editsKept: 'The last edits are kept and offered when the file is opened again.',
    notStarted: 'Not started',
    crashed: 'The page ended unexpectedly.',
    crashedDetail: 'Reason: {{reason}}. The project is safe and the lab still runs. Open the page again to go on.',
    openAgain: 'Open the page again',
    quit: 'Quit',
  },
}

/** The same keys in every language. */
type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }
export type ShellTexts = Texts<typeof en>
