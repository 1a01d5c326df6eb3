import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import type { TraceRequest } from '#shared/contract/trace'
import type { PacketQuestion } from '#shared/contract/walk'
import { articleSevenRules as project } from '#shared/project/article'
import { type Chance, chance, chanceFor } from '../support/chance.ts'
import { firstOf, openClient, type TestClient } from '../support/client.ts'
import { alive, family, inUse, labOf, labProgramOf, ownNamespaces, until } from '../support/machine.ts'
import { type Shell, startShell } from '../support/shell.ts'
import { bundle } from './lab.ts'

/**
 * Traces in the lab never outlive their session: page, lab and main are killed at random moments from the asking on. The helper, its guard
 * and who started them are killed beside a trace on a machine in `host/trace.test.ts`.
 */
const KILLS = { page: 12, lab: 8, main: 5 }
const PATIENCE = 20_000
const { seed } = chanceFor('moments of kills')
/** Twenty pings take longer. */
const SENT_MS = 3500

const machine = (name: string): string => [...project.vms, ...project.outsideHosts].find((one) => one.name === name)?.id ?? 'none'
const sending: PacketQuestion = { from: machine('vm1'), to: '192.168.1.115', what: 'ping', count: 20 }
const following: TraceRequest = {
  ...{ hosts: null, seconds: 600, perSecond: 20, send: null },
  question: { family: 'ipv4', protocol: 1, icmpType: 8, source: null, destination: '192.168.1.115', bothWays: true },
}

interface Session {
  readonly shell: Shell
  readonly main: number
  /** Another page, which is not killed. */
  readonly watcher: TestClient
}

/** A program with a running lab, closed after `act` where that has not killed it. */
async function inSession(act: (session: Session) => Promise<void>): Promise<void> {
  const shell = await startShell()
  try {
    const watcher = await openClient(shell)
    await labRuns(watcher)
    await act({ shell, main: shell.child.pid ?? 0, watcher })
  } finally {
    await shell.close()
  }
}

const labRuns = (watcher: TestClient) =>
  firstOf(watcher.call.session.follow(), ({ lab, kernel }) => lab.state === 'running' && kernel !== null, 60_000)

interface Page {
  readonly child: ChildProcess
  /** What it was told so far. */
  readonly heard: () => string
}

/** What a trace takes to begin is learnt from each; kills fall on all of that, and on as much time after it. */
class Moments {
  readonly #whole = new Map<unknown, number>()
  readonly told: string[] = []
  inside = 0
  constructor(
    readonly who: string,
    readonly random: Chance,
  ) {}

  /** Comes back at the moment when somebody is to be killed; for the first time when the trace has just begun. */
  async next({ shell }: Session, nth: number): Promise<Page> {
    const asked = nth % 2 === 0 ? sending : following
    const words = [await bundle('test/kernel/trace-page.ts'), `${shell.port}`, shell.token, JSON.stringify(asked)]
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    let heard = ''
    const hears = async (word: string) => {
      while (!heard.includes(word) && !heard.includes('failed')) await once(child.stdout, 'data')
    }
    child.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8')
      if (chunk.includes('armed')) this.#whole.set(asked, performance.now() - from)
    })
    let from = performance.now()
    await hears('asked')
    from = performance.now()
    const whole = this.#whole.get(asked)
    await (whole === undefined ? hears('armed') : delay(this.random.below(Math.ceil(whole + Math.min(whole, SENT_MS)))))
    const isOn = heard.includes('armed') && !heard.includes('ended')
    if (isOn) this.inside++
    this.told.push(`${Math.round(performance.now() - from)} ms${isOn ? ' (on)' : ''}`)
    expect(heard, 'before anybody was killed').not.toContain('failed')
    return { child, heard: () => heard }
  }

  tell(): void {
    console.log(`${this.who} killed at ${this.told.join(', ')}: the trace was on at ${this.inside} of ${this.told.length}`)
    expect(this.inside).toBeGreaterThan(this.told.length / 4)
  }
}

const soon = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> =>
  expect(await until(holds, PATIENCE), what).toBe(true)

