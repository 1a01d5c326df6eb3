import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Desk, openDesk } from '#electron/program/desk'
import { callProgram, type TerminalLine } from '#electron/terminals/call'
import { listenToTerminals, type TerminalSocket } from '#electron/terminals/listen'
import { chooseProgram, runningPrograms } from '#electron/terminals/programs'
import { socketFolders } from '#electron/terminals/socket-folder'
import { listSockets } from '#electron/terminals/sockets'
import { SWAPPED } from '#shared/contract/close-codes'
import { ok } from '#shared/result'
import { fakeLab } from '../../support/fake-lab.ts'
import { base, edited, folder, removeFolders, rename, write } from '../documents/stage.ts'

/** The socket on which a running program hears the commands of terminals. */
let home = ''
let desks: Desk[] = []
let sockets: TerminalSocket[] = []
let lines: TerminalLine[] = []
beforeEach(() => {
  home = folder()
  vi.stubEnv('XDG_DATA_HOME', join(home, 'data'))
  vi.stubEnv('XDG_STATE_HOME', join(home, 'state'))
  vi.stubEnv('XDG_RUNTIME_DIR', home)
  desks = []
  sockets = []
  lines = []
})
afterEach(async () => {
  for (const line of lines) line.close()
  for (const socket of sockets) await socket.close()
  for (const desk of desks) await desk.close()
  vi.unstubAllEnvs()
  removeFolders()
})

const at = () => join(home, 'tapwall')
const named = (name: string): string => {
  write(join(home, name), edited(base, rename(name)))
  return join(home, name)
}

async function program(file: string, folders = [at()]): Promise<TerminalSocket> {
  const desk = openDesk({ startLab: async () => ok(fakeLab().client) })
  desks.push(desk)
  const opened = await desk.open({ path: file })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const socket = await listenToTerminals(desk, folders)
  if (!socket.ok) throw new Error(socket.error)
  sockets.push(socket.value)
  return socket.value
}
const keep = <T extends { line: TerminalLine | null }>(found: T): T => {
  if (found.line !== null) lines.push(found.line)
  return found
}
const rights = (path: string) => (lstatSync(path).mode & 0o777).toString(8)

describe('the socket for terminals', () => {
  it('is its owner’s alone, and has the same contract as the page', async () => {
    const { path } = await program(named('a.json'))
    expect([rights(at()), rights(path)]).toEqual(['700', '600'])
    const line = await callProgram(path)
    lines.push(line)
    const about = await line.call.program.about({})
    expect(about).toEqual({
      ok: true,
      value: { pid: process.pid, path: join(home, 'a.json'), realPath: join(home, 'a.json'), name: 'a.json' },
    })
    expect(await line.call.project.edit({ edit: rename('from a terminal') })).toEqual({ ok: true, value: { revision: 2 } })
    expect(desks[0]?.program()?.session.projects.state.get().project.name).toBe('from a terminal')
    await expect(line.call.project.edit({ edit: { do: 'no such edit' } as never })).rejects.toThrow()
  })

  it('tells a terminal when the program goes on to another document', async () => {
    const { path } = await program(named('a.json'))
    const line = await callProgram(path)
    lines.push(line)
    await desks[0]?.open({ path: named('b.json') })
    expect(await line.ended).toBe(SWAPPED)
  })

  it('goes with its program', async () => {
    const socket = await program(named('a.json'))
    await socket.close()
    expect(readdirSync(at())).toEqual([])
    await expect(callProgram(socket.path)).rejects.toThrow()
  })

  it('cannot be reached by another user, even through an open folder', { skip: process.getuid?.() !== 0 }, async () => {
    const { path } = await program(named('a.json'))
    const knock = (uid: number) =>
      spawnSync(
        process.execPath,
        [
          '-e',
          `require('net').connect(process.argv[1]).on('connect', () => process.exit(0)).on('error', (e) => { console.log(e.code); process.exit(1) })`,
          path,
        ],
        { uid, encoding: 'utf8', cwd: '/' },
      ).stdout.trim()
    expect(knock(0)).toBe('')
    for (const each of [home, at()]) chmodSync(each, 0o777)
    expect(knock(65534)).toBe('EACCES')
    chmodSync(path, 0o666)
    expect(knock(65534)).toBe('')
  })

  it('is in the next folder where the first cannot be had', async () => {
    const long = join(home, 'x'.repeat(100))
    mkdirSync(long)
    const link = join(home, 'link')
    symlinkSync(folder(), link)
    const open = join(home, 'open')
    mkdirSync(open)
    chmodSync(open, 0o755)
    const file = join(home, 'file')
    writeFileSync(file, '')
    const last = join(home, 'last')
    const { path } = await program(named('a.json'), [join(long, 'tapwall'), link, open, file, join(home, 'no', 'where'), last])
    expect(path.startsWith(`${last}/`)).toBe(true)
    const desk = desks[0] as Desk
    const refused = await listenToTerminals(desk, [link, open])
    expect(refused).toMatchObject({ ok: false, error: expect.stringContaining('mode 755') })
  })

  it('is not made in a folder that belongs to another user', { skip: process.getuid?.() !== 0 }, async () => {
    const other = join(home, 'other')
    mkdirSync(other)
    spawnSync('chown', ['65534', other])
    const desk = openDesk({ startLab: async () => ok(fakeLab().client) })
    desks.push(desk)
    expect(await listenToTerminals(desk, [join(other, 'tapwall')])).toMatchObject({ ok: false })
    expect(readdirSync(other)).toEqual([])
  })

  it('has its folder in that of the session; a relative path there means nothing', () => {
    expect(socketFolders({ XDG_RUNTIME_DIR: '/run/mine' })[0]).toBe('/run/mine/tapwall')
    expect(socketFolders({ XDG_RUNTIME_DIR: 'run/mine' })[0]).toBe(`/run/user/${process.getuid?.()}/tapwall`)
  })
})

