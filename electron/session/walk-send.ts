import type { LabNode } from '#shared/contract/states'
import type { PacketQuestion, SendEvent } from '#shared/contract/walk'
import { moved } from '#shared/counters/deltas'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { rowsOf } from '#shared/netfilter/dump'
import { agreementOf, type Counted } from '#shared/reconcile/agreement'
import { err, ok, type Result } from '#shared/result'
import type { TracedPass } from '#shared/trace/traced'
import type { Firewall } from '../privilege/firewall.ts'
import type { LabClient } from '../privilege/lab-client.ts'
import type { KernelWatch, Seen } from './kernel-watch.ts'
import { traceHosts } from './trace-hosts.ts'
import { frameToSend, reallySent } from './walk-frames.ts'
import { hostTraces, shareOut } from './walk-hosts.ts'
import type { WalkOwner, WorkedOut } from './walk-owner.ts'
import { asSent } from './walk-question.ts'

/** Packets of something earlier have been counted by then. */
const QUIET_MS = 300
/** A reply in flight on loss needs this long. */
const SETTLE_MS = 200
const PING_INTERVAL = 0.2
const TCP_TIMEOUT = 3000
const ICMP_AND_IP = 28

interface Deps {
  readonly walks: WalkOwner
  readonly watch: KernelWatch
  readonly client: () => LabClient | null
  readonly firewall: () => Firewall | null
  readonly nodes: () => readonly LabNode[]
  /** Why nothing can be sent now; null: something can. */
  readonly refusal: () => TapwallError | null
  /** A test begins, or has ended. */
  readonly busy: (is: boolean) => void
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}

type Events = AsyncGenerator<SendEvent, void, void>

const NO_LISTENER = invalid([
  issue(
    ['isListening'],
    'walk.no-udp-listener',
    'The lab has nobody who listens for UDP. Send it to a closed port: leave "somebody listens" out.',
  ),
])

/**
 * Sends the packets of a question in the lab while the kernels of the hosts on their way tell of them, and lays what was worked out, told
 * and counted side by side. One at a time, and not beside a ping test, so that what is counted is theirs.
 */
export async function* sendWalk(deps: Deps, question: PacketQuestion, signal: AbortSignal | undefined): Events {
  const refused = deps.refusal()
  if (refused !== null) return yield { kind: 'failed', error: refused }
  deps.busy(true)
  try {
    yield* send(deps, question, signal)
  } finally {
    deps.busy(false)
  }
}

async function* send(deps: Deps, asked: PacketQuestion, signal: AbortSignal | undefined): Events {
  const question = asSent(asked)
  const { walks, watch, now, wait } = deps
  const [client, firewall] = [deps.client(), deps.firewall()]
  if (client === null || firewall === null)
    return yield { kind: 'failed', error: { kind: 'helper-lost', detail: 'No lab is running.' } }
  if (question.what === 'udp' && question.isListening === true) return yield { kind: 'failed', error: NO_LISTENER }
  await wait(QUIET_MS)
  if (signal?.aborted) return yield { kind: 'failed', error: { kind: 'cancelled' } }
  const worked = await walks.workOut(question, 'kernel')
  if (!worked.ok) return yield { kind: 'failed', error: worked.error }
  const walk = worked.value
  const hosts = hostTraces(walk)
  const before = await readAll(watch, hosts)
  if (!before.ok) return yield { kind: 'failed', error: before.error }
  const lines: SendEvent[] = [{ kind: 'armed', at: now() }]
  const onLine = (text: string, at: number) => lines.push({ kind: 'line', at, text })
  const told = await traceHosts(firewall, hosts, () => act(client, deps.nodes(), walk, onLine, signal), wait)
  yield* lines
  if (!told.ok) return yield { kind: 'failed', error: told.error }
  await wait(SETTLE_MS)
  const after = await readAll(watch, hosts)
  if (!after.ok) return yield { kind: 'failed', error: after.error }
  const counted = hosts.flatMap(({ host, place }) => countedOf(place, before.value.get(host), after.value.get(host)))
  yield {
    kind: 'ended',
    at: now(),
    walk: keepSent(walks, walk, told.value.passes, counted, new Set(hosts.map(({ place }) => place))),
  }
}

function keepSent(
  walks: WalkOwner,
  asked: WorkedOut,
  passes: readonly TracedPass[],
  counted: readonly Counted[],
  places: ReadonlySet<string>,
) {
  const walk = asked.question.what === 'tcp' ? { ...asked, turns: reallySent(asked, passes) } : asked
  const traced = shareOut(walk, passes)
  const told = walk.turns.map(({ journey }, at) => ({ journey, traced: traced[at] ?? [] }))
  return walks.keep(walk, { traced, counted: [...counted], agreement: agreementOf(told, counted, places) })
}

type Readings = ReadonlyMap<string, Seen>

async function readAll(watch: KernelWatch, hosts: readonly { readonly host: string }[]): Promise<Result<Readings, TapwallError>> {
  const readings = new Map<string, Seen>()
  for (const { host } of hosts) {
    const seen = await watch.readNow(host)
    if (!seen.ok) return seen
    readings.set(host, seen.value)
  }
  return ok(readings)
}

function countedOf(place: string, before: Seen | undefined, after: Seen | undefined): Counted[] {
  if (before === undefined || after === undefined) return []
  const rows = moved(rowsOf(before.dump), before.reading, rowsOf(after.dump), after.reading)
  return rows.map(({ family, table, chain, rule, packets, bytes }) => ({ place, family, table, chain, rule, packets, bytes }))
}

/** Ping and TCP by programs of their own, with answers of the other machine's kernel; anything else as one frame. */
async function act(
  client: LabClient,
  nodes: readonly LabNode[],
  walk: WorkedOut,
  onLine: (text: string, at: number) => void,
  signal: AbortSignal | undefined,
): Promise<Result<null, TapwallError>> {
  const { from: node, to, what, count = 1, length, destinationPort: port = 80, isListening = true } = walk.question
  const options = { onLine, ...(signal === undefined ? {} : { signal }) }
  if (what === 'ping') {
    const size = length === undefined ? 56 : Math.max(0, length - ICMP_AND_IP)
    const pinged = await client.request('ping', { node, to, count, interval: PING_INTERVAL, size }, options)
    return pinged.ok ? ok(null) : pinged
  }
  if (what === 'tcp') {
    const receiver = walk.turns.map(({ journey }) => journey.deliveredTo).find((place) => place !== null)
    const machine = walk.topology.machines.find(({ namespace }) => namespace === receiver)
    const listener = isListening && nodes.some(({ id }) => id === machine?.id) ? (machine?.id ?? null) : null
    const tried = await client.request('tcp', { node, listener, to, port, bytes: 100, timeoutMs: TCP_TIMEOUT }, options)
    if (tried.ok) onLine(tried.value.connected ? 'connected' : `no connection: ${tried.value.reason ?? ''}`, Date.now())
    return tried.ok ? ok(null) : tried
  }
  const frame = frameToSend(walk)
  if (!frame.ok) return err({ kind: 'bug', detail: frame.error })
  const sent = await client.request('send', { node, ...frame.value, intervalMs: 0 }, options)
  return sent.ok ? ok(null) : sent
}
