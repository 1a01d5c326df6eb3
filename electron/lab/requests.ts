import { issue, type TapwallError } from '#shared/errors'
import type { LabMessage, LabRequest } from '#shared/helper/lab-protocol'
import type { LabTopology } from '#shared/helper/topology'
import { err, ok, type Result, unreachable } from '#shared/result'
import { type ReadTables, tableReader } from '../helper/tables.ts'
import { writePlan } from '../helper/write-tables.ts'
import { buildLab, demolishLab, probeKernel } from './build.ts'
import type { Handler, Job } from './jobs.ts'
import { namespaceFile } from './namespaces.ts'
import { ping } from './ping.ts'
import { readHost } from './read.ts'
import { tcp } from './tcp.ts'

/** The lab's memory, and each verb's way to the file that does it. */
export function openLab(send: (message: LabMessage) => void): (request: LabRequest) => Promise<void> {
  const jobs = new Map<number, AbortController>()
  const readers = new Map<string, ReadTables>()
  const applying = new Set<string>()
  let topology: LabTopology | null = null
  let building = false
  let probed = false
  let version = 0

  const build: Handler<'build'> = async (request) => {
    if (building) return busy('The lab is being built.')
    building = true
    try {
      const begun = performance.now()
      // Programs of the former lab would keep its namespaces alive.
      for (const job of jobs.values()) job.abort()
      readers.clear()
      const former = topology
      topology = null
      const gone = former === null ? ok(null) : await demolishLab(former)
      if (!gone.ok) return gone
      const [able, built] = await Promise.all([probed ? ok(null) : probeKernel(), buildLab(request.topology)])
      if (!able.ok) return able
      probed = true
      if (!built.ok) return built
      topology = request.topology
      return ok({ ms: performance.now() - begun })
    } finally {
      building = false
    }
  }

  const apply: Handler<'apply'> = async ({ plan }) => {
    const host = hostNamespace(plan.host)
    if (!host.ok) return host
    if (applying.has(plan.host)) return busy(`Rules are being written on ${plan.host}.`)
    applying.add(plan.host)
    try {
      const begun = performance.now()
      const written = await writePlan(namespaceFile(host.value), plan)
      return written.ok ? ok({ ms: performance.now() - begun }) : written
    } finally {
      applying.delete(plan.host)
    }
  }

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

  function machineNamespace(id: string): Result<string, TapwallError> {
    if (building) return busy('The lab is being built.')
    const machine = topology?.machines.find((m) => m.id === id)
    return machine === undefined ? unknown('machine', id) : ok(machine.namespace)
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

  const cancel: Handler<'cancel'> = async ({ job }) => {
    jobs.get(job)?.abort()
    return ok({})
  }

  function handle(request: LabRequest, job: Job): Promise<Result<unknown, TapwallError>> {
    switch (request.verb) {
      case 'build':
        return build(request, job)
      case 'apply':
        return apply(request, job)
      case 'read':
        return read(request, job)
      case 'ping':
        return pingFrom(request, job)
      case 'tcp':
        return tcpFrom(request, job)
      case 'cancel':
        return cancel(request, job)
      default:
        return unreachable(request)
    }
  }

  return async (request) => {
    const { id } = request
    const controller = new AbortController()
    jobs.set(id, controller)
    const line = (text: string) => send({ kind: 'line', id, at: Date.now(), text })
    try {
      const result = await handle(request, { line, signal: controller.signal })
      send(result.ok ? { kind: 'answer', id, value: result.value } : { kind: 'refusal', id, error: result.error })
    } catch (thrown) {
      const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      send({ kind: 'refusal', id, error: { kind: 'bug', detail } })
    } finally {
      jobs.delete(id)
    }
  }
}

const busy = (doing: string): Result<never, TapwallError> => err({ kind: 'busy', doing })

const unknown = (what: 'host' | 'machine', name: string): Result<never, TapwallError> =>
  err({ kind: 'invalid', issues: [issue([], `lab.${what}-unknown`, `The lab has no ${what} ${name}.`, { name })] })
