import { setTimeout as delay } from 'node:timers/promises'
import type { KernelRules, LabNode, PingEvent, PingRequest, SessionState } from '#shared/contract/states'
import type { Reading } from '#shared/counters/reading'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { parseAddress } from '#shared/net/address'
import type { Dump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { err, type Result } from '#shared/result'
import { indexMarks } from '#shared/ruleset/rows'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { holdsWhatWasApplied } from '#shared/sync/read-back'
import type { AppliedHost } from './apply.ts'
import { type ApplyAnswer, applyOwner } from './apply-owner.ts'
import { kernelWatch } from './kernel-watch.ts'
import { type LabOwner, labOwner, type StartLab } from './lab-owner.ts'
import { type PingDeps, pingTest, type TcpRequest, tcpTest } from './ping-test.ts'
import { type ProjectStore, projectStore } from './project-store.ts'
import { type Topic, topic } from './topic.ts'

/**
 * The three states in one place: edited (the project store), applied (the rules last written), kernel (the watch). Long jobs have
 * one owner and never interleave: a second apply answers `busy`.
 */
export interface Session {
  readonly projects: ProjectStore
  readonly state: Topic<SessionState>
  readonly rules: Topic<KernelRules>
  readonly readings: Topic<Reading | null>
  readonly startLab: () => Promise<Result<Record<string, never>, TapwallError>>
  readonly stopLab: () => Promise<void>
  /** Reads the kernel at once, between the regular readings. */
  readonly readKernel: () => Promise<void>
  readonly apply: (revision: number) => Promise<Result<ApplyAnswer, TapwallError>>
  readonly ping: (request: PingRequest, signal?: AbortSignal) => Events
  /** Ends the test under way early; its stream still tells what moved. */
  readonly stopTest: () => void
  readonly connect: (request: TcpRequest, signal?: AbortSignal) => Events
  readonly close: () => Promise<void>
}

export interface SessionDeps {
  readonly project: Project
  /** What the pages know this program by. */
  readonly program: string
  readonly startLab: StartLab
  readonly now: () => number
}

type Events = AsyncGenerator<PingEvent, void, void>

const noNode: TapwallError = {
  kind: 'invalid',
  issues: [{ path: ['from'], code: 'ping.no-node', values: {}, message: 'The lab has no such machine. Choose one of the list.' }],
}
const noAddress = (to: string): TapwallError =>
  invalid([
    issue(['to'], 'ping.no-address', `${to} is not an address. Write an IPv4 or IPv6 address, or choose one of the list.`, { to }),
  ])
const noRules: KernelRules = { version: 0, dump: { tables: [], sets: [] }, origins: {}, chains: [] }
const idle: SessionState = {
  lab: { state: 'off', error: null, startedIn: null, nodes: [] },
  kernel: null,
  applying: null,
  lastApply: null,
  pinging: false,
}

/** The kernel's rules with what each of ours came from. A chain that stands in both families is told once. */
function describe(dump: Dump, version: number, ruleset: Ruleset | undefined): KernelRules {
  if (ruleset === undefined) return { version, dump, origins: {}, chains: [] }
  const origins: KernelRules['origins'] = {}
  for (const [mark, { rule }] of indexMarks(ruleset)) origins[mark] = rule.origin
  const chains = new Map<string, KernelRules['chains'][number]>()
  for (const { table, chains: own } of ruleset.tables)
    for (const { name, role, portId } of own) chains.set(`${table} ${name}`, { table, name, role, portId })
  return { version, dump, origins, chains: [...chains.values()] }
}

export function openSession({ project, program, startLab, now }: SessionDeps): Session {
  const projects = projectStore(project, program)
  const lab: LabOwner = labOwner(startLab, now)
  const watch = kernelWatch()
  const state = topic<SessionState>(idle)
  const rules = topic<KernelRules>(noRules)
  const readings = topic<Reading | null>(null)
  let stopper: AbortController | null = null
  const applies = applyOwner({ projects, lab, watch, now })
  /** The pair that `rules` was described from; origins change with an apply even where the kernel's text does not. */
  let described: { dump: Dump; applied: AppliedHost | undefined; inStep: boolean } | null = null

  const patch = (change: Partial<SessionState>) => state.change((s) => ({ ...s, ...change }))

  lab.state.listen((labState) => {
    patch({ lab: labState })
    if (labState.state === 'starting') applies.forgetOutcome()
    if (labState.state === 'running') return
    watch.end()
    applies.forgetHosts()
    described = null
    projects.setApplied(null)
  })

  applies.state.listen(patch)

  watch.seen.listen((seen) => {
    if (seen === null) {
      patch({ kernel: null })
      rules.set(noRules)
      readings.set(null)
      return
    }
    const host = watch.host.get()
    const applied = applies.hosts().get(host)
    const { reading, dump } = seen
    if (described === null || described.dump !== dump || described.applied !== applied) {
      const inStep = applied !== undefined && holdsWhatWasApplied(applied.ruleset, applied.readBack, dump)
      described = { dump, applied, inStep }
      rules.set(describe(dump, reading.version, applied?.ruleset))
    }
    readings.set(reading)
    patch({
      kernel: {
        host,
        readAt: reading.at,
        intervalMs: watch.intervalMs(),
        costMs: reading.cost,
        inStep: described.inStep,
        bridgeNfCallIptables: seen.bridgeNfCallIptables,
      },
    })
  })

  const start = async (): Promise<Result<Record<string, never>, TapwallError>> => {
    if (lab.state.get().state === 'starting') return err({ kind: 'busy', doing: 'The lab is starting.' })
    const { project: wanted } = projects.state.get()
    const started = await lab.start(wanted)
    const client = lab.client()
    const host = wanted.hosts[0]?.name
    if (started.ok && client !== null && host !== undefined) watch.begin(client, host)
    return started
  }

  const wait = (ms: number, until?: AbortSignal) =>
    delay(ms, undefined, until === undefined ? {} : { signal: until }).catch(() => undefined)

  /** One test at a time, so that what moves is this test's. */
  async function* testFrom(
    { from: id, to }: { readonly from: string; readonly to: string },
    left: AbortSignal | undefined,
    test: (deps: PingDeps, node: LabNode, stop: AbortSignal) => Events,
  ): Events {
    const client = lab.client()
    const node = lab.state.get().nodes.find((n) => n.id === id)
    if (client === null) return yield { kind: 'failed', error: { kind: 'helper-lost', detail: 'No lab is running.' } }
    if (node === undefined) return yield { kind: 'failed', error: noNode }
    if (!parseAddress(to).ok) return yield { kind: 'failed', error: noAddress(to) }
    if (state.get().pinging) return yield { kind: 'failed', error: { kind: 'busy', doing: 'Another ping test is running.' } }
    patch({ pinging: true })
    const own = new AbortController()
    stopper = own
    try {
      const stop = left === undefined ? own.signal : AbortSignal.any([own.signal, left])
      yield* test({ client, readNow: () => watch.readNow(), now, wait }, node, stop)
    } finally {
      stopper = null
      patch({ pinging: false })
    }
  }

  const ping: Session['ping'] = (request, signal) =>
    testFrom(request, signal, (deps, node, stop) => pingTest(deps, node, request, stop))

  /** Behind a floating IP listens the VM that has it. */
  const connect: Session['connect'] = (request, signal) =>
    testFrom(request, signal, (deps, node, stop) => {
      const { floatingIps } = projects.state.get().project
      const floating = floatingIps.find((f) => f.floatingIp === request.to)
      const address = floating?.fixedIp ?? request.to
      const listener = lab.state.get().nodes.find((n) => n.kind !== 'router' && n.addresses.includes(address)) ?? null
      return tcpTest(deps, node, listener, request, stop)
    })

  return {
    projects,
    state,
    rules,
    readings,
    startLab: start,
    stopLab: lab.stop,
    readKernel: async () => {
      await watch.readNow()
    },
    apply: applies.apply,
    ping,
    stopTest: () => stopper?.abort(),
    connect,
    close: lab.stop,
  }
}
