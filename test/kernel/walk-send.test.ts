import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabClient } from '#electron/privilege/lab-client'
import { startLab } from '#electron/privilege/start-lab'
import { openSession, type Session } from '#electron/session/session'
import type { PacketQuestion, SendEvent, WalkSummary } from '#shared/contract/walk'
import { articleSevenRules as project } from '#shared/project/article'
import { must, testProgram } from './lab.ts'

/** Packets of the article's lab, worked out, really sent, told by the kernel and counted: three times the same. */
let session: Session
let lab: LabClient | null = null

beforeAll(async () => {
  const start = async () => {
    const started = await startLab(await testProgram())
    if (started.ok) lab = started.value
    return started
  }
  session = openSession({ project, program: 'test', now: Date.now, startLab: start })
  must(await session.startLab())
  must(await session.applies.apply(session.projects.state.get().revision, null))
})
afterAll(() => session?.close())

const idOf = (name: string): string => [...project.vms, ...project.outsideHosts].find((one) => one.name === name)?.id ?? 'none'
const OUTSIDE = idOf('outside-15')
const VM1 = idOf('vm1')
const VM2 = idOf('vm2')
const addressOf = (vm: string): string => project.ports.find(({ deviceId }) => deviceId === vm)?.fixedIps[0]?.ipAddress ?? ''

async function sent(question: PacketQuestion): Promise<WalkSummary> {
  const events: SendEvent[] = []
  for await (const event of session.sendWalk(question)) events.push(event)
  const last = events.at(-1)
  if (last?.kind !== 'ended') throw new Error(JSON.stringify(last))
  expect(events[0]?.kind).toBe('armed')
  return last.walk
}

/** What was told of a packet, as names of the rules that matched. */
function told(walk: WalkSummary, number: number): string[] {
  const { traced } = must(session.walks.packet(walk.id, number))
  const steps = (traced ?? []).flatMap(({ hooks }) => hooks.flatMap((hook) => hook.steps))
  return steps.filter(({ match, by }) => match === 'yes' && by === 'told').map(({ chain, rule }) => `${chain} ${rule ?? 'policy'}`)
}

