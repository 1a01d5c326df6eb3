import { app, BrowserWindow, dialog, ipcMain, MessageChannelMain, screen, type WebContents } from 'electron'
import { ASK_FOR_PORTS, PORTS } from '#shared/contract/desktop-channels'
import { type PagePolicy, pagePolicy } from './desktop/page-policy.ts'
import type { MainPort } from './desktop/ports.ts'
import type { ShellTexts } from './desktop/texts/en.ts'
import { LEAST, placeWindow, readWindowState, writeWindowState } from './desktop/window-state.ts'

interface WindowOptions {
  readonly pageFile: string
  readonly preloadFile: string
  /** File that remembers where the window was. */
  readonly stateFile: string
  readonly onPage: (contract: MainPort, beside: MainPort) => void
  /** In the language of the moment. */
  readonly texts: () => ShellTexts
}

/** The one window. Its page has no Node and no Electron, goes nowhere, opens nothing and loads nothing but its own files. */
export function openWindow({ pageFile, preloadFile, stateFile, onPage, texts }: WindowOptions): BrowserWindow {
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { maximised, ...place } = placeWindow(readWindowState(stateFile), [screen.getPrimaryDisplay().workArea, ...areas])
  const window = new BrowserWindow({
    ...place,
    minWidth: LEAST.width,
    minHeight: LEAST.height,
    title: 'Tapwall',
    show: false,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // It would fetch dictionaries from the network.
      spellcheck: false,
    },
  })
  if (maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeWindowState(stateFile, { ...window.getNormalBounds(), maximised: window.isMaximized() }))

  const policy = pagePolicy(pageFile)
  const { webContents: contents } = window
  confine(contents, policy)
  handOutPorts(contents, policy, onPage)
  contents.on('render-process-gone', (_, { reason }) => {
    // A window that is closing has no page, either.
    if (reason !== 'clean-exit' && !window.isDestroyed()) void askAfterCrash(window, texts().dialogs, reason)
  })
  window.loadFile(pageFile).catch((thrown: unknown) => {
    console.error(`The page could not be loaded: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    // Otherwise the program would run unseen.
    if (!window.isDestroyed()) window.show()
  })
  return window
}

function confine(contents: WebContents, policy: PagePolicy): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-navigate', (event) => {
    if (!policy.mayNavigate(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!policy.mayNavigate(event.url)) event.preventDefault()
  })
  const { session } = contents
  session.setPermissionRequestHandler((_, permission, answer) => answer(policy.mayHave(permission)))
  session.setPermissionCheckHandler((_, permission) => policy.mayHave(permission))
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !policy.mayLoad(url) }))
}

/** Each load of the page gets ports of its own; those of the load before it end. */
function handOutPorts(contents: WebContents, policy: PagePolicy, onPage: WindowOptions['onPage']): void {
  const answer = (event: Electron.IpcMainEvent) => {
    const { sender, senderFrame: frame } = event
    if (frame === null || frame === undefined) return
    if (!policy.mayConnect({ ownContents: sender === contents, topFrame: frame.parent === null, url: frame.url })) return
    const contract = new MessageChannelMain()
    const beside = new MessageChannelMain()
    onPage(contract.port1, beside.port1)
    frame.postMessage(PORTS, null, [contract.port2, beside.port2])
  }
  ipcMain.on(ASK_FOR_PORTS, answer)
  contents.once('destroyed', () => ipcMain.removeListener(ASK_FOR_PORTS, answer))
}

/** Project, lab and kernel belong to main and go on; only what was being typed is lost. */
async function askAfterCrash(window: BrowserWindow, texts: ShellTexts['dialogs'], reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Tapwall',
    message: texts.crashed,
    detail: texts.crashedDetail.replace('{{reason}}', reason),
    buttons: [texts.openAgain, texts.quit],
    defaultId: 0,
    cancelId: 0,
  })
  if (window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else app.quit()
}
