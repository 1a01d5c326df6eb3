import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules as project } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { planSync } from '#shared/sync/plan-sync'
import { traceCollector } from '#shared/trace/collect'
import { type TraceFilter, traceRules } from '#shared/trace/trace-rules'
import { chance } from '../../support/chance.ts'
import { family } from '../../support/machine.ts'
import { bundle, must } from '../lab.ts'
import { sorted, startMachine, type TestHelper, type TestMachine } from './machine.ts'

/** The rules of a trace on a machine: nobody else's business, and gone with whoever asked for them. */
const HOST = 'compute1'
const KILLS = 50
const MACHINES = 2
const KINDS = ['helper', 'main', 'guard', 'both', 'guard too'] as const
const PATIENCE = 20_000
const filter: TraceFilter = {
  ...{ family: 'ipv4', protocol: 1, sources: ['127.0.0.1'], destinations: [], icmpType: 8 },
  ...{ devices: [null], bothWays: true, ofHost: true },
}
const [group] = project.securityGroups
const edited = must(applyEdit(project, { do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' }))
const [before, after] = [project, edited].map((of) => must(compile(of, HOST, { release: '25.2' })))

let machine: TestMachine
beforeEach(async () => {
  machine = await startMachine()
})
afterEach(() => machine.close())

const raw = async (on = machine): Promise<string> =>
  (await on.run('iptables-save', ['-t', 'raw'])) + (await on.run('ip6tables-save', ['-t', 'raw']))
const isTraced = async (on = machine): Promise<boolean> => (await raw(on)).includes('tapwall-trace:')

/** A trace that is there, and the lines that it told. */
async function start(helper: TestHelper, trace = 'one', seconds = 600, asked = filter) {
  const lines: string[] = []
  const stop = new AbortController()
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = () => resolve()
  })
  const ended = helper.client.request(
    'trace',
    { host: HOST, trace, filter: asked, seconds, perSecond: 20 },
    { onLine: (line) => lines.push(line), onBegun: () => begin(), signal: stop.signal },
  )
  await Promise.race([begun, ended])
  return { lines, ended, stop: () => stop.abort() }
}

/** At how many of so many kills the rules were there; after each they are gone, and nothing is noted of them. */
async function killAgainAndAgain(on: TestMachine, kills: number, seed: number): Promise<number> {
  const random = chance(seed)
  let [inside, whole] = [0, 0]
  for (let n = 0; n < kills; n++) {
    const kind = KINDS[n % KINDS.length] ?? 'helper'
    const words = [await bundle('test/kernel/host/trace-stand-in.ts'), JSON.stringify(filter), ...(await on.helperWords())]
    const main = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = (await once(main.stdout, 'data')) as [Buffer]
    const asked = performance.now()
    let heard = said.toString('utf8')
    main.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8')
      // Kills fall on all of what a beginning takes, and on some time after it.
      if (whole === 0 && chunk.includes('begun')) whole = performance.now() - asked
    })
    const helper = Number(heard.split(/\s/)[1])
    const guard = family(helper).find((pid) => pid !== helper && !isMonitor(pid)) ?? 0
    if (whole === 0) await expect.poll(() => whole, { timeout: PATIENCE }).toBeGreaterThan(0)
    else await delay(random.below(Math.ceil(2 * whole)))
    if (heard.includes('begun')) inside++
    const victims = {
      helper: [helper],
      main: [main.pid ?? 0],
      guard: [guard],
      both: [main.pid ?? 0, helper],
      'guard too': [guard, main.pid ?? 0, helper],
    }[kind]
    if (kind === 'guard too') process.kill(guard, 'SIGSTOP')
    for (const pid of victims) process.kill(pid, 'SIGKILL')
    if (kind === 'guard too') await (await on.helper()).client.close()
    await expect.poll(() => isTraced(on), { timeout: PATIENCE, message: kind }).toBe(false)
    // Of a guard that was killed alone main may hear before the helper is through with it.
    main.kill('SIGKILL')
    await expect.poll(async () => (await on.run('ls', ['/run/tapwall'])).includes('trace-'), { timeout: PATIENCE }).toBe(false)
    expect(await isTraced(on)).toBe(false)
  }
  return inside
}

/** A tool of the helper's, and not its guard. */
const isMonitor = (pid: number): boolean => !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('guard')

