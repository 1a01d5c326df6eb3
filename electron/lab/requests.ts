import { issue, type TapwallError } from '#shared/errors'
import type { LabMessage, LabRequest } from '#shared/helper/lab-protocol'
import type { LabTopology } from '#shared/helper/topology'
import { err, ok, type Result, unreachable } from '#shared/result'
import type { SavedState } from '#shared/sync/saved'
import { applyPlan } from '../helper/apply-plan.ts'
import { bringBack } from '../helper/bring-back.ts'
import { endConnections, readConnections } from '../helper/connections.ts'
import { type Job, openJobs } from '../helper/jobs.ts'
import { type ReadTables, tableReader } from '../helper/tables.ts'
import { runTrace } from '../helper/trace.ts'
import { armTrace, disarmTraces } from '../helper/trace-writing.ts'
import { openTrial } from '../helper/trial.ts'
import { buildLab, demolishLab, probeKernel } from './build.ts'
import type { Handler } from './handler.ts'
import { namespaceFile } from './namespaces.ts'
import { ping } from './ping.ts'
import { findPlug, type Plug, plug, unplug } from './plug.ts'
import { readHost } from './read.ts'
import { cardsOf, send as sendFrames } from './send.ts'
import { tcp } from './tcp.ts'
import { type LinkWatch, watchLinks } from './watch-links.ts'

