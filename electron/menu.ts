import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand, ScreenMessage } from '#shared/contract/commands'
import { entriesOf, type menuCommands } from './desktop/menu-entries.ts'
import type { ShellTexts } from './desktop/texts/en.ts'
import { shellTexts } from './desktop/texts/texts.ts'

interface MenuOptions {
  readonly run: (command: MenuCommand) => void
  readonly screen: ScreenMessage
  readonly development: boolean
}

/** The page's commands, and the acts that Electron plays itself, whose own words are English everywhere. */
export function setMenu({ run, screen, development }: MenuOptions): void {
  const texts = shellTexts[screen.language]
  const menu = (name: keyof typeof menuCommands, ...roles: MenuItemConstructorOptions[]): MenuItemConstructorOptions => ({
    label: texts.menus[name],
    submenu: [
      ...entriesOf(name, texts, screen.keys).map(({ command, label, accelerator }) => ({
        label,
        // Only shown: the page hears its keys itself.
        ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
        click: () => run(command),
      })),
      ...roles,
    ],
  })
  const role = (name: keyof ShellTexts['roles']): MenuItemConstructorOptions => ({ role: name, label: texts.roles[name] })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const tools = development ? [line, role('toggleDevTools')] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      menu('file', line, role('quit')),
      menu('edit', line, role('cut'), role('copy'), role('paste'), role('selectAll')),
      menu('group'),
      menu('kernel'),
      menu('view', line, role('resetZoom'), role('zoomIn'), role('zoomOut'), role('togglefullscreen'), ...tools),
    ]),
  )
}