describe('a trace on a machine', () => {
  it('tells what the kernel does with a packet, and is gone when it is stopped or its time is over', async () => {
    const helper = await machine.helper()
    const trace = await start(helper)
    expect(await isTraced()).toBe(true)
    await machine.run('ping', ['-n', '-c', '1', '127.0.0.1'])
    await expect.poll(() => trace.lines.filter((line) => line.startsWith('PACKET')).length).toBeGreaterThan(2)
    expect(await helper.ask('trace', { host: HOST, trace: 'two', filter, seconds: 1, perSecond: 20 })).toMatchObject({
      ok: false,
      error: { kind: 'busy' },
    })
    trace.stop()
    expect(await trace.ended).toMatchObject({ ok: true, value: { why: 'stopped' } })
    expect(await isTraced()).toBe(false)
    const short = await start(helper, 'three', 1)
    expect(await short.ended).toEqual({ ok: true, value: { why: 'time', restarts: 0 } })
    expect(await isTraced()).toBe(false)
    expect(await machine.run('ls', ['/run/tapwall'])).not.toMatch(/trace-/)
    await helper.client.close()
  })

  it('names a rule at which the monitor ends, and goes on with the next packet', async () => {
    const six: TraceFilter = { ...filter, family: 'ipv6', protocol: 58, sources: ['::1'], icmpType: 128 }
    // xtables-monitor 1.8.9 prints no rule of icmp6; later ones may.
    await machine.run('ip6tables', ['-A', 'OUTPUT', '-p', 'icmpv6', '--icmpv6-type', '129', '-j', 'ACCEPT'])
    await machine.run('ip6tables', ['-A', 'OUTPUT', '-p', 'icmpv6', '--icmpv6-type', '128', '-j', 'ACCEPT'])
    const dump = await machine.dump()
    const helper = await machine.helper()
    const trace = await start(helper, 'six', 600, six)
    const source = { place: HOST, trace: 'six', rules: traceRules('six', six, { perSecond: 20 }), otherPort: () => null }
    /** Of each echo request that was told: the last step of its way out. */
    const told = () => {
      const collector = traceCollector(source, dump)
      for (const line of trace.lines) collector.hear(line, 0)
      const passes = collector.take(Number.POSITIVE_INFINITY).filter(({ way }) => way === 'there')
      return passes.map(({ hooks }) => hooks.flatMap(({ steps }) => steps).findLast(({ chain }) => chain === 'OUTPUT'))
    }
    for (let pings = 1; pings <= 2; pings++)
      await expect
        .poll(
          async () => {
            await machine.run('ping', ['-n', '-c', '1', '::1'])
            return told().length
          },
          { timeout: PATIENCE, interval: 500 },
        )
        .toBeGreaterThanOrEqual(pings)
    expect(told().slice(0, 2)).toMatchObject(Array(2).fill({ table: 'filter', rule: 2, match: 'yes', act: { do: 'accept' } }))
    trace.stop()
    await trace.ended
    await helper.client.close()
  })

  it('is in no dump, hinders no apply and no way back, and keeps its place before all others', async () => {
    const helper = await machine.helper()
    // Somebody else's rule, so that positions matter.
    await machine.run('iptables', ['-t', 'raw', '-A', 'PREROUTING', '-s', '192.0.2.1', '-j', 'DROP'])
    const was = sorted(await machine.dump())
    const empty = await helper.ask('read', { host: HOST, known: null })
    const plan = planSync(before as NonNullable<typeof before>, await machine.dump())
    const trace = await start(helper)
    const read = await helper.ask('read', { host: HOST, known: null })
    expect(empty.ok && read.ok && read.value).toMatchObject({
      version: empty.ok ? (empty.value as { version: number }).version : -1,
    })
    // Planned before the trace, written while it is there.
    expect(await helper.ask('apply', { plan, trial: 'one' })).toMatchObject({ ok: true })
    expect(await raw()).toMatch(/:OUTPUT[^\n]*\n(?::[^\n]*\n)*-A PREROUTING [^\n]*tapwall-trace:/)
    const applied = await raw()
    expect(applied.match(/-A PREROUTING -s 192\.0\.2\.1\/32 -j DROP/g)).toHaveLength(1)
    expect(applied).toMatch(/-A PREROUTING [^\n]*-j neutron-openvswi-PREROUTING/)
    expect(await helper.ask('revert', { trial: 'one' })).toMatchObject({ ok: true })
    expect(await isTraced()).toBe(true)
    trace.stop()
    await trace.ended
    expect(sorted(await machine.dump())).toEqual(was)
    // The other way round: made from while it was there, written when it is gone.
    const again = await start(helper)
    expect(await helper.ask('apply', { plan, trial: null })).toMatchObject({ ok: true })
    again.stop()
    await again.ended
    const plainly = await machine.dump()
    expect(planSync(before as NonNullable<typeof before>, plainly).transactions).toEqual([])
    expect(await helper.apply(after as NonNullable<typeof after>, null)).toMatchObject({ ok: true })
    await helper.client.close()
  })

  it(`never outlives its session: helper, main, guard and all are killed ${KILLS} times`, { timeout: 300_000 }, async () => {
    const machines = [machine, ...(await Promise.all(Array.from({ length: MACHINES - 1 }, () => startMachine())))]
    try {
      const all = await Promise.all(machines.map((one, at) => killAgainAndAgain(one, Math.ceil(KILLS / MACHINES), 5 + at)))
      const inside = all.reduce((sum, each) => sum + each, 0)
      console.log(`rules of the trace were there at ${inside} of ${KILLS} kills`)
      expect(inside).toBeGreaterThan(KILLS / 3)
    } finally {
      await Promise.all(machines.slice(1).map((one) => one.close()))
    }
  })
})