describe('packets that are sent and traced', () => {
  it('four pings from outside: three agree, both ways', async () => {
    const walk = await sent({ from: OUTSIDE, to: '192.168.1.104', what: 'ping', count: 4 })
    expect(walk.agreement).toEqual({ compared: ['predicted', 'traced', 'counted'], agree: true, first: null })
    expect(walk.packets.map(({ says }) => says)).toEqual(Array.from({ length: 4 }, () => ['echo-request', 'echo-reply']).flat())
    expect(told(walk, 1)).toContain('neutron-openvswi-i6e3f2eda-3 8')
    expect(told(walk, 3)).toContain('neutron-openvswi-i6e3f2eda-3 2')
    expect(told(walk, 2)).toContain('neutron-openvswi-s6e3f2eda-3 1')
    const { counted } = must(session.walks.packet(walk.id, 1))
    const icmp = counted?.find(({ chain, rule }) => chain === 'neutron-openvswi-i6e3f2eda-3' && rule === 8)
    expect(icmp).toMatchObject({ packets: 1, bytes: 84 })
  })

  it('four pings from the VM: three agree, both ways', async () => {
    const walk = await sent({ from: VM1, to: '192.168.1.115', what: 'ping', count: 4 })
    expect(walk.agreement).toMatchObject({ compared: { length: 3 }, agree: true, first: null })
    expect(told(walk, 1)).toContain('neutron-openvswi-o6e3f2eda-3 7')
    expect(told(walk, 8)).toContain('neutron-openvswi-i6e3f2eda-3 2')
  })

  it('from one VM to another on the same host: each packet meets the rules twice', async () => {
    const walk = await sent({ from: VM1, to: addressOf(VM2), what: 'ping', count: 2 })
    expect(walk.agreement).toMatchObject({ agree: true })
  })

  it('a connection to a closed port, and one that is let in', async () => {
    const refused = await sent({ from: OUTSIDE, to: '192.168.1.104', what: 'tcp', destinationPort: 25 })
    expect(refused).toMatchObject({ verdict: 'drop', agreement: { agree: true } })
    const open = await sent({ from: OUTSIDE, to: '192.168.1.104', what: 'tcp', destinationPort: 80, isListening: true })
    expect(open).toMatchObject({ verdict: 'accept', agreement: { agree: true } })
    expect(open.packets.map(({ says }) => says).slice(0, 3)).toEqual(['syn', 'syn-ack', 'ack'])
    const closed = await sent({ from: OUTSIDE, to: '192.168.1.104', what: 'tcp', destinationPort: 80, isListening: false })
    expect(closed).toMatchObject({ agreement: { agree: true } })
    expect(closed.packets.map(({ says }) => says)).toEqual(['syn', 'reset'])
  })

  it('a packet with a faked source, and one with a faked MAC', async () => {
    const source = await sent({ from: VM1, to: '192.168.1.115', what: 'packet', protocol: 1, sourceIp: '91.1.180.77' })
    expect(source).toMatchObject({ verdict: 'drop', agreement: { compared: { length: 3 }, agree: true } })
    expect(told(source, 1)).toContain('neutron-openvswi-s6e3f2eda-3 2')
    const mac = await sent({ from: VM1, to: '192.168.1.115', what: 'packet', protocol: 6, sourceMac: 'fa:16:3e:00:00:09' })
    expect(mac).toMatchObject({ verdict: 'drop', agreement: { agree: true } })
  })

  it('pings with a faked source are one packet, since no program can send them and no answer comes', async () => {
    const walk = await sent({ from: VM1, to: '192.168.1.115', what: 'ping', count: 4, sourceIp: '91.1.180.77' })
    expect(walk.packets).toHaveLength(1)
    expect(walk).toMatchObject({ verdict: 'drop', agreement: { agree: true }, question: { what: 'packet', protocol: 1 } })
  })

  it('a datagram that nobody waits for is dropped before the VM, or answered by it', async () => {
    const walk = await sent({ from: OUTSIDE, to: '192.168.1.104', what: 'udp', destinationPort: 53, isListening: false })
    expect(walk).toMatchObject({ verdict: 'drop', agreement: { agree: true } })
  })

  it('says where they part when somebody else counts too', async () => {
    const beside = lab?.request('ping', { node: OUTSIDE, to: '192.168.1.104', count: 100, interval: 0.02, size: 56 })
    const walk = await sent({ from: VM1, to: '192.168.1.115', what: 'ping', count: 1 })
    await beside
    expect(walk.agreement).toMatchObject({ agree: false, first: { table: 'filter' } })
  })

  it('tells that the trace is on, what ping says and what the kernel told while they come, not at the end', async () => {
    const events: SendEvent[] = []
    for await (const event of session.sendWalk({ from: VM1, to: '192.168.1.115', what: 'ping', count: 20 })) events.push(event)
    const kinds = events.map(({ kind }) => kind)
    expect([kinds[0], kinds.at(-1)]).toEqual(['armed', 'ended'])
    expect(events.flatMap((event) => (event.kind === 'packet' ? event.packet.passes : []))).toHaveLength(40)
    // Twenty pings take four seconds, and the kernel's words about the first are there long before the last.
    expect(kinds.indexOf('packet')).toBeLessThan(kinds.lastIndexOf('line') - 5)
    expect(kinds.indexOf('line')).toBeLessThan(kinds.indexOf('packet'))
  })

  it('ends when it is stopped, and keeps no walk of packets that were never sent', async () => {
    const { walks } = session.walks.state.get()
    const events: SendEvent[] = []
    for await (const event of session.sendWalk({ from: VM1, to: '192.168.1.115', what: 'ping', count: 20 })) {
      events.push(event)
      if (event.kind === 'packet') session.traces.stop()
    }
    expect(events.at(-1)).toEqual({ kind: 'failed', error: { kind: 'cancelled' } })
    expect(events.filter(({ kind }) => kind === 'packet').length).toBeLessThan(40)
    expect(session.walks.state.get().walks).toEqual(walks)
    expect(session.state.get().pinging).toBe(false)
    expect(await sent({ from: VM1, to: '192.168.1.115', what: 'ping', count: 1 })).toMatchObject({ agreement: { agree: true } })
  })

  it.each(['by its signal', 'by its stream'] as const)('ends when who asked leaves, %s', async (how) => {
    const leave = new AbortController()
    const events: SendEvent[] = []
    for await (const event of session.sendWalk({ from: VM1, to: '192.168.1.115', what: 'ping', count: 20 }, leave.signal)) {
      events.push(event)
      if (event.kind !== 'line') continue
      if (how === 'by its stream') break
      leave.abort()
    }
    expect(events.filter(({ kind }) => kind === 'ended')).toEqual([])
    expect(session.state.get().pinging).toBe(false)
    expect(await sent({ from: VM1, to: '192.168.1.115', what: 'ping', count: 1 })).toMatchObject({ agreement: { agree: true } })
  })

  it('from one outside host to another no rules are met, and all of it is sent', async () => {
    const lines: SendEvent[] = []
    for await (const event of session.sendWalk({ from: OUTSIDE, to: '192.168.1.115', what: 'ping', count: 3 })) lines.push(event)
    expect(lines.filter((event) => event.kind === 'line' && event.text.includes('icmp_seq=3'))).toHaveLength(1)
    expect(lines.at(-1)).toMatchObject({ kind: 'ended', walk: { packets: { length: 6 } } })
  })

  it('is refused beside another trace or test, and harms neither', async () => {
    const busy = { kind: 'failed', error: { kind: 'busy' } }
    const of = async (stream: AsyncGenerator<unknown>) => {
      const events: unknown[] = []
      for await (const event of stream) events.push(event)
      return events
    }
    const send = () => session.sendWalk({ from: VM1, to: '192.168.1.115', what: 'ping', count: 2 })
    const question = { family: 'ipv4', protocol: 1, source: null, destination: null, bothWays: true } as const
    const follow = () => session.traces.run({ hosts: null, question, seconds: 30, perSecond: 20, send: null })
    const first = send()
    const beginning = first.next()
    expect(await of(send())).toMatchObject([busy])
    expect(await of(follow())).toMatchObject([busy])
    expect(await of(session.ping({ from: VM1, to: '192.168.1.115', count: 1, interval: 1, size: 56 }))).toMatchObject([busy])
    expect(await beginning).toMatchObject({ value: { kind: 'armed' } })
    expect((await of(first)).at(-1)).toMatchObject({ kind: 'ended', walk: { agreement: { agree: true } } })

    const trace = follow()
    await trace.next()
    expect(await of(send())).toMatchObject([busy])
    expect(session.state.get().pinging).toBe(false)
    await trace.return()

    const ping = session.ping({ from: VM1, to: '192.168.1.115', count: 1, interval: 1, size: 56 })
    const pinging = ping.next()
    expect(await of(send())).toMatchObject([busy])
    expect(session.state.get().pinging).toBe(true)
    await pinging
    expect((await of(ping)).at(-1)).toMatchObject({ kind: 'ended', exitCode: 0 })
    expect((await of(send())).at(-1)).toMatchObject({ kind: 'ended' })
  })

  it('leaves no rule of a trace behind, and the kernel in step', async () => {
    await session.readKernel()
    expect(session.state.get().kernel?.inStep).toBe(true)
    const dump = JSON.stringify(session.rules.get().dump)
    expect(dump).not.toContain('TRACE')
  })
})
