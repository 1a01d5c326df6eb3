import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MenuCommand } from '#shared/contract/commands'
import { articleWithoutGroup } from '#shared/project/article'
import { printProject } from '#shared/project/file'
import { desktopTransport, onMenuCommand, setScreen } from '../../../renderer/port-transport.ts'
import type { Line, Loss } from '../../../renderer/transport.ts'
import { fakeElectron, type Item } from './fake-electron.ts'

/** The desktop shell put together, with a stand-in for Electron and a lab that cannot be started. */
const home = mkdtempSync(join(tmpdir(), 'tapwall-desktop-'))
const one = join(home, 'one.json')
const two = join(home, 'two.json')
// Main seeks the page beside its own bundle; here it is not bundled.
const pageUrl = pathToFileURL(fileURLToPath(new URL('../../../page/index.html', import.meta.url))).href
const electron = vi.hoisted(() => ({ module: {} as object }))
vi.mock('electron', () => electron.module)
vi.mock('#electron/privilege/start-lab', () => ({
  startLab: async () => ({ ok: false, error: { kind: 'helper-lost', detail: 'No lab in this test.' } }),
}))

const fake = fakeElectron(home, pageUrl)
const listeners = new Set<(event: unknown) => void>()
const pageWindow = {
  addEventListener: (_: string, hear: (event: never) => void) => listeners.add(hear as (event: unknown) => void),
  removeEventListener: (_: string, hear: (event: never) => void) => listeners.delete(hear as (event: unknown) => void),
  postMessage: (data: unknown, _: string, ports: unknown[]) => {
    for (const hear of [...listeners]) hear({ source: target, data, ports })
  },
  get tapwall() {
    return (globalThis as { tapwall?: unknown }).tapwall
  },
}
const target = pageWindow
const until = async (fits: () => boolean) => {
  for (let i = 0; i < 3000 && !fits(); i++) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(fits()).toBe(true)
}
const losses: Loss[] = []
const connect = (): Promise<Line> => {
  const transport = desktopTransport(pageWindow)
  if (transport === null) throw new Error('the preload script put nothing into the page')
  return transport.connect({ reading: () => undefined, loss: (loss) => losses.push(loss) })
}
const contentOf = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

