import type { KernelRules, SessionState } from '#shared/contract/states'
import type { PacketQuestion, SendEvent } from '#shared/contract/walk'
import type { Reading } from '#shared/counters/reading'
import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { holdsWhatWasApplied } from '#shared/sync/read-back'
import { agentLoop } from './agent-loop.ts'
import { type AgentTurns, agentTurns } from './agent-turns.ts'
import { type ApplyLog, noLog } from './apply-log.ts'
import { type ApplyOwner, applyOwner } from './apply-owner.ts'
import { describe } from './describe.ts'
import { type DriftOwner, driftOwner } from './drift-owner.ts'
import { kernelWatch } from './kernel-watch.ts'
import { type LabOwner, labOwner, type StartLab } from './lab-owner.ts'
import { type LabTests, labTests } from './lab-tests.ts'
import { type Machine, machineOwner, noMachine } from './machine-owner.ts'
import { type MachineSwitch, machineSwitch } from './machine-switch.ts'
import { oneWriter } from './one-writer.ts'
import type { AppliedHost } from './plan-project.ts'
import { type ProjectStore, projectStore } from './project-store.ts'
import { target as targetOf } from './target.ts'
import { type Topic, topic } from './topic.ts'
import { type Traces, traces } from './traces.ts'
import { type WalkOwner, walkOwner } from './walk-owner.ts'
import { sendWalk } from './walk-send.ts'

/**
 * The three states in one place: edited (the project store), applied (the rules last written), kernel (the watch). Long jobs have
 * one owner and never interleave: a second apply answers `busy`.
 */
export interface Session extends LabTests {
  readonly projects: ProjectStore
  readonly state: Topic<SessionState>
  readonly rules: Topic<KernelRules>
  readonly readings: Topic<Reading | null>
  readonly startLab: () => Promise<Result<Record<string, never>, TapwallError>>
  readonly stopLab: () => Promise<void>
  readonly machine: MachineSwitch
  readonly plug: LabOwner['plug']
  readonly agent: Pick<AgentTurns, 'state' | 'lines'>
  /** Reads the kernel at once, between the regular readings. */
  readonly readKernel: () => Promise<void>
  readonly applies: Pick<ApplyOwner, 'review' | 'apply' | 'confirm' | 'extend' | 'revert'>
  /** What the kernels of all hosts of the target hold now. */
  readonly readHosts: () => Promise<Result<{ host: string; dump: Dump }[], TapwallError>>
  /** What becomes of packets, worked out and really sent. */
  readonly walks: WalkOwner
  readonly sendWalk: (question: PacketQuestion, signal?: AbortSignal) => AsyncGenerator<SendEvent, void, void>
  readonly traces: Traces
  readonly drift: Pick<DriftOwner, 'putBack' | 'offer' | 'takeOver' | 'ignore'>
  readonly close: () => Promise<void>
}

export interface SessionDeps {
  readonly project: Project
  /** What the pages know this program by. */
  readonly program: string
  readonly startLab: StartLab
  /** This machine; without it the session never leaves the lab. */
  readonly machine?: Machine
  readonly now: () => number
  /** Who writes down what is applied; without it nobody does. */
  readonly log?: ApplyLog
}

const noRules: KernelRules = { version: 0, dump: { tables: [], sets: [] }, origins: {}, chains: [] }
const idle: Omit<SessionState, 'machine'> = {
  target: 'lab',
  lab: { state: 'off', error: null, startedIn: null, nodes: [], unplugged: [] },
  kernel: null,
  applying: null,
  lastApply: null,
  trial: null,
  drift: [],
  pinging: false,
}

