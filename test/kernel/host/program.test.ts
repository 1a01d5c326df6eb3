import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callProgram, type TerminalLine } from '#electron/terminals/call'
import { listSockets } from '#electron/terminals/sockets'
import type { SessionState } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import type { Result } from '#shared/result'
import { firstOf } from '../../support/client.ts'
import { family, machineState, until } from '../../support/machine.ts'
import { root, type Shell, startShell } from '../../support/shell.ts'
import { sorted, startMachine, type TestMachine } from './machine.ts'

/** The whole program on a machine played by a namespace, switched to that machine's own firewall, asked over the contract. */
const HOST = 'compute1'
const FOREIGN = ['-A FORWARD -s 192.0.2.0/24 -j DROP', '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT']
const PATIENCE = 20_000

let machine: TestMachine
let sandbox: Awaited<ReturnType<typeof machineState>>
const running: Shell[] = []
beforeEach(async () => {
  sandbox = await machineState()
  machine = await startMachine()
  for (const line of FOREIGN) await machine.run('iptables', line.split(' '))
})
afterEach(async () => {
  for (const shell of running.splice(0)) await shell.close()
  await machine.close()
  // Nothing of all this was about the machine that the tests run on.
  expect(await machineState()).toEqual(sandbox)
})

interface Program {
  readonly shell: Shell
  readonly call: TerminalLine['call']
  readonly state: (fits: (state: SessionState) => boolean) => Promise<SessionState>
  readonly switchOn: (typed?: string) => Promise<Result<object, TapwallError>>
  readonly apply: (trial: number | null) => Promise<Result<{ transactions: number }, TapwallError>>
  /** Takes the first rule of the first group away, so that there is something to apply. */
  readonly edit: () => Promise<void>
  /** Process number of the helper. */
  readonly helper: () => number
}

async function start(home = mkdtempSync(join(tmpdir(), 'tapwall-host-'))): Promise<Program> {
  const file = join(home, 'lab.json')
  if (!existsSync(file)) copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
  const shell = await startShell([file], home, machine.enter)
  running.push(shell)
  // The page's port is in the namespace; the socket for terminals carries the same contract, and is a file.
  const sockets = await listSockets(join(home, 'tapwall'))
  const own = sockets.find(({ pid }) => pid === shell.child.pid)
  const { call } = await callProgram(own?.path ?? '')
  const state: Program['state'] = (fits) => firstOf(call.session.follow(), fits, PATIENCE)
  const project = () => firstOf(call.project.follow(), () => true)
  // The lab is there first, as for a person: switching on ends it.
  await state(({ lab }) => lab.state === 'running' || lab.state === 'failed')
  return {
    ...{ shell, call, state },
    switchOn: (typed = hostname()) => call.machine.switchOn({ host: HOST, confirmation: typed }),
    apply: async (trial) => call.ruleset.apply({ revision: (await project()).revision, trial }),
    edit: async () => {
      const [group] = (await project()).project.securityGroups.filter(({ rules }) => rules.length > 0)
      const done = await call.project.edit({
        edit: { do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' },
      })
      expect(done).toMatchObject({ ok: true })
    },
    helper: () => {
      const found = family(shell.child.pid ?? 0).find((pid) => commandOf(pid).some((word) => word.endsWith('host-helper.cjs')))
      if (found === undefined) throw new Error('the program has no helper')
      return found
    },
  }
}

const commandOf = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // The process has ended meanwhile.
    return []
  }
}
const held = async (): Promise<unknown> => sorted(await machine.dump())
const isBack = (wanted: unknown) => expect.poll(held, { timeout: PATIENCE }).toEqual(wanted)
const marks = ({ tables }: Dump): number =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.filter(({ mark }) => mark !== null))).length
const foreignLines = async (): Promise<string[]> =>
  (await machine.run('iptables-save', [])).split('\n').filter((line) => FOREIGN.includes(line))
const codeOf = (result: Result<unknown, TapwallError>): string =>
  result.ok ? 'ok' : result.error.kind === 'invalid' ? (result.error.issues[0]?.code ?? '') : result.error.kind

