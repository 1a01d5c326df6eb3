import { setTimeout as delay } from 'node:timers/promises'
import type { LabNode, PingEvent, PingRequest } from '#shared/contract/states'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { parseAddress } from '#shared/net/address'
import type { KernelWatch } from './kernel-watch.ts'
import type { LabOwner } from './lab-owner.ts'
import { type PingDeps, pingTest, type TcpRequest, tcpTest } from './ping-test.ts'
import type { ProjectStore } from './project-store.ts'
import type { Target } from './target.ts'

/** Tests from one machine of the lab to another, or to an address. */
export interface LabTests {
  readonly ping: (request: PingRequest, signal?: AbortSignal) => Events
  /** Ends the test under way early; its stream still tells what moved. */
  readonly stopTest: () => void
  readonly connect: (request: TcpRequest, signal?: AbortSignal) => Events
  /** Why nothing can be sent from a machine of the lab now; null: it can. */
  readonly refusal: () => TapwallError | null
}

interface Deps {
  readonly projects: ProjectStore
  readonly lab: LabOwner
  readonly target: Target
  readonly watch: KernelWatch
  readonly now: () => number
  readonly isPinging: () => boolean
  /** A test begins, or has ended. */
  readonly pinging: (is: boolean) => void
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
const notHere = invalid([
  issue(
    ['from'],
    'ping.on-machine',
    'A ping test starts from a machine of the lab, and rules go to this machine now. Switch it off and start the lab to test them there.',
  ),
])
export function labTests({ projects, lab, target, watch, now, isPinging, pinging }: Deps): LabTests {
  let stopper: AbortController | null = null

  const wait = (ms: number, until?: AbortSignal) =>
    delay(ms, undefined, until === undefined ? {} : { signal: until }).catch(() => undefined)

  const refusal = (): TapwallError | null => {
    if (target.is() === 'machine') return notHere
    if (lab.client() === null) return target.none()
    return isPinging() ? { kind: 'busy', doing: 'Another test is sending packets.' } : null
  }

  /** One test at a time, so that what moves is this test's. */
  async function* testFrom(
    { from: id, to }: { readonly from: string; readonly to: string },
    left: AbortSignal | undefined,
    test: (deps: PingDeps, node: LabNode, stop: AbortSignal) => Events,
  ): Events {
    const client = lab.client()
    const node = lab.state.get().nodes.find((n) => n.id === id)
    if (target.is() === 'machine') return yield { kind: 'failed', error: notHere }
    if (client === null) return yield { kind: 'failed', error: target.none() }
    if (node === undefined) return yield { kind: 'failed', error: noNode }
    if (!parseAddress(to).ok) return yield { kind: 'failed', error: noAddress(to) }
    const refused = refusal()
    if (refused !== null) return yield { kind: 'failed', error: refused }
    pinging(true)
    const own = new AbortController()
    stopper = own
    try {
      const stop = left === undefined ? own.signal : AbortSignal.any([own.signal, left])
      yield* test({ client, readNow: () => watch.readNow(), now, wait }, node, stop)
    } finally {
      stopper = null
      pinging(false)
    }
  }

  const ping: LabTests['ping'] = (request, signal) =>
    testFrom(request, signal, (deps, node, stop) => pingTest(deps, node, request, stop))

  /** Behind a floating IP listens the VM that has it. */
  const connect: LabTests['connect'] = (request, signal) =>
    testFrom(request, signal, (deps, node, stop) => {
      const { floatingIps } = projects.state.get().project
      const floating = floatingIps.find((f) => f.floatingIp === request.to)
      const address = floating?.fixedIp ?? request.to
      const listener = lab.state.get().nodes.find((n) => n.kind !== 'router' && n.addresses.includes(address)) ?? null
      return tcpTest(deps, node, listener, request, stop)
    })

  return { ping, stopTest: () => stopper?.abort(), connect, refusal }
}
