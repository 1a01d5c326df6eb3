import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstOf, openClient } from '../support/client.ts'
import { mayEnter, onHost } from '../support/from-outside.ts'
import { until } from '../support/machine.ts'
import { homeOf, root, type Shell, startShell } from '../support/shell.ts'

/** Commands that talk to a running program, as a person types them, beside a real one with its lab. */
const cli = join(root, 'dist', 'node', 'cli.js')
const home = mkdtempSync(join(tmpdir(), 'tapwall-running-'))
const file = join(home, 'lab.json')
let shell: Shell

async function tapwall(...args: string[]): Promise<{ status: number | undefined; out: string; words: string }> {
  const run = await execa(process.execPath, [cli, ...args], { reject: false, env: homeOf(home) })
  return { status: run.exitCode, out: run.stdout, words: run.stderr }
}

beforeAll(async () => {
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
  shell = await startShell([file], home)
  const client = await openClient(shell)
  await firstOf(client.call.session.follow(), ({ lab }) => lab.state === 'running')
  client.close()
})
afterAll(async () => {
  await shell.close()
  rmSync(home, { recursive: true, force: true })
})

const edit = async (name: string): Promise<void> => {
  const client = await openClient(shell)
  const id = `${name.repeat(8)}-1111-4111-8111-111111111111`
  const rule = `${name.repeat(8)}-2222-4222-8222-222222222222`
  const { project } = await firstOf(client.call.project.follow(), () => true)
  const group = project.securityGroups.find(({ rules }) => rules.length > 0)
  const before = group?.rules.find(({ protocol }) => protocol === 'icmp')
  if (group === undefined || before === undefined) throw new Error(`no group for ${id}`)
  const added = { ...before, id: rule, protocol: 'tcp', portRangeMin: 8080, portRangeMax: 8080 + Number.parseInt(name, 16) }
  expect(await client.call.project.edit({ edit: { do: 'rule.create', groupId: group.id, rule: added, at: 0 } })).toMatchObject({
    ok: true,
  })
  client.close()
}

