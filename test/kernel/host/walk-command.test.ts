import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callProgram } from '#electron/terminals/call'
import { listSockets } from '#electron/terminals/sockets'
import { firstOf } from '../../support/client.ts'
import { homeOf, root, type Shell, startShell } from '../../support/shell.ts'
import { sorted, startMachine, type TestMachine } from './machine.ts'

/** `tapwall walk --host` and `tapwall trace --host` on a machine played by a namespace. */
const cli = join(root, 'dist', 'node', 'cli.js')
const PATIENCE = 90_000
let machine: TestMachine
let home = ''
let shell: Shell | null = null
let child: { readonly kill: (signal: 'SIGKILL') => boolean } | null = null
beforeEach(async () => {
  machine = await startMachine()
  home = mkdtempSync(join(tmpdir(), 'tapwall-walk-host-'))
})
afterEach(async () => {
  child?.kill('SIGKILL')
  child = null
  await shell?.close()
  shell = null
  await machine.close()
  rmSync(home, { recursive: true, force: true })
})

/** Programs of other tests are found in the folder for temporary files. */
function begin(...args: string[]) {
  const [command = '', ...enter] = machine.enter
  const own = execa(command, [...enter, process.execPath, cli, ...args], {
    ...{ reject: false, timeout: 120_000, env: { ...homeOf(home), TMPDIR: home }, all: true },
  })
  child = own
  return own
}
const batch = (lines: readonly string[]) => machine.run('ip', ['-batch', '-'], `${lines.join('\n')}\n`)
const RULES = [
  '*filter',
  ':FORWARD DROP [0:0]',
  '-A FORWARD -m physdev --physdev-out tap1 -m set --match-set good src -j ACCEPT',
  'COMMIT',
]

/** A bridge with two ports, a set, and rules for what crosses. */
async function withBridge(): Promise<void> {
  await batch([
    ...['link add br0 type bridge nf_call_iptables 1', 'link add tap1 type veth peer vm1', 'link add tap2 type veth peer vm2'],
    ...['link set tap1 master br0', 'link set tap2 master br0', 'link set br0 up', 'addr add 10.0.0.254/24 dev br0'],
  ])
  await machine.run('ipset', ['create', 'good', 'hash:ip'])
  await machine.run('ipset', ['add', 'good', '10.0.0.1'])
  await machine.run('iptables-restore', [], `${RULES.join('\n')}\n`)
}

describe('walk --host', { timeout: 180_000 }, () => {
  it('walks through the rules, sets and bridges that the kernel has now, and changes nothing', async () => {
    await withBridge()
    const before = sorted(await machine.dump())
    const words = ['in=tap2', 'dst=10.0.0.2', 'proto=tcp', 'dport=22', 'state=NEW']
    const open = await begin('walk', '--host', '--json', ...words, 'src=10.0.0.1')
    expect(open).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(open.stdout)).toMatchObject({
      ...{ verdict: 'accept', first: { kind: 'bridge', bridge: 'br0', in: 'tap2', out: 'tap1', place: hostname() } },
      decidedBy: [{ step: { chain: 'FORWARD', rule: 1 }, origin: null }],
    })
    const closed = await begin('walk', '--host', ...words, 'src=10.0.0.9')
    expect(closed).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^DROP\n {2}1\. policy: The policy of FORWARD on .*\n/m),
    })
    // Another bridge's packets no rule sees.
    await machine.run('sysctl', ['-qw', 'net.bridge.bridge-nf-call-iptables=0'])
    await batch(['link add br1 type bridge', 'link set tap2 nomaster', 'link set vm2 master br1', 'link set tap2 master br1'])
    const past = await begin('walk', '--host', 'in=tap2', 'src=10.0.0.9', 'dst=10.0.0.2', 'proto=icmp')
    expect(past).toMatchObject({
      exitCode: 0,
      all: expect.stringMatching(/br1 shows its packets to no rules[\s\S]*No rule was asked\./),
    })
    await batch(['link set tap2 master br0'])
    // To the machine itself, which has no rule for that.
    const up = await begin('walk', '--host', '--json', 'in=tap2', 'src=10.0.0.9', 'dst=10.0.0.254', 'proto=icmp', 'type=8')
    expect(JSON.parse(up.stdout)).toMatchObject({ verdict: 'accept', first: { kind: 'received', in: 'br0' } })
    expect(sorted(await machine.dump())).toEqual(before)
    expect(await machine.run('ls', ['/run'])).toBe('')
  })

  it('tells devices that are not there, and how a packet comes in', async () => {
    await withBridge()
    const words = ['src=10.0.0.1', 'dst=10.0.0.2', 'proto=icmp']
    expect(await begin('walk', '--host', ...words)).toMatchObject({ exitCode: 2, all: expect.stringContaining('Write in=DEVICE.') })
    expect(await begin('walk', '--host', ...words, 'in=tap9')).toMatchObject({
      ...{ exitCode: 2, all: expect.stringContaining('this machine has no device tap9. Choose one of lo, ') },
    })
  })
})

