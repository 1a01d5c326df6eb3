import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads'

/**
 * As much of Electron as the desktop shell asks for, by its documentation: enough to see that main, window, menu and preload script fit
 * together. It proves nothing about Electron itself.
 */
export class FakePort extends EventEmitter {
  constructor(readonly port: NodePort) {
    super()
    port.on('close', () => this.emit('close'))
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message)
  }
  start(): void {
    this.port.on('message', (data) => this.emit('message', { data }))
  }
  close(): void {
    this.port.close()
  }
}

export class FakeChannel {
  private readonly channel = new MessageChannel()
  readonly port1 = new FakePort(this.channel.port1)
  readonly port2 = new FakePort(this.channel.port2)
}

export interface Item {
  readonly label?: string
  readonly role?: string
  readonly submenu?: readonly Item[]
  readonly accelerator?: string
  readonly registerAccelerator?: boolean
  readonly click?: () => void
}

export function fakeElectron(userData: string, pageUrl: string) {
  const ipcMain = new EventEmitter()
  const preload = new EventEmitter()
  const said = { boxes: [] as string[], menu: [] as readonly Item[], reloads: 0, loaded: [] as string[], exits: [] as number[] }
  const handlers: Record<string, (...args: never[]) => unknown> = {}
  const windows: FakeWindow[] = []
  let answerToCrash = 0

  class FakeContents extends EventEmitter {
    readonly session = {
      setPermissionRequestHandler: (handler: (...args: never[]) => unknown) => (handlers['request'] = handler),
      setPermissionCheckHandler: (handler: (...args: never[]) => unknown) => (handlers['check'] = handler),
      webRequest: { onBeforeRequest: (handler: (...args: never[]) => unknown) => (handlers['load'] = handler) },
    }
    setWindowOpenHandler = (handler: (...args: never[]) => unknown) => (handlers['open'] = handler)
    reload = () => said.reloads++
  }
  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents()
    maximised = false
    focused = 0
    constructor(readonly options: Record<string, unknown>) {
      super()
      windows.push(this)
    }
    show = () => undefined
    focus = () => this.focused++
    isDestroyed = () => false
    isMinimized = () => false
    restore = () => undefined
    maximize = () => (this.maximised = true)
    isMaximized = () => this.maximised
    getNormalBounds = () => ({ x: 5, y: 6, width: 700, height: 500 })
    loadFile = async (file: string) => said.loaded.push(file)
  }
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    setName: () => undefined,
    setPath: () => undefined,
    getPath: () => userData,
    getLocale: () => 'en-US',
    enableSandbox: () => undefined,
    requestSingleInstanceLock: () => true,
    whenReady: async () => undefined,
    quit: () => app.emit('before-quit', { preventDefault: () => undefined }),
    exit: (code: number) => said.exits.push(code),
  })
  const frame = {
    parent: null as object | null,
    url: pageUrl,
    postMessage: (channel: string, _: unknown, ports: FakePort[]) =>
      preload.emit(channel, { ports: ports.map(({ port }) => port) }),
  }
  const module = {
    app,
    ipcMain,
    BrowserWindow: FakeWindow,
    MessageChannelMain: FakeChannel,
    Menu: {
      buildFromTemplate: (items: readonly Item[]) => items,
      setApplicationMenu: (menu: readonly Item[]) => (said.menu = menu),
    },
    screen: {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
      getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
    },
    dialog: {
      showErrorBox: (title: string, words: string) => said.boxes.push(`${title}: ${words}`),
      showMessageBox: async (_: unknown, { message }: { message: string }) => {
        said.boxes.push(message)
        return { response: answerToCrash }
      },
    },
    ipcRenderer: Object.assign(preload, {
      send: (channel: string) => ipcMain.emit(channel, { sender: windows[0]?.webContents, senderFrame: frame }),
    }),
    webUtils: { getPathForFile: ({ path }: { path: string }) => path },
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => Object.assign(globalThis, { [name]: value }) },
  }
  return { module, app, said, handlers, windows, frame, answerCrash: (response: number) => (answerToCrash = response) }
}