describe('this machine, switched on', { timeout: 180_000 }, () => {
  it('takes its name, typed; holds what is applied, on trial and kept; and keeps it when switched off', async () => {
    const tapwall = await start()
    const { call, state } = tapwall
    const empty = await held()
    expect(await call.machine.before({})).toMatchObject({
      ok: true,
      value: { name: hostname(), way: { by: 'root', asks: false }, refused: null },
    })
    expect(codeOf(await tapwall.switchOn('yes'))).toBe('machine.confirmation')
    expect(await state(() => true)).toMatchObject({ target: 'lab', machine: { state: 'off' } })
    expect(await tapwall.switchOn()).toEqual({ ok: true, value: {} })
    await state(({ target, machine: { state: now }, lab, kernel }) =>
      [target === 'machine', now === 'running', lab.state === 'off', kernel?.host === HOST].every(Boolean),
    )
    expect(await held()).toEqual(empty)

    expect(await tapwall.apply(5)).toMatchObject({ ok: true })
    expect(marks(await machine.dump())).toBeGreaterThan(10)
    expect(codeOf(await call.machine.switchOff({}))).toBe('busy')
    await state(({ lastApply, trial }) => trial === null && lastApply?.outcome === 'timed-out')
    expect(await held()).toEqual(empty)

    expect(await tapwall.apply(60)).toMatchObject({ ok: true })
    expect(await call.ruleset.confirm({})).toMatchObject({ ok: true })
    await state(({ kernel }) => kernel?.inStep === true)
    const kept = await held()
    expect((await foreignLines()).sort()).toEqual(FOREIGN.toSorted())

    expect(await call.machine.switchOff({})).toMatchObject({ ok: true })
    await state(({ target, machine: { state: now } }) => target === 'lab' && now === 'off')
    expect(await until(() => family(tapwall.shell.child.pid ?? 0).length === 1)).toBe(true)
    expect(await held()).toEqual(kept)

    const acts = await firstOf(call.history.follow(), ({ items }) => items.length === 4)
    expect(
      acts.items.map((item) => (item.is === 'entry' && item.entry.act !== 'restore' ? [item.entry.act, item.entry.target] : [])),
    ).toEqual([
      ['confirm', 'machine'],
      ['apply', 'machine'],
      ['revert', 'machine'],
      ['apply', 'machine'],
    ])
  })

  it('finds in a later run what was applied, and tells and puts back what others change', async () => {
    const first = await start()
    await first.switchOn()
    expect(await first.apply(null)).toMatchObject({ ok: true })
    const kept = await held()
    await first.shell.close()
    expect(await held()).toEqual(kept)

    const later = await start()
    await later.switchOn()
    const review = await later.call.ruleset.review({ revision: 1 })
    expect(review).toMatchObject({ ok: true, value: { from: null, hosts: [{ host: HOST, plan: { transactions: [] } }] } })
    expect(await later.apply(30)).toMatchObject({ ok: true, value: { transactions: 0 } })
    await later.state(({ trial, kernel }) => trial === null && kernel?.inStep === true)
    expect(await held()).toEqual(kept)

    await machine.run('iptables', ['-I', 'neutron-openvswi-FORWARD', '1', '-s', '198.51.100.7', '-j', 'ACCEPT'])
    const { drift } = await later.state(({ drift: [host] }) => host?.open === 1)
    expect(drift[0]).toMatchObject({ host: HOST, items: [{ kind: 'foreign', chain: 'neutron-openvswi-FORWARD' }] })
    const item = drift[0]?.items[0]?.id ?? ''
    expect(await later.call.drift.putBack({ host: HOST, items: [item] })).toMatchObject({ ok: true })
    await later.state(({ drift: hosts, kernel }) => hosts.length === 0 && kernel?.inStep === true)
    expect(await held()).toEqual(kept)
  })

  it('one program at a time', async () => {
    const first = await start()
    await first.switchOn()
    const second = await start()
    expect(await second.switchOn()).toMatchObject({ ok: false, error: { kind: 'busy' } })
    expect(await second.state(() => true)).toMatchObject({ target: 'lab', machine: { state: 'failed' }, lab: { state: 'running' } })
    await first.call.machine.switchOff({})
    expect(await second.switchOn()).toMatchObject({ ok: true })
  })

  it('goes back by its guard when the helper is killed, says so, and goes on with another', async () => {
    const tapwall = await start()
    await tapwall.switchOn()
    expect(await tapwall.apply(null)).toMatchObject({ ok: true })
    const kept = await held()
    await tapwall.edit()
    expect(await tapwall.apply(600)).toMatchObject({ ok: true })
    expect(await held()).not.toEqual(kept)
    process.kill(tapwall.helper(), 'SIGKILL')
    const lost = await tapwall.state(({ machine: { state } }) => state === 'lost')
    expect(lost).toMatchObject({ target: 'machine', trial: null, kernel: null, machine: { error: { kind: 'helper-lost' } } })
    expect(lost.lastApply).toMatchObject({ outcome: null, error: { kind: 'helper-lost' } })
    await isBack(kept)
    expect(codeOf(await tapwall.apply(null))).toBe('helper-lost')
    expect(await tapwall.switchOn()).toMatchObject({ ok: true })
    expect(await tapwall.apply(600)).toMatchObject({ ok: true })
    expect(await tapwall.call.ruleset.revert({})).toMatchObject({ ok: true })
    expect(await held()).toEqual(kept)
  })

  it('goes back by its guard when the program is killed', async () => {
    const tapwall = await start()
    await tapwall.switchOn()
    expect(await tapwall.apply(null)).toMatchObject({ ok: true })
    const kept = await held()
    await tapwall.edit()
    expect(await tapwall.apply(600)).toMatchObject({ ok: true })
    expect(await held()).not.toEqual(kept)
    tapwall.shell.child.kill('SIGKILL')
    await isBack(kept)
    expect((await foreignLines()).sort()).toEqual(FOREIGN.toSorted())
    await expect.poll(() => machine.journals(), { timeout: PATIENCE }).toEqual([])
  })

  it('is read beside an agent of Neutron, and never written', async () => {
    for (const line of [
      '-N neutron-filter-top',
      '-N neutron-openvswi-local',
      '-A neutron-filter-top -j neutron-openvswi-local',
      '-I FORWARD -j neutron-filter-top',
    ])
      await machine.run('iptables', line.split(' '))
    const before = await held()
    const tapwall = await start()
    await tapwall.switchOn()
    const { machine: seen } = await tapwall.state(({ machine: { readOnly }, kernel }) => readOnly !== null && kernel !== null)
    expect(seen.readOnly).toEqual({ chains: ['neutron-filter-top'], count: 1 })
    expect(await tapwall.call.ruleset.review({ revision: 1 })).toMatchObject({ ok: true })
    expect(codeOf(await tapwall.apply(30))).toBe('machine.read-only')
    expect(await held()).toEqual(before)
  })
})
