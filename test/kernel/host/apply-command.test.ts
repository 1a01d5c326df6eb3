import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../support/machine.ts'
import { homeOf, root } from '../../support/shell.ts'
import { sorted, startMachine, type TestMachine } from './machine.ts'

/** `tapwall apply FILE --machine HOST --yes-i-mean HOSTNAME` on a machine played by a namespace. */
const cli = join(root, 'dist', 'node', 'cli.js')
let machine: TestMachine
let home = ''
let file = ''
let child: ChildProcess | null = null
let words = ''
beforeEach(async () => {
  machine = await startMachine()
  home = mkdtempSync(join(tmpdir(), 'tapwall-machine-'))
  file = join(home, 'lab.json')
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await machine.close()
  rmSync(home, { recursive: true, force: true })
})

function begin(...args: string[]): { ended: Promise<number | null> } {
  words = ''
  const [command = '', ...rest] = [...machine.enter, process.execPath, cli, 'apply', file, ...args]
  const own = spawn(command, rest, { env: { ...process.env, ...homeOf(home) }, stdio: ['pipe', 'pipe', 'pipe'] })
  child = own
  const hear = (data: Buffer) => {
    words += data.toString()
  }
  own.stdout.on('data', hear)
  own.stderr.on('data', hear)
  return { ended: new Promise((resolve) => own.once('exit', resolve)) }
}
const onMachine = ['--machine', 'compute1', '--yes-i-mean', hostname()]
const says = async (text: string) => expect(await until(() => words.includes(text)), words).toBe(true)
const tapwall = (...args: string[]) => execa(process.execPath, [cli, ...args], { reject: false, env: homeOf(home) })
const marked = async (): Promise<number> =>
  (await machine.run('iptables-save', [])).split('\n').filter((line) => line.includes('tw:')).length

describe('apply to this machine from a terminal', { timeout: 180_000 }, () => {
  it('is refused without its name, or for a host that the project has not', async () => {
    expect(await begin('--machine', 'compute1').ended).toBe(2)
    expect(words).toContain(`type ${hostname()}.`)
    expect(await begin('--machine', 'compute1', '--yes-i-mean', 'another').ended).toBe(2)
    expect(await begin('--machine', 'compute9', '--yes-i-mean', hostname()).ended).toBe(2)
    expect(words).toContain('no host compute9')
    expect(await marked()).toBe(0)
  })

  it('says where the rules are, and leaves them there once they are kept', async () => {
    const { ended } = begin(...onMachine, '--confirm', '600')
    await says('`tapwall confirm` keeps the rules')
    expect(words).toContain(`is applied to this machine (${hostname()}, as host compute1) on trial`)
    const status = await tapwall('status', file)
    expect(status.stdout).toContain(`target     this machine (${hostname()}, as host compute1), switched on\n`)
    expect(JSON.parse((await tapwall('status', file, '--json')).stdout)[0]).toMatchObject({
      target: 'machine',
      machine: { state: 'running', host: 'compute1', readOnly: false },
    })
    expect((await tapwall('plan', file)).stdout).toContain(`# On this machine (${hostname()}, as host compute1).`)
    // What has the file is a program on this machine already: a second apply is its own.
    expect(await tapwall('apply', file, '--machine', 'compute1', '--yes-i-mean', hostname())).toMatchObject({ exitCode: 2 })
    expect(await tapwall('confirm', file)).toMatchObject({ exitCode: 0, stdout: 'The rules are kept.' })
    expect(await ended).toBe(0)
    expect(await marked()).toBeGreaterThan(10)
    expect((await tapwall('history', file)).stdout).toMatch(/apply .* on trial for 600 s, on this machine, compute1 \+\d+ -0/)
  })

  it('Ctrl+C takes them back, and an end without a word does, too', async () => {
    expect(await begin(...onMachine, '--yes').ended).toBe(0)
    const kept = sorted(await machine.dump())
    expect(await tapwall('history', file)).toMatchObject({ exitCode: 0 })
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      await machine.run('iptables', ['-F', 'neutron-openvswi-sg-fallback'])
      const before = sorted(await machine.dump())
      const { ended } = begin(...onMachine, '--confirm', '600')
      await says('`tapwall confirm` keeps the rules')
      expect(sorted(await machine.dump())).toEqual(kept)
      child?.kill(signal)
      expect(await ended).toBe(signal === 'SIGINT' ? 1 : null)
      await expect.poll(async () => sorted(await machine.dump()), { timeout: 20_000 }).toEqual(before)
      await expect.poll(() => machine.journals(), { timeout: 20_000 }).toEqual([])
    }
  })
})
