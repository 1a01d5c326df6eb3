import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '#shared/contract/commands'
import { editEntries, fileEntries, groupEntries, kernelEntries, type MenuEntry, viewEntries } from './desktop/menu-entries.ts'

/** The page's commands, and the roles that Electron plays itself. */
export function setMenu(run: (command: MenuCommand) => void, development: boolean): void {
  const items = (entries: readonly MenuEntry[]): MenuItemConstructorOptions[] =>
    entries.map(({ command, label, accelerator }) => ({
      label,
      // Only shown: the page hears its keys itself.
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
      click: () => run(command),
    }))
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const tools: MenuItemConstructorOptions[] = development ? [line, { role: 'toggleDevTools' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'File', submenu: [...items(fileEntries), line, { role: 'quit' }] },
      {
        label: 'Edit',
        submenu: [...items(editEntries), line, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
      },
      { label: 'Group', submenu: items(groupEntries) },
      { label: 'Kernel', submenu: items(kernelEntries) },
      {
        label: 'View',
        submenu: [
          ...items(viewEntries),
          line,
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...tools,
        ],
      },
    ]),
  )
}
