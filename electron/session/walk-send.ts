import { setTimeout as delay } from 'node:timers/promises'
import type { LabNode } from '#shared/contract/states'
import type { TraceEvent } from '#shared/contract/trace'
import type { PacketQuestion, SendEvent } from '#shared/contract/walk'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { agreementOf, type Counted } from '#shared/reconcile/agreement'
import { err, ok, type Result } from '#shared/result'
import type { TracedPass } from '#shared/trace/traced'
import type { LabClient } from '../privilege/lab-client.ts'
import type { TraceJob, TraceOrder } from './trace-order.ts'
import type { Traces } from './traces.ts'
import { frameToSend, reallySent } from './walk-frames.ts'
import { hostsOnTheWay, shareOut, type WalkedHost } from './walk-hosts.ts'
import type { WalkOwner, WorkedOut } from './walk-owner.ts'
import { asSent } from './walk-question.ts'

/** Packets of something earlier have been counted by then. */
const QUIET_MS = 300
/** All that is sent takes less; the rules of the trace go after it, whatever becomes of who asked. */
const SECONDS = 30
const PER_SECOND = 20
const PING_INTERVAL = 0.2
const TCP_TIMEOUT = 3000
const ICMP_AND_IP = 28

interface Deps {
  readonly walks: WalkOwner
  readonly traces: Pick<Traces, 'during'>
  readonly client: () => LabClient | null
  readonly nodes: () => readonly LabNode[]
  /** Why nothing can be sent now; null: something can. */
  readonly refusal: () => TapwallError | null
  /** A test begins, or has ended. */
  readonly busy: (is: boolean) => void
  readonly now: () => number
}

type Events = AsyncGenerator<SendEvent, void, void>
type Ended = Extract<TraceEvent, { kind: 'ended' }>

const NO_LISTENER = invalid([
  issue(
    ['isListening'],
    'walk.no-udp-listener',
    'The lab has nobody who listens for UDP. Send it to a closed port: leave "somebody listens" out.',
  ),
])
const CUT_SHORT = invalid([
  issue(
    [],
    'walk.trace-cut-short',
    'The kernel’s trace ended before all packets were sent and heard of, so there is nothing to compare. Send them again.',
  ),
])

/** What is sent, and the hosts on its way. */
interface Sending {
  readonly walk: WorkedOut
  readonly hosts: readonly WalkedHost[]
}

/**
 * Sends the packets of a question in the lab while the kernels of the hosts on their way tell of them, and lays what was worked out, told
 * and counted side by side. Not beside another trace nor a ping test, so that what is told and counted is theirs. Who stops it hears that
 * it was cancelled, since packets that were never sent compare with nothing.
 */
export async function* sendWalk(deps: Deps, question: PacketQuestion, signal: AbortSignal | undefined): Events {
  let sending: Sending | null = null
  let isBusy = false
  const passes: TracedPass[] = []
  const order = async (stop: AbortSignal): Promise<Result<TraceOrder, TapwallError>> => {
    const refused = deps.refusal()
    if (refused !== null) return err(refused)
    deps.busy(true)
    isBusy = true
    const worked = await workOut(deps, asSent(question), stop)
    if (!worked.ok) return worked
    const { walk, client } = worked.value
    sending = { walk, hosts: hostsOnTheWay(walk) }
    const job: TraceJob = (onLine, until) => act({ ...deps, client }, walk, onLine, until)
    return ok({ hosts: sending.hosts, seconds: SECONDS, perSecond: PER_SECOND, job })
  }
  try {
    for await (const event of deps.traces.during(order, signal)) {
      if (event.kind === 'packet') passes.push(...event.packet.passes)
      yield event.kind === 'ended' ? keepSent(deps, sending, passes, event) : event
    }
  } finally {
    if (isBusy) deps.busy(false)
  }
}

async function workOut(
  { client: labClient, walks }: Deps,
  question: PacketQuestion,
  stop: AbortSignal,
): Promise<Result<{ walk: WorkedOut; client: LabClient }, TapwallError>> {
  if (question.what === 'udp' && question.isListening === true) return err(NO_LISTENER)
  await delay(QUIET_MS, undefined, { signal: stop }).catch(() => undefined)
  if (stop.aborted) return err({ kind: 'cancelled' })
  const client = labClient()
  if (client === null) return err({ kind: 'helper-lost', detail: 'No lab is running.' })
  const worked = await walks.workOut(question, 'kernel')
  return worked.ok ? ok({ walk: worked.value, client }) : worked
}

function keepSent({ walks }: Deps, sending: Sending | null, told: readonly TracedPass[], { at, why, moved }: Ended): SendEvent {
  if (why === 'stopped') return { kind: 'failed', error: { kind: 'cancelled' } }
  if (why !== 'sent' || sending === null) return { kind: 'failed', error: CUT_SHORT }
  const { walk: asked, hosts } = sending
  const places = new Map(hosts.map(({ host, place }) => [host, place]))
  const placeOf = (host: string): string => places.get(host) ?? host
  const passes = told.map((pass) => ({ ...pass, place: placeOf(pass.place) })).toSorted((a, b) => a.at - b.at)
  const counted = moved.flatMap(({ host, rows }): Counted[] =>
    rows.map(({ family, table, chain, rule, packets, bytes }) => ({
      ...{ place: placeOf(host), family, table, chain, rule, packets, bytes },
    })),
  )
  const walk = asked.question.what === 'tcp' ? { ...asked, turns: reallySent(asked, passes) } : asked
  const traced = shareOut(walk, passes)
  const turns = walk.turns.map(({ journey }, nth) => ({ journey, traced: traced[nth] ?? [] }))
  const agreement = agreementOf(turns, counted, new Set(places.values()))
  return { kind: 'ended', at, walk: walks.keep(walk, { traced, counted, agreement }) }
}

/** Ping and TCP by programs of their own, with answers of the other machine's kernel; anything else as one frame. */
async function act(
  { client, nodes, now }: Pick<Deps, 'nodes' | 'now'> & { readonly client: LabClient },
  walk: WorkedOut,
  onLine: Parameters<TraceJob>[0],
  signal: AbortSignal,
): ReturnType<TraceJob> {
  const { from: node, to, what, count = 1, length, destinationPort: port = 80, isListening = true } = walk.question
  const options = { onLine, signal }
  if (what === 'ping') {
    const size = length === undefined ? 56 : Math.max(0, length - ICMP_AND_IP)
    return client.request('ping', { node, to, count, interval: PING_INTERVAL, size }, options)
  }
  if (what === 'tcp') {
    const receiver = walk.turns.map(({ journey }) => journey.deliveredTo).find((place) => place !== null)
    const machine = walk.topology.machines.find(({ namespace }) => namespace === receiver)
    const listener = isListening && nodes().some(({ id }) => id === machine?.id) ? (machine?.id ?? null) : null
    const tried = await client.request('tcp', { node, listener, to, port, bytes: 100, timeoutMs: TCP_TIMEOUT }, options)
    if (tried.ok) onLine(tried.value.connected ? 'connected' : `no connection: ${tried.value.reason ?? ''}`, now())
    return tried
  }
  const frame = frameToSend(walk)
  if (!frame.ok) return err({ kind: 'bug', detail: frame.error })
  return client.request('send', { node, ...frame.value, intervalMs: 0 }, options)
}