/** Tables raw of all network namespaces of the lab, of both families. */
async function rawTables(main: number): Promise<string> {
  const lab = labProgramOf(main)
  const root = `/proc/${lab}/root/run/netns`
  // Root is master of all namespaces, and a stranger in the lab's own.
  const entering = process.getuid?.() === 0 ? [] : ['--target', `${lab}`, '--user', '--preserve-credentials']
  const read = readdirSync(root).flatMap((namespace) =>
    ['iptables-save', 'ip6tables-save'].map(async (tool) => {
      const words = [...entering, `--net=${root}/${namespace}`, tool, '-t', 'raw']
      return (await execa('nsenter', words, { env: { LC_ALL: 'C' } })).stdout
    }),
  )
  return (await Promise.all(read)).join('\n')
}

/** Programs of the session that hear a trace or send. */
const toolsOf = (main: number): string[] =>
  family(main).flatMap((pid) => {
    try {
      const comm = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
      return comm === 'xtables-monitor' || comm === 'ping' ? [comm] : []
    } catch {
      return []
    }
  })

/** Nothing of a trace is there any more, and the session takes a new one, which is stopped again. */
async function expectFree({ main, watcher }: Session): Promise<void> {
  await soon('no rule of a trace is left', async () => !(await rawTables(main)).includes('TRACE'))
  await soon('no program of a trace is left', () => toolsOf(main).length === 0)
  await soon('a new trace begins', () => beginsAnew(watcher))
}

async function beginsAnew({ call }: TestClient): Promise<boolean> {
  const heard: string[] = []
  for await (const event of await call.trace.run(following)) {
    heard.push(event.kind === 'failed' ? event.error.kind : event.kind)
    if (event.kind === 'armed') await call.trace.stop({})
  }
  // What was killed may still be being taken away.
  if (heard.includes('busy')) return false
  expect(heard).toEqual(['armed', 'ended'])
  return true
}

const gone = async (pids: readonly number[], namespaces: ReadonlySet<string>): Promise<void> => {
  await soon('no process is left', () => pids.every((pid) => !alive(pid)))
  await soon('no namespace is left', () => !inUse(namespaces))
}

describe.concurrent('a trace in the lab is gone with', { timeout: 300_000 }, () => {
  it(`its page, killed ${KILLS.page} times, and the lab lives on`, () =>
    inSession(async (session) => {
      const moments = new Moments('page', chance(seed + 0))
      const lab = labOf(session.main)
      for (let nth = 0; nth < KILLS.page; nth++) {
        const page = await moments.next(session, nth)
        page.child.kill('SIGKILL')
        await expectFree(session)
        expect(labOf(session.main)).toBe(lab)
      }
      moments.tell()
    }))

  it(`its lab, killed ${KILLS.lab} times: that is told, and a new lab takes a new trace`, () =>
    inSession(async (session) => {
      const moments = new Moments('lab', chance(seed + 1))
      const { call } = session.watcher
      for (let nth = 0; nth < KILLS.lab; nth++) {
        const page = await moments.next(session, nth)
        const lab = family(labOf(session.main))
        const namespaces = ownNamespaces(lab)
        process.kill(nth % 4 < 2 ? labOf(session.main) : labProgramOf(session.main), 'SIGKILL')
        await gone(lab, namespaces)
        const told = await firstOf(call.session.follow(), (state) => state.lab.state === 'lost' && !state.pinging)
        expect(told.lab.error).toMatchObject({ kind: 'helper-lost' })
        await soon('the page was told', () => /failed helper-lost|ended/.test(page.heard()))
        page.child.kill('SIGKILL')
        expect(await call.lab.start({})).toMatchObject({ ok: true })
        await labRuns(session.watcher)
        await expectFree(session)
      }
      moments.tell()
    }))

  it(`main, killed ${KILLS.main} times`, async () => {
    const moments = new Moments('main', chance(seed + 2))
    for (let nth = 0; nth < KILLS.main; nth++)
      await inSession(async (session) => {
        const page = await moments.next(session, nth)
        const all = family(session.main)
        const namespaces = ownNamespaces(all)
        expect(namespaces.size).toBeGreaterThan(3)
        process.kill(session.main, 'SIGKILL')
        await gone(all, namespaces)
        page.child.kill('SIGKILL')
      })
    moments.tell()
  })
})