beforeAll(async () => {
  for (const file of [one, two]) writeFileSync(file, printProject(articleWithoutGroup))
  electron.module = fake.module
  vi.stubGlobal('window', pageWindow)
  vi.spyOn(process, 'getuid').mockReturnValue(1000)
  vi.spyOn(console, 'log').mockReturnValue()
  vi.spyOn(console, 'error').mockReturnValue()
  process.argv = ['electron', 'main.cjs', one]
  process.env['XDG_STATE_HOME'] = join(home, 'state')
  process.env['XDG_RUNTIME_DIR'] = home
  await import('../../../electron/preload.ts')
  await import('../../../electron/main.ts')
  await until(() => fake.said.loaded.length === 1)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('the desktop shell, put together', () => {
  it('opens one window whose page has neither Node nor Electron', () => {
    expect(fake.windows).toHaveLength(1)
    expect(fake.windows[0]?.options['webPreferences']).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(pathToFileURL(fake.said.loaded[0] ?? '').href).toBe(pageUrl)
  })

  it('refuses windows, navigation, permissions and foreign files', () => {
    const call = (name: string, ...args: unknown[]) => fake.handlers[name]?.(...(args as never[]))
    expect(call('open', { url: 'https://example.org' })).toEqual({ action: 'deny' })
    expect(call('check', null, 'media')).toBe(false)
    const answers: unknown[] = []
    call('request', null, 'geolocation', (granted: boolean) => answers.push(granted))
    call('load', { url: 'file:///etc/passwd' }, (answer: unknown) => answers.push(answer))
    call('load', { url: pageUrl }, (answer: unknown) => answers.push(answer))
    expect(answers).toEqual([false, { cancel: true }, { cancel: false }])
    const prevented: string[] = []
    const contents = fake.windows[0]?.webContents
    for (const url of [pageUrl, 'https://example.org/', 'file:///etc/passwd'])
      contents?.emit('will-navigate', { url, preventDefault: () => prevented.push(url) })
    expect(prevented).toEqual(['https://example.org/', 'file:///etc/passwd'])
  })

  it('gives the page its line, through the preload script; a page that is loaded again gets a new one', async () => {
    const first = await connect()
    expect(await first.client.project.edit({ edit: { do: 'project.rename', name: 'Harbour' } })).toMatchObject({ ok: true })
    const second = await connect()
    await until(() => losses.length === 1)
    expect(await second.client.project.undo({})).toMatchObject({ ok: true })
    second.close()
  })

  it('tells the page where a dropped file is, so that it is opened itself', () => {
    const { pathOf } = (globalThis as unknown as { tapwall: { pathOf: (file: unknown) => string } }).tapwall
    expect(pathOf({ path: two })).toBe(two)
  })

  it('gives a frame inside the page nothing', () => {
    fake.frame.parent = {}
    let handed = 0
    const hear = () => handed++
    listeners.add(hear)
    fake.module.ipcRenderer.send('tapwall:ask-for-ports')
    fake.frame.parent = null
    listeners.delete(hear)
    expect(handed).toBe(0)
  })

  it('sends the chosen menu entry to the page', async () => {
    const heard: MenuCommand[] = []
    onMenuCommand((command) => heard.push(command))
    const line = await connect()
    const all = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])])
    const items = all(fake.said.menu)
    items.find(({ label }) => label === 'Apply and keep')?.click?.()
    await until(() => heard.length === 1)
    expect(heard).toEqual(['apply'])
    expect(items.flatMap(({ role }) => role ?? [])).toEqual(expect.arrayContaining(['cut', 'copy', 'paste', 'selectAll', 'quit']))
    line.close()
  })

  it('shows a crash of the page and loads it again', async () => {
    const before = fake.said.reloads
    fake.windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
    fake.windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    await until(() => fake.said.reloads > before)
    expect(fake.said.reloads).toBe(before + 1)
    expect(fake.said.boxes).toEqual(['The page ended unexpectedly.'])
  })

  it('brings the window forward for a second start and opens its file; the one before is saved', async () => {
    const line = await connect()
    await line.client.project.edit({ edit: { do: 'project.rename', name: 'Quay' } })
    losses.length = 0
    fake.app.emit('second-instance', {}, [], '/', { file: two })
    // The page is told to begin anew; it is not main that loads it again.
    await until(() => losses.length > 0)
    expect(losses).toEqual(['swapped'])
    await until(() => !existsSync(`${one}.lock`))
    expect(fake.windows[0]?.focused).toBe(1)
    expect(contentOf(one)).toMatchObject({ name: 'Quay' })
    expect(existsSync(`${two}.lock`)).toBe(true)
    const boxes = fake.said.boxes.length
    fake.app.emit('second-instance', {}, [], '/', { file: join(home, 'absent.json') })
    await until(() => fake.said.boxes.length > boxes)
    expect(fake.said.boxes.at(-1)).toContain('Not opened: ')
    expect(existsSync(`${two}.lock`)).toBe(true)
    fake.app.emit('second-instance', {}, [], '/', { file: two })
    fake.app.emit('second-instance', {}, [], '/', 'nonsense')
    expect(fake.windows[0]?.focused).toBe(4)
  })

  it('speaks the language of the page and shows its keys, in the menu and in what it says itself', async () => {
    const line = await connect()
    const boxes = fake.said.boxes.length
    setScreen({ language: 'zh', keys: { review: 'mod+enter' } })
    const kernel = () => fake.said.menu.find(({ label }) => label === '内核')
    await until(() => kernel() !== undefined)
    expect(kernel()?.submenu?.[0]).toMatchObject({
      label: '审查并下发',
      accelerator: 'CmdOrCtrl+Enter',
      registerAccelerator: false,
    })
    fake.app.emit('second-instance', {}, [], '/', { file: join(home, 'absent.json') })
    await until(() => fake.said.boxes.length > boxes)
    expect(fake.said.boxes.slice(boxes)).toEqual([expect.stringMatching(/^未能打开: .*absent\.json.*\p{Script=Han}.*。$/u)])
    setScreen({ language: 'en', keys: {} })
    await until(() => kernel() === undefined)
    line.close()
  })

  it('saves at the end, and remembers where the window was', async () => {
    const line = await connect()
    await line.client.project.edit({ edit: { do: 'project.rename', name: 'Mole' } })
    fake.windows[0]?.emit('close')
    fake.app.emit('window-all-closed')
    await until(() => !existsSync(`${two}.lock`))
    expect(contentOf(two)).toMatchObject({ name: 'Mole' })
    expect(contentOf(join(home, 'window.json'))).toEqual({ x: 5, y: 6, width: 700, height: 500, maximised: false })
  })
})
