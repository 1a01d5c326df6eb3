import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import { errorLine } from '#shared/errors'
import { terminalLine } from '#shared/terminal-text'
import { Launch, launchOf } from './desktop/launch.ts'
import { openSeat } from './desktop/seat.ts'
import { distFolder, labProgram } from './dist-folder.ts'
import { setMenu } from './menu.ts'
import { startLab } from './privilege/start-lab.ts'
import { type Opened, openDesk } from './program/desk.ts'
import { keepGoing } from './program/keep-going.ts'
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
  const desk = openDesk({ startLab: () => startLab(labProgram()), onOpen })
  const seat = openSeat(desk)
  desk.beginLabs()
  let window: BrowserWindow | null = null
  let leaving = false
  let left = false

  const open = async (file: string | null): Promise<boolean> => {
    const opened = await desk.open(file === null ? null : { path: file })
    if (!opened.ok) dialog.showErrorBox('Not opened', errorLine(opened.error))
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
    void desk.close().then((saveError) => {
      if (saveError !== null)
        dialog.showErrorBox(
          'Not saved',
          `${errorLine(saveError)} The last edits are kept and offered when the file is opened again.`,
        )
      left = true
      app.quit()
    })
  })

  const start = async () => {
    await app.whenReady()
    if (!(await open(launch.file))) return app.quit()
    setMenu(seat.command, !app.isPackaged)
    window = openWindow({
      pageFile: join(distFolder(), 'page', 'index.html'),
      preloadFile: join(distFolder(), 'desktop', 'preload.cjs'),
      stateFile: join(app.getPath('userData'), 'window.json'),
      onPage: seat.attach,
    })
    window.on('closed', () => {
      window = null
    })
  }
  // A bug, and without a window nobody would see it.
  start().catch((thrown: unknown) => {
    dialog.showErrorBox('Not started', thrown instanceof Error ? thrown.message : String(thrown))
    app.exit(1)
  })
}