/** The lab's memory, and each verb's way to the file that does it. */
export function openLab(send: (message: LabMessage) => void): (request: LabRequest) => Promise<void> {
  const jobs = openJobs<LabRequest>(send)
  const readers = new Map<string, ReadTables>()
  const applying = new Set<string>()
  const tracing = new Set<string>()
  const writes = new Map<string, Promise<unknown>>()
  /** What writes on a host is done one after the other, since positions of rules are true for one writer alone. */
  const inTurnOn = <T>(within: string, write: () => Promise<T>): Promise<T> => {
    const next = (writes.get(within) ?? Promise.resolve()).then(write)
    writes.set(
      within,
      next.catch(() => undefined),
    )
    return next
  }
  const trial = openTrial(
    (id, back) => send({ kind: 'trial-over', trial: id, error: back.ok ? null : back.error }),
    (within, saved) => inTurnOn(within ?? '', () => bringBack(within, saved)),
  )
  let topology: LabTopology | null = null
  let linkWatches: readonly LinkWatch[] = []
  /** Ports are plugged one after another. */
  let plugs: Promise<unknown> = Promise.resolve()
  let building = false
  let probed = false
  let version = 0

  const build: Handler<'build'> = async (request) => {
    if (building) return busy('The lab is being built.')
    building = true
    try {
      const begun = performance.now()
      // Programs of the former lab would keep its namespaces alive.
      jobs.cancelAll()
      for (const watch of linkWatches) watch.stop()
      await plugs
      readers.clear()
      trial.forget()
      const former = topology
      topology = null
      const gone = former === null ? ok(null) : await demolishLab(former)
      if (!gone.ok) return gone
      const [able, built] = await Promise.all([probed ? ok(null) : probeKernel(), buildLab(request.topology)])
      if (!able.ok) return able
      probed = true
      if (!built.ok) return built
      topology = request.topology
      const told = (port: string, plugged: boolean) => send({ kind: 'link', at: Date.now(), port, plugged })
      linkWatches = topology.computes.map((compute) => watchLinks(compute, told))
      return ok({ ms: performance.now() - begun })
    } finally {
      building = false
    }
  }

  const apply: Handler<'apply'> = async ({ plan, trial: id }) => {
    const host = hostNamespace(plan.host)
    if (!host.ok) return host
    if (applying.has(plan.host)) return busy(`Rules are being written on ${plan.host}.`)
    if (trial.id() !== id && trial.id() !== null) return busy('Other rules are on trial.')
    applying.add(plan.host)
    try {
      const begun = performance.now()
      const within = namespaceFile(host.value)
      const saved = async (state: SavedState) => (id === null ? ok(null) : trial.keep(id, within, state))
      const written = await inTurnOn(within, () => applyPlan(within, plan, { saved }))
      return written.ok ? ok({ ms: performance.now() - begun }) : written
    } finally {
      applying.delete(plan.host)
    }
  }

  const trace: Handler<'trace'> = async (request, job) => {
    const { host, trace: id, filter, perSecond, seconds } = request
    const namespace = hostNamespace(host)
    if (!namespace.ok) return namespace
    if (tracing.has(host)) return busy(`Packets are being followed on ${host} already.`)
    tracing.add(host)
    const within = namespaceFile(namespace.value)
    try {
      return await runTrace({
        ...{ trace: id, filter, perSecond, within, seconds, ...job },
        arm: () => inTurnOn(within, () => armTrace(within, { trace: id, filter, perSecond })),
        disarm: () => inTurnOn(within, () => disarmTraces(within, id)),
      })
    } finally {
      tracing.delete(host)
    }
  }

  const answer = (done: Result<null, TapwallError>): Result<Record<string, never>, TapwallError> => (done.ok ? ok({}) : done)

  const read: Handler<'read'> = async ({ host, known }) => {
    const namespace = hostNamespace(host)
    if (!namespace.ok) return namespace
    const tables = readers.get(host) ?? tableReader(namespaceFile(namespace.value), () => ++version)
    readers.set(host, tables)
    return readHost(namespace.value, tables, known)
  }

  function hostNamespace(host: string): Result<string, TapwallError> {
    if (building) return busy('The lab is being built.')
    const compute = topology?.computes.find((c) => c.hostName === host)
    return compute === undefined ? unknown('host', host) : ok(compute.namespace)
  }

  function onHost<T>(host: string, act: (within: string) => Promise<Result<T, TapwallError>>): Promise<Result<T, TapwallError>> {
    const namespace = hostNamespace(host)
    return namespace.ok ? act(namespaceFile(namespace.value)) : Promise.resolve(namespace)
  }

  function machineNamespace(id: string): Result<string, TapwallError> {
    if (building) return busy('The lab is being built.')
    const machine = topology?.machines.find((m) => m.id === id)
    return machine === undefined ? unknown('machine', id) : ok(machine.namespace)
  }

  /** A VM's card comes or goes. */
  const inTurn = (portId: string, act: (built: LabTopology, found: Plug) => Promise<Result<null, TapwallError>>) => {
    const next = plugs.then(async () => {
      if (building) return busy('The lab is being built.')
      const found = findPlug(topology, portId)
      return topology === null || found === null ? unknown('port', portId) : answer(await act(topology, found))
    })
    plugs = next.catch(() => undefined)
    return next
  }

  const pingFrom: Handler<'ping'> = async (request, job) => {
    const namespace = machineNamespace(request.node)
    return namespace.ok ? ping(namespace.value)(request, job) : namespace
  }

  const tcpFrom: Handler<'tcp'> = async (request, job) => {
    const namespace = machineNamespace(request.node)
    if (!namespace.ok) return namespace
    const listener = request.listener === null ? ok(null) : machineNamespace(request.listener)
    return listener.ok ? tcp(namespace.value, listener.value)(request, job) : listener
  }

  const sendFrom: Handler<'send'> = async (request, job) => {
    const namespace = machineNamespace(request.node)
    if (!namespace.ok) return namespace
    if (!cardsOf(topology, namespace.value).includes(request.device)) return unknown('device', request.device)
    return sendFrames(namespace.value)(request, job)
  }

  const cancel: Handler<'cancel'> = async ({ job }) => {
    jobs.cancel(job)
    return ok({})
  }

  function handle(request: LabRequest, job: Job): Promise<Result<unknown, TapwallError>> {
    switch (request.verb) {
      case 'build':
        return build(request, job)
      case 'apply':
        return apply(request, job)
      case 'trial':
        return trial.run(request.trial, request.seconds).then(answer)
      case 'confirm':
        return trial.confirm(request.trial).then(answer)
      case 'revert':
        return trial.revert(request.trial).then(answer)
      case 'read':
        return read(request, job)
      case 'connections':
        return onHost(request.host, readConnections)
      case 'end-connections':
        return onHost(request.host, (within) => endConnections(within, request.entries))
      case 'trace':
        return trace(request, job)
      case 'ping':
        return pingFrom(request, job)
      case 'tcp':
        return tcpFrom(request, job)
      case 'send':
        return sendFrom(request, job)
      case 'plug':
        return inTurn(request.port, plug)
      case 'unplug':
        return inTurn(request.port, (_, found) => unplug(found))
      case 'cancel':
        return cancel(request, job)
      default:
        return unreachable(request)
    }
  }

  return (request) => jobs.run(request, handle)
}

const busy = (doing: string): Result<never, TapwallError> => err({ kind: 'busy', doing })

const unknown = (what: 'host' | 'machine' | 'port' | 'device', name: string): Result<never, TapwallError> =>
  err({ kind: 'invalid', issues: [issue([], `lab.${what}-unknown`, `The lab has no ${what} ${name}.`, { name })] })