describe('commands that talk to the running program', () => {
  it('status, plan, apply and confirm: edited becomes applied, and stays', async () => {
    const before = await tapwall('status')
    expect(before).toMatchObject({ status: 0, words: '' })
    expect(before.out).toContain(`${file} (process ${shell.child.pid})`)
    expect(before.out).toMatch(/applied +nothing/)
    expect(await tapwall('drift')).toMatchObject({ status: 2, words: expect.stringContaining('Nothing was applied yet') })
    const plan = await tapwall('plan')
    expect(plan).toMatchObject({ status: 1, words: '' })
    expect(plan.out).toMatch(/^# compute1: \d+ rules in, 0 out, 1 set$/m)
    expect(plan.out).toContain("iptables-restore --noflush <<'EOF'")
    expect(plan.out).toContain('-A neutron-openvswi-sg-chain')
    const data = JSON.parse((await tapwall('plan', file, '--json')).out)
    expect(data.revision).toBe(1)
    expect(data.hosts[0]).toMatchObject({ host: 'compute1', removed: 0, plan: { host: 'compute1' } })

    const apply = await tapwall('apply', '--confirm', '600')
    expect(apply).toMatchObject({ status: 0, words: '' })
    expect(apply.out).toContain('The former rules come back in 600 s.')
    expect((await tapwall('status')).out).toMatch(/on trial +revision 1; .* in (600|5\d\d) s/)
    expect((await tapwall('apply')).status).toBe(2)
    expect(await tapwall('confirm')).toMatchObject({ status: 0, out: 'The rules are kept.' })
    expect((await tapwall('confirm')).status).toBe(2)
    expect(await tapwall('plan', file)).toMatchObject({ status: 0, out: expect.stringContaining('Nothing to do') })
    expect((await tapwall('apply', '--yes')).out).toContain('holds revision 1 already')
    const status = async () => JSON.parse((await tapwall('status', file, '--json')).out)[0]
    expect(await until(async () => (await status()).kernel?.inStep)).toBe(true)
    expect(await status()).toMatchObject({ file, edited: 1, applied: { revision: 1 }, changes: 0, lab: { state: 'running' } })
  })

  it('drift tells what was done to the kernel from outside, by its lines and its status', { skip: !mayEnter }, async () => {
    expect(await tapwall('drift')).toMatchObject({ status: 0, out: expect.stringContaining('holds what was applied') })
    const outside = (...words: string[]) => onHost(shell.child.pid ?? 0, 'compute1', 'iptables', ...words)
    await outside('-I', 'neutron-openvswi-sg-fallback', '1', '-p', 'tcp', '--dport', '4711', '-j', 'RETURN')
    expect(await until(async () => (await tapwall('drift', file)).status === 1)).toBe(true)
    const { out } = await tapwall('drift')
    expect(out).toMatch(/^compute1: 1 open; noticed at /)
    expect(out).toMatch(/foreign rule: ipv4 filter neutron-openvswi-sg-fallback 1\n {4}\+ -p tcp .*--dport 4711 -j RETURN/)
    expect(JSON.parse((await tapwall('drift', '--json')).out)).toMatchObject({ open: 1, hosts: [{ items: [{ kind: 'foreign' }] }] })
    await outside('-D', 'neutron-openvswi-sg-fallback', '1')
    expect(await until(async () => (await tapwall('drift')).status === 0)).toBe(true)
  })

  it('revert brings the former rules back at once, and a trial without a word does so by itself', async () => {
    await edit('a')
    expect((await tapwall('apply')).status).toBe(0)
    expect(await tapwall('revert')).toMatchObject({ status: 0, out: 'The former rules are back.' })
    expect((await tapwall('plan')).out).toContain('# compute1: 1 rule in, 0 out, 0 sets')
    expect((await tapwall('revert')).status).toBe(2)
    expect((await tapwall('apply', '--confirm', '5')).status).toBe(0)
    const onTrial = async () => JSON.parse((await tapwall('status', '--json')).out)[0].trial
    expect(await until(async () => (await onTrial()) === null)).toBe(true)
    expect((await tapwall('plan')).status).toBe(1)
    expect((await tapwall('apply', '--yes')).out).toContain('Revision 2 is applied and kept: 1 transaction')
  })

  it('history lists it all, and restore goes back, on trial', async () => {
    const { items } = JSON.parse((await tapwall('history', '--json')).out)
    const acts = items.map(({ entry }: { entry: { act: string; result?: string; why?: string } }) =>
      [entry.act, entry.result ?? entry.why].join(' ').trim(),
    )
    expect(acts).toEqual([
      'apply kept',
      'revert timed-out',
      'apply trial',
      'revert asked',
      'apply trial',
      'apply unchanged',
      'confirm',
      'apply trial',
    ])
    const lines = (await tapwall('history')).out.split('\n')
    expect(lines.length).toBe(8)
    expect(lines[0]).toMatch(/^[0-9a-f]{8} {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\S+ +apply +revision 2: kept, compute1 \+1 -0$/)
    const [{ entry }] = items
    const restored = await tapwall('restore', entry.id.slice(0, 6), file)
    expect(restored).toMatchObject({ status: 0, words: '' })
    expect(restored.out).toContain(`The project is that of before ${entry.id}`)
    expect(restored.out).toContain('is applied on trial: 1 transaction')
    expect((await tapwall('confirm')).status).toBe(0)
    const client = await openClient(shell)
    const { project, undo } = await firstOf(client.call.project.follow(), () => true)
    expect(JSON.stringify(project)).not.toContain('8090')
    expect(undo).toBe('history.restore')
    client.close()
    expect((await tapwall('history')).out.split('\n').map((line) => line.split(/ {2,}/)[3])).toContain('restore')
    expect(await tapwall('restore', 'ffffffff')).toMatchObject({ status: 2, words: expect.stringContaining('no ffffffff') })
    expect(await tapwall('restore', items.at(-2).entry.id)).toMatchObject({
      status: 2,
      words: expect.stringContaining('no restore point'),
    })
  })

  it('a file that nobody has open ends with status 3 and what is open', async () => {
    for (const command of ['status', 'plan', 'confirm', 'revert', 'drift']) {
      const { status, words } = await tapwall(command, join(home, 'other.json'))
      expect(status, command).toBe(3)
      expect(words, command).toContain(`${shell.child.pid}  ${file}`)
    }
    expect((await tapwall('apply', '--confirm', '4')).status).toBe(2)
    expect((await tapwall('apply', '--confirm', '30', '--yes')).status).toBe(2)
  })
})
