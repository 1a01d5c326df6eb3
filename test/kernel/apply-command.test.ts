import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstOf, openClient } from '../support/client.ts'
import { until } from '../support/machine.ts'
import { homeOf, root, startShell } from '../support/shell.ts'

/** `tapwall apply FILE` where no program runs: a lab of its own, and the terminal as the page. */
const cli = join(root, 'dist', 'node', 'cli.js')
let home = ''
let file = ''
let child: ChildProcess | null = null
let words = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tapwall-apply-'))
  file = join(home, 'lab.json')
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

/**
 * `inTerminal`: with a terminal of its own, as a person has it. `script` starts a shell for the command; `exec` makes the shell the command,
 * since one that waits for it would end by Ctrl+C with a status of its own.
 */
function begin(args: readonly string[], inTerminal = false): { ended: Promise<number | null> } {
  words = ''
  const command = [process.execPath, cli, ...args]
  const [program, ...rest] = inTerminal ? ['script', '-qefc', `exec ${command.join(' ')}`, '/dev/null'] : command
  const own = spawn(program ?? '', rest, { env: { ...process.env, ...homeOf(home) }, stdio: ['pipe', 'pipe', 'pipe'] })
  child = own
  const hear = (data: Buffer) => {
    words += data.toString()
  }
  own.stdout.on('data', hear)
  own.stderr.on('data', hear)
  return { ended: new Promise((resolve) => own.once('exit', resolve)) }
}
const says = async (text: string) => expect(await until(async () => words.includes(text)), words).toBe(true)
const tapwall = (...args: string[]) => execa(process.execPath, [cli, ...args], { reject: false, env: homeOf(home) })
const history = async () =>
  JSON.parse((await tapwall('history', file, '--json')).stdout).items.map(
    ({ entry }: { entry: { act: string; result?: string; why?: string } }) =>
      `${entry.act} ${entry.result ?? entry.why ?? ''}`.trim(),
  )

describe('apply without a running program', () => {
  it('Enter keeps the rules, Ctrl+C then ends the lab', async () => {
    const { ended } = begin(['apply', file], true)
    await says('s left. Enter keeps the rules')
    await until(async () => /2[0-8] s left/.test(words))
    child?.stdin?.write('\n')
    await says('The rules are kept.')
    await says('The lab runs.')
    expect((await tapwall('status', file)).stdout).toContain('holds what was applied')
    child?.stdin?.write('\u0003')
    expect(await ended).toBe(0)
    expect((await tapwall('status', file)).exitCode).toBe(3)
    expect(await history()).toEqual(['confirm', 'apply trial'])
  })

  it('another terminal keeps them, too', async () => {
    const { ended } = begin(['apply', file, '--confirm', '600'])
    await says('`tapwall confirm` keeps the rules')
    expect(await tapwall('confirm')).toMatchObject({ exitCode: 0, stdout: 'The rules are kept.' })
    await says('The lab runs.')
    child?.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('Ctrl+C takes them back', async () => {
    const { ended } = begin(['apply', file, '--confirm', '600'])
    await says('`tapwall confirm` keeps the rules')
    child?.kill('SIGINT')
    expect(await ended).toBe(1)
    expect(words).toContain('The former rules are back.')
    expect(await history()).toEqual(['revert asked', 'apply trial'])
  })

  it('without a word they go back by themselves', async () => {
    const { ended } = begin(['apply', file, '--confirm', '5'])
    expect(await ended).toBe(1)
    expect(words).toContain('The time is over. The former rules are back.')
    expect(await history()).toEqual(['revert timed-out', 'apply trial'])
  })

  it('restore goes back to what was applied in an earlier run', async () => {
    const shell = await startShell([file], home)
    const client = await openClient(shell)
    await firstOf(client.call.session.follow(), ({ lab }) => lab.state === 'running')
    await client.call.ruleset.apply({ revision: 1, trial: null })
    await client.call.project.edit({ edit: { do: 'project.rename', name: 'Harbour' } })
    const { project } = await firstOf(client.call.project.follow(), () => true)
    const group = project.securityGroups.find(({ rules }) => rules.length > 0)
    const ruleId = group?.rules[0]?.id ?? ''
    await client.call.project.edit({ edit: { do: 'rule.delete', groupId: group?.id ?? '', ruleId } })
    await client.call.ruleset.apply({ revision: 3, trial: null })
    client.close()
    await shell.close()
    expect(readFileSync(file, 'utf8')).not.toContain(ruleId)
    const [last, first] = JSON.parse((await tapwall('history', file, '--json')).stdout).items
    expect(await tapwall('restore', first.entry.id, file)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Nothing was applied before this point'),
    })
    expect((await tapwall('restore', '00000000', file)).stderr).toContain('The history has no 00000000')
    const { ended } = begin(['restore', last.entry.id, file, '--yes'])
    await says('The lab runs.')
    child?.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain(ruleId)
    expect(readFileSync(file, 'utf8')).not.toContain('Harbour')
  })

  it('a file that cannot be read, and no file at all, are told', async () => {
    expect(await tapwall('apply')).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('Or name a file') })
    expect(await tapwall('apply', join(home, 'no.json'))).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no.json') })
  })
})