/** A program in the machine, with its lab as the target. */
async function startProgram() {
  const file = join(home, 'lab.json')
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
  shell = await startShell([file], home, machine.enter)
  const own = (await listSockets(join(home, 'tapwall'))).find(({ pid }) => pid === shell?.child.pid)
  const line = await callProgram(own?.path ?? '')
  await firstOf(line.call.session.follow(), ({ lab }) => lab.state === 'running' || lab.state === 'failed', PATIENCE)
  return line
}
const isTraced = async (): Promise<boolean> => (await machine.run('iptables-save', ['-t', 'raw'])).includes('tapwall-trace:')

describe('trace --host', { timeout: 300_000 }, () => {
  it('says what is missing where no program runs, and what is wrong with the words', async () => {
    expect(await begin('trace', '--host', 'proto=icmp')).toMatchObject({
      ...{ exitCode: 3, all: expect.stringContaining('No Tapwall is running that could follow packets on this machine.') },
    })
    expect(await begin('trace', '--host', 'proto=icmp', 'colour=red')).toMatchObject({ exitCode: 2 })
    expect(await begin('trace', '--host', '--count', '3', 'proto=icmp')).toMatchObject({
      ...{ exitCode: 2, all: expect.stringContaining('leave out what is to be sent (count)') },
    })
  })

  it('tells packets as they come by, ends with Ctrl+C or its time, and leaves no rule behind', async () => {
    const { call, close } = await startProgram()
    expect(await begin('trace', '--host', 'proto=icmp')).toMatchObject({
      ...{
        exitCode: 2,
        all: expect.stringMatching(/No running Tapwall has .* switched on: process \d+ applies .*lab\.json to its lab/),
      },
    })
    expect(await call.machine.switchOn({ host: 'compute1', confirmation: hostname() })).toMatchObject({ ok: true })
    const project = await firstOf(call.project.follow(), () => true)
    expect(await call.ruleset.apply({ revision: project.revision, trial: null })).toMatchObject({ ok: true })
    close()

    // Beside the helper of the program; and the rules are told with what the project wrote them for.
    const [tap, qvb] = ['tap6e3f2eda-32', 'qvb6e3f2eda-32']
    await batch([
      ...[`link add qbr6e3f2eda-32 type bridge nf_call_iptables 1`, `link add ${tap} type veth peer vm1`],
      ...[`link add ${qvb} type veth peer qvo1`, `link set ${tap} master qbr6e3f2eda-32`, `link set ${qvb} master qbr6e3f2eda-32`],
    ])
    const words = [`in=${qvb}`, 'src=192.168.1.15', 'dst=91.1.180.14', 'proto=icmp', 'type=8', 'state=NEW']
    const walked = await begin('walk', '--host', '--project', join(home, 'lab.json'), ...words)
    expect(walked).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ {6}Group sg-all-ssh, rule 7: /m) })
    const unknown = await begin('walk', '--host', ...words)
    expect(unknown).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining('Group sg-all-ssh') })

    const quiet = await begin('trace', '--host', '--json', '--seconds', '1', 'proto=udp', 'dport=9')
    const events = quiet.stdout.split('\n').map((line) => JSON.parse(line) as { kind: string })
    expect([quiet.exitCode, events.map(({ kind }) => kind)]).toEqual([1, ['armed', 'ended']])
    expect(await isTraced()).toBe(false)

    await batch(['link add eth9 type veth peer eth8', 'link set eth9 up', 'addr add 10.9.0.1/24 dev eth9'])
    const before = sorted(await machine.dump())
    const trace = begin('trace', '--host', '--seconds', '600', 'proto=icmp', 'dst=10.9.0.1', 'type=8')
    let heard = ''
    trace.all.on('data', (data: Buffer) => {
      heard += data.toString()
    })
    await expect.poll(() => heard, { timeout: PATIENCE }).toContain('are followed for 600 s')
    expect(await isTraced()).toBe(true)
    await machine.run('ping', ['-n', '-c', '1', '10.9.0.1'])
    await expect.poll(() => heard, { timeout: PATIENCE }).toMatch(/^1\. .*10\.9\.0\.1.* icmp type 8/m)
    trace.kill('SIGINT')
    expect(await trace).toMatchObject({ exitCode: 0, all: expect.stringMatching(/^Stopped\. \d+ packets? came\.$/m) })
    expect(await isTraced()).toBe(false)
    expect(sorted(await machine.dump())).toEqual(before)
  })
})
