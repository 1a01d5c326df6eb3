import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLab } from '#electron/privilege/start-lab'
import { openSession, type Session } from '#electron/session/session'
import type { TraceEvent, TraceQuestion, TraceSend } from '#shared/contract/trace'
import type { Family } from '#shared/netfilter/rule-spec'
import { articleSevenRules } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import type { TracedPacket } from '#shared/trace/traced'
import { must, testProgram } from './lab.ts'

/** The kernel's trace of what is sent in the lab: each step is a rule of ours, and the counters say the same. */

const machine = (name: string): string => [...project.vms, ...project.outsideHosts].find((m) => m.name === name)?.id ?? 'none'

/** With IPv6 on the VMs' network, so that both families are followed. */
function withIpv6(of: Project): Project {
  const [first] = of.ports.filter(({ hostName }) => hostName !== null)
  const id = '66666666-0000-4000-8000-000000000000'
  const networkId = first?.networkId ?? ''
  return {
    ...of,
    hosts: of.hosts.map((host) => ({ ...host, ipv6: true })),
    subnets: [...of.subnets, { id, networkId, ipVersion: 6, cidr: '2001:db8:1::/64', gatewayIp: null, enableDhcp: false }],
    ports: of.ports.map((port) =>
      port.networkId !== networkId || port.hostName === null
        ? port
        : { ...port, fixedIps: [...port.fixedIps, { subnetId: id, ipAddress: `2001:db8:1::${1 + of.ports.indexOf(port)}` }] },
    ),
  }
}
const project = withIpv6(articleSevenRules)
const addressOf = (name: string, version: 4 | 6): string =>
  project.ports
    .filter(({ deviceId }) => deviceId === machine(name))
    .flatMap(({ fixedIps }) => fixedIps)
    .find(({ ipAddress }) => ipAddress.includes(':') === (version === 6))?.ipAddress ?? 'none'

let session: Session
beforeAll(async () => {
  const program = await testProgram()
  session = openSession({ project, program: 'test', now: Date.now, startLab: () => startLab(program) })
  must(await session.startLab())
  must(await session.applies.apply(session.projects.state.get().revision, null))
})
afterAll(() => session?.close())

const question = (rest: Partial<TraceQuestion>): TraceQuestion => ({
  ...{ family: 'ipv4', protocol: 1, icmpType: 8, source: null, destination: null, bothWays: true },
  ...rest,
})
const ping = (from: string, to: string, count = 4): TraceSend => ({
  ...{ do: 'ping', from: machine(from), to, count, interval: 0.2, size: 56 },
})

async function traced(asked: TraceQuestion, send: TraceSend) {
  const events: TraceEvent[] = []
  for await (const event of session.traces.run({ hosts: null, question: asked, seconds: 30, perSecond: 20, send }))
    events.push(event)
  const last = events.at(-1)
  if (last?.kind !== 'ended') throw new Error(JSON.stringify(last))
  const packets = events.flatMap((event) => (event.kind === 'packet' ? [event.packet] : []))
  return { events, packets, moved: last.moved, why: last.why }
}

/** How often each rule and policy of one family was told to have matched, and how far its counter rose. */
function reconcile(packets: readonly TracedPacket[], moved: Awaited<ReturnType<typeof traced>>['moved'], of: Family = 'ipv4') {
  const told: Record<string, number> = {}
  for (const { place, hooks } of packets.flatMap(({ passes }) => passes))
    for (const { table, chain, rule, text } of hooks.flatMap(({ steps }) => steps.filter(({ by }) => by === 'told'))) {
      const key = `${place} ${table} ${chain} ${rule ?? text}`
      told[key] = (told[key] ?? 0) + 1
    }
  const counted: Record<string, number> = {}
  // VMs say something of their own in IPv6, in chains of the same names.
  for (const { host, rows } of moved)
    for (const { family, table, chain, rule, text, packets: count } of rows)
      if (family === of) counted[`${host} ${table} ${chain} ${rule ?? text}`] = count
  return { told, counted }
}

