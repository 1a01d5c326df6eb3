import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { findTool, type Tool } from '#electron/helper/run-tool'
import { type HelperProgram, type System, startHelper, wayToRoot } from '#electron/privilege/start-helper'

/** How root's rights are got, with a sudo, a pkexec and a helper that the test has written. */
const GREETS = `
process.stdin.resume().on('end', () => process.exit(0))
const { ELECTRON_RUN_AS_NODE: asNode = null, SECRET: secret = null } = process.env
process.stderr.write(JSON.stringify({ asNode, secret }))
console.log(JSON.stringify({ kind: 'greeting', greeting: { host: 1, pid: process.pid, uid: 0, recovered: false } }))`
const REFUSES = `console.log(JSON.stringify({ kind: 'refusal', id: null, error: { kind: 'busy', doing: 'Another one writes.' } }))`

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapwall-ways-'))
})

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, 0o755)
  return path
}
/** A shell script that writes down the words it was called with. */
const tool = (name: string, then: string): string =>
  write(name, `#!/bin/sh\nprintf '%s\\n' "$*" >>'${join(folder, `${name}.log`)}'\n${then}\n`)
const saidTo = (name: string): string => readFileSync(join(folder, `${name}.log`), 'utf8')

const program = (text = GREETS, more: Partial<HelperProgram> = {}): HelperProgram => ({
  ...{ runtime: process.execPath, file: write('helper.cjs', text), electron: false, wrapper: null },
  ...more,
})
const system = (tools: Partial<Record<Tool, string>>, more: Partial<System> = {}): System => ({
  uid: 1000,
  find: (name) => (name === 'sudo' || name === 'pkexec' ? (tools[name] ?? null) : findTool(name)),
  askingMs: 20_000,
  ...more,
})
/** After -n and --, or after --disable-internal-agent, stands what is to be run. */
const sudo = () => tool('sudo', 'shift 2\nexec "$@"')
const sudoAsks = () => tool('sudo', 'exit 1')
const pkexec = (then = 'shift\nexec "$@"') => tool('pkexec', then)

describe('the way to root', () => {
  it('leads to a helper in the mode that was asked for', async () => {
    const own = program(GREETS, { mode: 'read' })
    const asRoot = await wayToRoot(own, system({}, { uid: 0 }))
    expect(asRoot).toMatchObject({ ok: true, value: { command: [own.runtime, own.file, 'read'] } })
    const bySudo = await wayToRoot(own, system({ sudo: sudo() }))
    expect(bySudo.ok && bySudo.value.command.slice(-3)).toEqual([own.runtime, own.file, 'read'])
  })

  it('is none where root runs us', async () => {
    const own = program()
    const way = await wayToRoot(own, system({ sudo: sudo(), pkexec: pkexec() }, { uid: 0 }))
    expect(way).toEqual({ ok: true, value: { by: 'root', asks: false, command: [own.runtime, own.file] } })
  })

  it('is sudo where that does not ask, with all words of what is run', async () => {
    const own = program(GREETS, { electron: true })
    const way = await wayToRoot(own, system({ sudo: sudo(), pkexec: pkexec() }))
    expect(way).toEqual({
      ok: true,
      value: {
        ...{ by: 'sudo', asks: false },
        command: [
          ...[join(folder, 'sudo'), '-n', '--', findTool('env'), 'LC_ALL=C', 'ELECTRON_RUN_AS_NODE=1'],
          ...[own.runtime, own.file],
        ],
      },
    })
    expect(saidTo('sudo')).toBe(`-n -- ${findTool('true')}\n`)
  })

  it('is pkexec where sudo would ask or is not there, and the wrapper where a package has one', async () => {
    const own = program(GREETS, { wrapper: '/usr/lib/tapwall/host-helper' })
    for (const tools of [{ sudo: sudoAsks(), pkexec: pkexec() }, { pkexec: pkexec() }])
      expect(await wayToRoot(own, system(tools))).toEqual({
        ok: true,
        value: {
          ...{ by: 'pkexec', asks: true },
          command: [join(folder, 'pkexec'), '--disable-internal-agent', '/usr/lib/tapwall/host-helper'],
        },
      })
  })

  it('is told to be missing where there is neither', async () => {
    const none = { ok: false, error: { kind: 'privilege', reason: 'not-allowed' } }
    expect(await wayToRoot(program(), system({ sudo: sudoAsks() }))).toMatchObject(none)
    expect(await startHelper(program(), undefined, system({}))).toMatchObject(none)
  })
})

describe('starting the helper', () => {
  it.each(['sudo', 'pkexec'] as const)('by %s greets, as Node also in Electron, and ends with its input', async (by) => {
    process.env['SECRET'] = 'of ours'
    const own = system(by === 'sudo' ? { sudo: sudo() } : { pkexec: pkexec() })
    const started = await startHelper(program(GREETS, { electron: true }), undefined, own)
    delete process.env['SECRET']
    if (!started.ok) throw new Error(JSON.stringify(started.error))
    const lost = new Promise((resolve) => started.value.onExit(resolve))
    await started.value.close()
    expect(await lost).toMatchObject({
      ...{ kind: 'helper-lost', of: 'machine' },
      detail: 'It ended with status 0. {"asNode":"1","secret":null}',
    })
  })

  it.each([
    [126, 'declined'],
    [127, 'not-allowed'],
  ])('pkexec with status %d is told as %s', async (status, reason) => {
    const own = system({ pkexec: pkexec(`echo Dismissed >&2; exit ${status}`) })
    expect(await startHelper(program(), undefined, own)).toMatchObject({ ok: false, error: { kind: 'privilege', reason } })
  })

  it('of pkexec only: the same status of another way is a helper that ended', async () => {
    const first = tool('sudo', `[ "$3" = ${findTool('true')} ] && exit 0\nexit 126`)
    expect(await startHelper(program(), undefined, system({ sudo: first }))).toMatchObject({
      error: { kind: 'helper-lost', of: 'machine', detail: 'It ended with status 126.' },
    })
  })

  it('tells the helper’s own refusal', async () => {
    expect(await startHelper(program(REFUSES), undefined, system({ pkexec: pkexec() }))).toEqual({
      ok: false,
      error: { kind: 'busy', doing: 'Another one writes.' },
    })
  })

  it('gives up when nobody answers in time, or when asked to', async () => {
    const asking = pkexec('exec sleep 60')
    expect(await startHelper(program(), undefined, system({ pkexec: asking }, { askingMs: 300 }))).toMatchObject({
      ok: false,
      error: { kind: 'privilege', reason: 'timed-out' },
    })
    const stop = new AbortController()
    const started = startHelper(program(), stop.signal, system({ pkexec: asking }))
    setTimeout(() => stop.abort(), 200)
    expect(await started).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(await startHelper(program(), AbortSignal.abort(), system({ pkexec: asking }))).toMatchObject({
      error: { kind: 'cancelled' },
    })
  })
})