export function openSession({ project, program, startLab, machine: own = noMachine, now, log = noLog }: SessionDeps): Session {
  const projects = projectStore(project, program)
  const lab: LabOwner = labOwner(startLab, now)
  const machine = machineOwner(own)
  const target = targetOf(lab, machine)
  const watch = kernelWatch(target.none)
  const state = topic<SessionState>({ ...idle, machine: machine.state.get() })
  const rules = topic<KernelRules>(noRules)
  const readings = topic<Reading | null>(null)
  const writer = oneWriter()
  const turns = agentTurns()
  const applies = applyOwner({ projects, target, watch, now, log, writer, turns, unplugged: lab.unplugged })
  const turned = async (hosts: readonly string[]) => {
    if (hosts.includes(watch.host.get())) await watch.readNow()
    await drift.again(hosts)
  }
  const loop = agentLoop({ lab, applies, watch, writer, turns, now, turned })
  const drift = driftOwner({ projects, target, watch, applies, writer, isTurning: loop.isTurning, now, log })
  /** The pair that `rules` was described from; origins change with an apply even where the kernel's text does not. */
  let described: { dump: Dump; applied: AppliedHost | undefined; inStep: boolean } | null = null

  const patch = (change: Partial<SessionState>) => state.change((s) => ({ ...s, ...change }))

  /** What the target held is not to be seen any more. */
  const leave = (why: 'lab-ended' | 'helper-ended', error: TapwallError | null) => {
    watch.end()
    drift.end()
    applies.forgetHosts(why, error)
    described = null
    projects.setApplied(null)
  }

  /** Looks at the first host of the target. */
  const begin = () => {
    const firewall = target.firewall()
    const hosts = target.hosts(projects.state.get().project)
    const [host] = hosts.ok ? hosts.value : []
    if (firewall === null || host === undefined) return
    watch.begin(firewall, host)
    drift.begin()
  }

  lab.state.listen((labState) => {
    patch({ lab: labState })
    if (labState.state === 'starting') applies.forgetOutcome()
    if (labState.state !== 'running' && target.is() === 'lab') leave('lab-ended', null)
  })

  machine.state.listen((machineState) => {
    const was = state.get().machine.state
    patch({ machine: machineState, target: target.is() })
    if (was !== 'running' && machineState.state === 'running') begin()
    if (was === 'running' && machineState.state !== 'running') leave('helper-ended', machineState.error)
  })

  applies.state.listen(patch)
  drift.state.listen((hosts) => patch({ drift: [...hosts] }))

  watch.seen.listen((seen) => {
    if (seen === null) {
      patch({ kernel: null })
      rules.set(noRules)
      readings.set(null)
      return
    }
    // A turn's own readings are of what is about to be the kernel's state.
    if (loop.isTurning() && described !== null) return
    const host = watch.host.get()
    const applied = applies.hosts().get(host)
    const { reading, dump } = seen
    if (described?.dump !== dump && target.is() === 'machine') machine.look(dump)
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
    const onMachine = machine.isOn() || machine.state.get().state === 'starting'
    if (onMachine) return err({ kind: 'busy', doing: 'Rules go to this machine now, not to the lab. Switch it off first.' })
    const started = await lab.start(projects.state.get().project)
    if (started.ok) begin()
    return started
  }

  const walks = walkOwner({ projects, target, watch, applies, unplugged: lab.unplugged, now })

  const tests = labTests({
    projects,
    lab,
    target,
    watch,
    now,
    isPinging: () => state.get().pinging,
    pinging: (is) => patch({ pinging: is }),
  })

  const follows = traces({ projects, lab, target, watch, now })

  return {
    projects,
    state,
    rules,
    readings,
    startLab: start,
    stopLab: lab.stop,
    machine: machineSwitch({ projects, lab, machine, own, applies, isPinging: () => state.get().pinging }),
    plug: lab.plug,
    agent: turns,
    readKernel: async () => {
      await watch.readNow()
    },
    applies,
    readHosts: async () => {
      const hosts: { host: string; dump: Dump }[] = []
      const names = target.hosts(projects.state.get().project)
      if (!names.ok) return names
      for (const name of names.value) {
        const seen = await watch.readNow(name)
        if (!seen.ok) return seen
        hosts.push({ host: name, dump: seen.value.dump })
      }
      return ok(hosts)
    },
    walks,
    sendWalk: (question, signal) =>
      sendWalk(
        {
          ...{ walks, traces: follows, client: lab.client, now, refusal: tests.refusal },
          nodes: () => lab.state.get().nodes,
          busy: (is) => patch({ pinging: is }),
        },
        question,
        signal,
      ),
    traces: follows,
    drift,
    ...tests,
    close: async () => {
      await Promise.all([lab.stop(), machine.stop()])
    },
  }
}