const allFound = (packets: readonly TracedPacket[]): void => {
  for (const { told, found, verdict, hooks } of packets.flatMap(({ passes }) => passes)) {
    expect(told).toBeGreaterThan(0)
    expect(found).toBe(told)
    expect(verdict).not.toBe('unsure')
    for (const step of hooks.flatMap(({ steps }) => steps)) if (step.rule !== null) expect(step.mark).toMatch(/^tw:/)
  }
}
const ways = (packets: readonly TracedPacket[]): string => packets.map(({ way, verdict }) => `${way} ${verdict}`).join(', ')
const lastStep = (packet: TracedPacket | undefined) => packet?.passes.at(-1)?.hooks.at(-1)?.steps.at(-1)

describe('the article’s pings', () => {
  for (const [name, from, to, other] of [
    ['from outside to the floating IP', 'outside-15', '192.168.1.104', '192.168.1.15'],
    ['from the VM to outside', 'vm1', '192.168.1.115', '91.1.180.14'],
  ] as const)
    it(`${name}: eight packets, each step a rule of ours, trace and counters agree`, async () => {
      const { packets, moved, why } = await traced(question({ source: other, destination: to }), ping(from, to))
      expect(why).toBe('sent')
      expect(ways(packets)).toBe(Array.from({ length: 4 }, () => 'there accept, back accept').join(', '))
      allFound(packets)
      expect(packets.every(({ passes }) => passes.length === 1)).toBe(true)
      const { told, counted } = reconcile(packets, moved)
      expect(told).toEqual(counted)
    })

  it('a port that nobody opened: dropped in the fallback, which is told', async () => {
    const send: TraceSend = { do: 'tcp', from: machine('outside-15'), to: '192.168.1.104', listener: null, port: 81, bytes: 0 }
    const asked = {
      family: 'ipv4',
      protocol: 6,
      source: '192.168.1.15',
      destination: '192.168.1.104',
      destinationPort: 81,
      bothWays: true,
    }
    const { packets, moved } = await traced(asked as TraceQuestion, send)
    expect(packets.length).toBeGreaterThan(0)
    expect(new Set(packets.map(({ way, verdict }) => `${way} ${verdict}`))).toEqual(new Set(['there drop']))
    expect(lastStep(packets[0])).toMatchObject({ chain: 'neutron-openvswi-sg-fallback', rule: 1, act: { do: 'drop' }, by: 'told' })
    expect(packets[0]?.packet).toMatchObject({ protocol: 6, destinationPort: 81, flags: ['SYN'], destination: '91.1.180.14' })
    allFound(packets)
    const { told, counted } = reconcile(packets, moved)
    expect(told).toEqual(counted)
  })
})

describe('from one VM to another on the same host', () => {
  for (const version of [4, 6] as const)
    it(`IPv${version}: one packet crosses two bridges, and its rules twice`, async () => {
      const [source, to] = [addressOf('vm1', version), addressOf('vm2', version)]
      const rest = version === 4 ? {} : { family: 'ipv6' as const, protocol: 58, icmpType: 128 }
      const { packets, moved } = await traced(question({ source, destination: to, ...rest }), ping('vm1', to, 2))
      // The group of vm2 lets nobody in but itself.
      expect(ways(packets)).toBe('there drop, there drop')
      for (const { passes } of packets) {
        expect(passes.map((pass) => [pass.in, pass.out, pass.verdict])).toEqual([
          ['tap6e3f2eda-32', 'qvb6e3f2eda-32', 'accept'],
          ['qvb402fe6b1-76', 'tap402fe6b1-76', 'drop'],
        ])
        expect(new Set(passes.map(({ traceId }) => traceId)).size).toBe(2)
      }
      allFound(packets)
      const { told, counted } = reconcile(packets, moved, `ipv${version}`)
      // Neighbour discovery is counted, and not followed.
      if (version === 4) expect(told).toEqual(counted)
      for (const [key, times] of Object.entries(told)) expect(counted[key]).toBeGreaterThanOrEqual(times)
    })
})
