import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { FakeChannel } from '../../unit/desktop/fake-electron.ts'
import { Contents } from './contents.ts'
import type { Tab } from './tab.ts'

/**
 * As much of the `electron` module as the desktop shell asks for, over a real Chromium. Main's bundle, the preload script, the page and
 * the ports between them are the real ones; windows, menus, sandbox and the process model are not, so it proves nothing about those.
 */
interface Template {
  readonly label?: string
  readonly role?: string
  readonly accelerator?: string
  readonly submenu?: readonly Template[]
  readonly click?: () => void
}
interface BuiltMenu {
  readonly items: readonly BuiltItem[]
}
interface BuiltItem extends Omit<Template, 'submenu'> {
  readonly submenu?: BuiltMenu
}
const builtMenu = (template: readonly Template[]): BuiltMenu => ({
  items: template.map(({ submenu, ...item }) => (submenu === undefined ? item : { ...item, submenu: builtMenu(submenu) })),
})

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 }

export interface Surroundings {
  readonly appData: string
  readonly locale: string
  readonly isPackaged: boolean
}

export function electronOver(tab: Tab, { appData, locale, isPackaged }: Surroundings) {
  const ipcMain = new EventEmitter()
  const paths = new Map([
    ['appData', appData],
    ['userData', join(appData, 'Electron')],
  ])
  let menu: BuiltMenu = { items: [] }
  let quitting = false

  class BrowserWindow extends EventEmitter {
    static readonly all: BrowserWindow[] = []
    static getAllWindows = () => BrowserWindow.all
    readonly webContents: Contents
    constructor(private readonly options: { width: number; height: number; webPreferences: { preload: string } }) {
      super()
      BrowserWindow.all.push(this)
      this.webContents = new Contents(tab, options.webPreferences.preload, (channel) => {
        ipcMain.emit(channel, { sender: this.webContents, senderFrame: this.webContents.frame })
      })
      void tab.ended.then(() => this.close())
    }
    close(): void {
      if (BrowserWindow.all.length === 0) return
      BrowserWindow.all.length = 0
      this.emit('close')
      this.emit('closed')
      if (!quitting) app.emit('window-all-closed')
    }
    loadFile = async (file: string) => {
      await this.webContents.load(file)
      this.emit('ready-to-show')
    }
    setContentSize = (width: number, height: number) => this.webContents.resize(width, height)
    show = () => undefined
    focus = () => undefined
    maximize = () => undefined
    restore = () => undefined
    isMinimized = () => false
    isMaximized = () => false
    isDestroyed = () => BrowserWindow.all.length === 0
    getNormalBounds = () => ({ x: 0, y: 0, width: this.options.width, height: this.options.height })
  }

  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    setName: () => undefined,
    setPath: (name: string, path: string) => paths.set(name, path),
    getPath: (name: string) => paths.get(name),
    getLocale: () => locale,
    enableSandbox: () => undefined,
    requestSingleInstanceLock: () => true,
    whenReady: async () => undefined,
    quit: () => {
      let prevented = false
      app.emit('before-quit', { preventDefault: () => (prevented = true) })
      if (prevented) return
      quitting = true
      for (const window of [...BrowserWindow.all]) window.close()
      app.exit(0)
    },
    exit: (code: number) => {
      tab.close()
      void tab.ended.then(() => process.exit(code))
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())

  return {
    app,
    ipcMain,
    BrowserWindow,
    MessageChannelMain: FakeChannel,
    Menu: {
      buildFromTemplate: builtMenu,
      setApplicationMenu: (built: BuiltMenu) => {
        menu = built
      },
      getApplicationMenu: () => menu,
    },
    screen: { getAllDisplays: () => [{ workArea: SCREEN }], getPrimaryDisplay: () => ({ workArea: SCREEN }) },
    clipboard: { readText: () => readClipboard(tab) },
    dialog: {
      showErrorBox: (title: string, words: string) => console.error(`${title}: ${words}`),
      showMessageBox: async () => ({ response: 0 }),
    },
  }
}

/** Electron reads the clipboard itself; Chromium only through a page, with a permission that the page's own code does not get. */
async function readClipboard(tab: Tab): Promise<string> {
  const allow = (setting: 'granted' | 'denied') =>
    tab.send('Browser.setPermission', { permission: { name: 'clipboard-read' }, setting })
  await allow('granted')
  const expression = 'navigator.clipboard.readText()'
  const read = await tab.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  await allow('denied')
  return (read as { result: { value: string } }).result.value
}