describe('running programs', () => {
  it('are told apart by the file that they have open', async () => {
    const [a, b] = [named('a.json'), named('b.json')]
    await program(a)
    await program(b)
    symlinkSync(b, join(home, 'link.json'))
    const running = (await runningPrograms([at()])).map(keep)
    expect(running.map(({ about }) => about?.path).toSorted()).toEqual([a, b])
    const chosen = await chooseProgram(join(home, 'link.json'), [at()])
    expect(chosen.ok && keep(chosen.value).about.name).toBe('b.json')
    const several = await chooseProgram(undefined, [at()])
    expect(several).toMatchObject({ ok: false, error: { is: 'several' } })
    expect(!several.ok && several.error.words).toContain(`${process.pid}  ${a}`)
    const none = await chooseProgram(join(home, 'c.json'), [at()])
    expect(none).toMatchObject({ ok: false, error: { is: 'none', words: expect.stringContaining(b) } })
    expect(await chooseProgram(undefined, [join(home, 'nobody')])).toMatchObject({ ok: false, error: { is: 'none' } })
  })

  it('are looked for in the next folder when the first has none that fits', async () => {
    await program(named('a.json'))
    const other = join(home, 'other')
    const b = named('b.json')
    await program(b, [other])
    const only = await chooseProgram(undefined, [at(), other])
    expect(only.ok && keep(only.value).about.name).toBe('a.json')
    const found = await chooseProgram(b, [at(), other])
    expect(found.ok && keep(found.value).about.name).toBe('b.json')
  })

  it('that were killed leave sockets, which are removed; whatever else is there stays', async () => {
    const live = await program(named('a.json'))
    const dead = join(at(), '4711-0123abcd.sock')
    const child = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(process.argv[1], () => console.log('up'))`,
      dead,
    ])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const kept = [join(at(), 'notes.sock'), join(at(), '12-0123abcd.sock')]
    for (const path of kept) writeFileSync(path, '')
    const foreign = createServer()
    await new Promise<void>((resolve) => foreign.listen(join(at(), 'foreign'), resolve))
    expect((await listSockets(at())).map(({ path }) => path).toSorted()).toEqual([dead, live.path].toSorted())
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    expect(existsSync(dead)).toBe(true)
    expect((await listSockets(at())).map(({ path }) => path)).toEqual([live.path])
    expect(existsSync(dead)).toBe(false)
    for (const path of [...kept, join(at(), 'foreign')]) expect(existsSync(path), path).toBe(true)
    await new Promise((resolve) => foreign.close(resolve))
  })

  it('that hang are told, and keep nobody waiting for ever', { timeout: 20_000 }, async () => {
    mkdirSync(at(), { mode: 0o700 })
    const mute = createServer((socket) => socket.resume())
    await new Promise<void>((resolve) => mute.listen(join(at(), '99-0123abcd.sock'), resolve))
    expect(await chooseProgram(undefined, [at()])).toMatchObject({ ok: false, error: { is: 'silent' } })
    await new Promise((resolve) => mute.close(resolve))
  })
})
