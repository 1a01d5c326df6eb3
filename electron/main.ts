import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import type { ScreenMessage } from '#shared/contract/commands'
import type { TapwallError } from '#shared/errors'
import { terminalLine } from '#shared/terminal-text'
import { errorSentence } from '#shared/texts/error-sentences'
import { languageOf } from '#shared/texts/language'
import { Launch, launchOf } from './desktop/launch.ts'
import { openSeat } from './desktop/seat.ts'
import { shellTexts } from './desktop/texts/texts.ts'
import { distFolder, helperProgram, labProgram } from './dist-folder.ts'
import { setMenu } from './menu.ts'
import { startLab } from './privilege/start-lab.ts'
import { thisMachine } from './privilege/this-machine.ts'
import { type Opened, openDesk } from './program/desk.ts'
import { keepGoing } from './program/keep-going.ts'
import { listenToTerminals } from './terminals/listen.ts'
import { openWindow } from './window.ts'

/** The desktop shell: one instance, one window, one program. */

const launch = launchOf(process.argv, app.isPackaged ? 1 : 2, process.cwd())

app.setName('Tapwall')
app.setPath('userData', join(app.getPath('appData'), 'tapwall'))

if (process.getuid?.() === 0) {
  console.error('Electron never runs as root: it would have to give up its sandbox. Start Tapwall as an ordinary user.')
  app.exit(1)
} else if (app.requestSingleInstanceLock(launch)) begin()
else app.quit()

function begin(): void {
  app.enableSandbox()
  keepGoing()
  const onOpen = ({ path, notes }: Opened) => {
    for (const note of notes) console.log(terminalLine(note))
    console.log(terminalLine(`The project is kept in ${path}.`))
  }
  const desk = openDesk({ startLab: () => startLab(labProgram()), machine: thisMachine(helperProgram()), onOpen })
  // The system's language until the page has told its own, and its keys.
  let screen: ScreenMessage = { language: 'en', keys: {} }
  const texts = () => shellTexts[screen.language]
  const show = (told: ScreenMessage) => {
    screen = told
    setMenu({ run: seat.command, screen, development: !app.isPackaged })
  }
  // Names in it come from anywhere; a dialog turns text around as a terminal does.
  const tell = (title: string, error: TapwallError, more = '') =>
    dialog.showErrorBox(title, terminalLine(`${errorSentence(screen.language, error)} ${more}`.trim()))
  const seat = openSeat(desk, show)
  desk.beginLabs()
  const terminals = listenToTerminals(desk)
  void terminals.then((opened) => {
    if (!opened.ok) console.error(terminalLine(`Commands in a terminal cannot reach this program: ${opened.error}`))
  })
  let window: BrowserWindow | null = null
  let leaving = false
  let left = false

  const leave = async () => {
    const opened = await terminals
    if (opened.ok) await opened.value.close()
    return desk.close()
  }

  const open = async (file: string | null): Promise<boolean> => {
    const opened = await desk.open(file === null ? null : { path: file })
    if (!opened.ok) tell(texts().dialogs.notOpened, opened.error)
    return opened.ok
  }

  app.on('second-instance', (_event, _argv, _folder, data) => {
    if (window !== null) {
      if (window.isMinimized()) window.restore()
      window.focus()
    }
    const other = Launch.safeParse(data)
    if (other.success && other.data.file !== null && !leaving) void open(other.data.file)
  })

  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (left) return
    event.preventDefault()
    if (leaving) return
    leaving = true
    seat.close()
    void leave().then((saveError) => {
      const { notSaved, editsKept } = texts().dialogs
      if (saveError !== null) tell(notSaved, saveError, editsKept)
      left = true
      app.quit()
    })
  })

  const start = async () => {
    await app.whenReady()
    show({ language: languageOf([app.getLocale()]), keys: {} })
    if (!(await open(launch.file))) return app.quit()
    window = openWindow({
      pageFile: join(distFolder(), 'page', 'index.html'),
      preloadFile: join(distFolder(), 'desktop', 'preload.cjs'),
      stateFile: join(app.getPath('userData'), 'window.json'),
      onPage: seat.attach,
      texts,
    })
    window.on('closed', () => {
      window = null
    })
  }
  // A bug, and without a window nobody would see it.
  start().catch((thrown: unknown) => {
    dialog.showErrorBox(texts().dialogs.notStarted, thrown instanceof Error ? thrown.message : String(thrown))
    app.exit(1)
  })
}
