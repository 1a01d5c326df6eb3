import type { AgentState } from '#shared/contract/agent'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { AgentTurns } from './agent-turns.ts'
import type { ApplyOwner } from './apply-owner.ts'
import type { KernelWatch } from './kernel-watch.ts'
import type { LabOwner } from './lab-owner.ts'
import type { OneWriter } from './one-writer.ts'
import { endOpenConnections } from './open-connections.ts'
import { compileHost, type HostMoment, planHost, unpluggedOn } from './plan-project.ts'
import { writeHost } from './write-host.ts'

/**
 * The loop of the hosts' agents. A device that came or went is no edit and needs no review: its host gets chains for it, or loses them,
 * as the project says that was applied last. What is edited and not applied waits for the person.
 */
export interface AgentLoop {
  /** The kernel of a host is being given what it should hold; readings in between are of neither. */
  readonly isTurning: () => boolean
}

interface Deps {
  readonly lab: LabOwner
  readonly applies: ApplyOwner
  readonly watch: KernelWatch
  readonly writer: OneWriter
  readonly turns: AgentTurns
  readonly now: () => number
  /** A turn has ended on these hosts. */
  readonly turned: (hosts: readonly string[]) => Promise<void>
}

/** What comes so soon after the first is done in the same turn (Neutron's polling_interval is 2 s). */
const GATHER_MS = 100
const AGAIN_MS = 1000
const LONGEST_AGAIN_MS = 30_000

export function agentLoop({ lab, applies, watch, writer, turns, now, turned }: Deps): AgentLoop {
  let timer: NodeJS.Timeout | undefined
  let isUnderWay = false
  let isTurning = false
  let since: number | null = null
  let failures = 0

  /** Hosts whose rules were written for other devices than there are now, with those that changed. */
  const due = (): { host: string; ports: string[] }[] => {
    const unplugged = lab.unplugged()
    return [...applies.hosts()].flatMap(([host, { moment }]) => {
      const wanted = unpluggedOn(moment.project, host, unplugged)
      const ports = [
        ...[...wanted].filter((id) => !moment.unplugged.has(id)),
        ...[...moment.unplugged].filter((id) => !wanted.has(id)),
      ]
      return ports.length === 0 ? [] : [{ host, ports }]
    })
  }

  const why = (): NonNullable<AgentState['waiting']>['why'] => {
    const { trial, applying } = applies.state.get()
    if (trial !== null) return 'trial'
    return applying !== null ? 'apply' : failures > 0 ? 'again' : 'soon'
  }

  const stop = () => {
    clearTimeout(timer)
    timer = undefined
    since = null
    failures = 0
    turns.waiting(null)
  }

  const look = () => {
    if (lab.state.get().state !== 'running') return stop()
    const hosts = due()
    if (hosts.length === 0) return isUnderWay ? undefined : stop()
    since ??= now()
    turns.waiting({ since, ports: hosts.reduce((sum, { ports }) => sum + ports.length, 0), why: why() })
    // A trial's way back is to what was there before it: nothing may come in between.
    if (isUnderWay || timer !== undefined || applies.state.get().trial !== null) return
    const wait = failures === 0 ? GATHER_MS : Math.min(AGAIN_MS * 2 ** (failures - 1), LONGEST_AGAIN_MS)
    timer = setTimeout(() => void run(), wait)
  }

  const run = async () => {
    timer = undefined
    isUnderWay = true
    try {
      await writer(round)
    } finally {
      isUnderWay = false
      look()
    }
  }

  /** One turn of each host that has something to do. */
  const round = async () => {
    if (applies.state.get().trial !== null) return
    const hosts = due().map(({ host }) => host)
    const begun = now()
    const waitedMs = begun - (since ?? begun)
    since = null
    isTurning = true
    let failed = false
    try {
      for (const host of hosts) if (!(await turn(host, waitedMs)).ok) failed = true
    } finally {
      isTurning = false
    }
    failures = failed ? failures + 1 : 0
    await turned(hosts)
  }

  const turn = async (host: string, waitedMs: number): Promise<Result<null, TapwallError>> => {
    const client = lab.client()
    const applied = applies.hosts().get(host)
    if (client === null || applied === undefined) return err({ kind: 'cancelled' })
    const { project, apply, unplugged: before } = applied.moment
    const after: HostMoment = { project, apply, unplugged: unpluggedOn(project, host, lab.unplugged()) }
    const told = {
      host,
      by: 'agent',
      at: now(),
      waitedMs,
      attempt: failures + 1,
      before: { project, apply, unplugged: before },
    } as const
    const begun = performance.now()
    const ruleset = compileHost(after, host)
    const planned = ruleset.ok ? await planHost(host, ruleset.value, after, applies.hosts(), watch.readNow) : ruleset
    const plan = performance.now() - begun
    if (!planned.ok) {
      turns.done({ ...told, after, planned: null, steps: { plan, write: 0, check: 0 }, error: planned.error })
      return planned
    }
    const { write, applied: held } = await writeHost(planned.value, client, null, watch.readNow)
    const steps = { plan, write: write.writeMs, check: write.checkMs }
    if (held.ok && lab.client() === client) {
      // The driver deletes all entries of a port that it no longer filters; the next port with its zone shall not inherit them.
      await endOpenConnections(client, 'refused', new Map([[host, applied]]), new Map([[host, held.value]]), [host])
      applies.setHost(host, held.value)
    }
    turns.done({ ...told, after, planned: planned.value, steps, error: write.error })
    return held.ok ? ok(null) : held
  }

  lab.state.listen(look)
  applies.state.listen(look)
  return { isTurning: () => isTurning }
}
