import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type Session } from '#electron/session/session'
import type { PacketQuestion } from '#shared/contract/walk'
import { articleSevenRules } from '#shared/project/article'
import { ok } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** Walks that main works out and keeps, over a lab in memory. */
let session: Session | null = null
afterEach(async () => {
  await session?.close()
})

function opened(): { own: Session; labs: FakeLab[] } {
  const labs: FakeLab[] = []
  const startLab = async () => {
    const lab = fakeLab()
    labs.push(lab)
    return ok(lab.client)
  }
  const own = openSession({ project: articleSevenRules, program: 'test', now: Date.now, startLab })
  session = own
  return { own, labs }
}

const outside = articleSevenRules.outsideHosts[0]?.id ?? ''
const vm1 = articleSevenRules.vms.find((vm) => vm.name === 'vm1')?.id ?? ''
const group = articleSevenRules.securityGroups.find(({ name }) => name === 'sg-all-ssh')
const ping: PacketQuestion = { from: outside, to: '192.168.1.104', what: 'ping', count: 4 }
const applyNow = async (own: Session): Promise<void> => {
  expect(await own.applies.apply(own.projects.state.get().revision, null)).toMatchObject({ ok: true })
}

describe('walks', () => {
  it('of the edited project need no lab: four pings, both ways, and what each was decided by', async () => {
    const { own } = opened()
    const walk = await own.walks.predict(ping, 'edited')
    if (!walk.ok) throw new Error(JSON.stringify(walk.error))
    const { packets, verdict, id } = walk.value
    expect([verdict, packets.length]).toEqual(['accept', 8])
    expect(packets.map(({ direction, says, end }) => [direction, says, end]).slice(0, 2)).toEqual([
      ['there', 'echo-request', 'delivered'],
      ['back', 'echo-reply', 'delivered'],
    ])
    expect(packets[0]).toMatchObject({ place: 'vm1', by: { chain: 'neutron-openvswi-i6e3f2eda-3', rule: 8 } })
    const states = [1, 3].map((number) => {
      const told = own.walks.packet(id, number)
      if (!told.ok) throw new Error('no packet')
      const steps = told.value.journey.first
      return JSON.stringify(steps).includes('"state":"NEW"')
    })
    // The second request belongs to a connection already.
    expect(states).toEqual([true, false])
  })

  it('keep the chains that were met, whole, and the connections after each packet', async () => {
    const { own } = opened()
    const walk = await own.walks.predict(ping, 'edited')
    const told = walk.ok ? own.walks.packet(walk.value.id, 1) : walk
    if (!told.ok) throw new Error('no packet')
    const names = told.value.chains.map(({ name }) => name)
    expect(names).toContain('neutron-openvswi-i6e3f2eda-3')
    expect(names).not.toContain('neutron-openvswi-o6e3f2eda-3')
    expect(told.value.chains.find(({ name }) => name === 'neutron-openvswi-i6e3f2eda-3')?.rules).toHaveLength(9)
    expect(told.value.places.find(({ kind }) => kind === 'host')).toMatchObject({ title: 'compute1' })
    expect(told.value.connections.length).toBeGreaterThan(0)
    expect(told.value).toMatchObject({ blockers: [], afterwards: null })
  })

  it('against the kernel need one, and against what was applied an apply', async () => {
    const { own } = opened()
    expect(await own.walks.predict(ping, 'kernel')).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
    expect(await own.startLab()).toMatchObject({ ok: true })
    expect(await own.walks.predict(ping, 'applied')).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    // Nothing is in the kernel yet, so everything passes.
    expect(await own.walks.predict(ping, 'kernel')).toMatchObject({ ok: true, value: { verdict: 'accept', revision: null } })
    await applyNow(own)
    expect(await own.walks.predict(ping, 'applied')).toMatchObject({ ok: true, value: { verdict: 'accept', revision: 1 } })
  })

  it('name all that refuses a packet, in the order in which it meets it', async () => {
    const { own } = opened()
    const question: PacketQuestion = { from: vm1, to: '192.168.1.115', what: 'tcp', destinationPort: 25, sourceIp: '91.1.180.77' }
    const walk = await own.walks.predict(question, 'edited')
    if (!walk.ok) throw new Error(JSON.stringify(walk.error))
    expect(walk.value).toMatchObject({ verdict: 'drop', packets: [{ end: 'dropped-by-rule', place: 'compute1' }] })
    const told = own.walks.packet(walk.value.id, 1)
    expect(told.ok && told.value.blockers.map(({ code, step }) => [code, step.chain])).toEqual([
      ['spoofed-source', 'neutron-openvswi-s6e3f2eda-3'],
      ['no-rule-lets-out', 'neutron-openvswi-sg-fallback'],
    ])
    expect(told.ok && told.value.afterwards).toBe('accept')
  })

  it('are laid side by side for the same packet, and say where they part', async () => {
    const { own } = opened()
    await own.startLab()
    await applyNow(own)
    const same = await own.walks.sideBySide(ping, 1)
    expect(same).toMatchObject({ ok: true, value: { firstDifference: null } })
    const icmp = group?.rules.find(({ direction, protocol }) => direction === 'ingress' && protocol === 'icmp')
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: icmp?.id ?? '' })
    const other = await own.walks.sideBySide(ping, 1)
    if (!other.ok) throw new Error(JSON.stringify(other.error))
    const { edited, applied, firstDifference } = other.value
    expect([edited.journey.verdict, applied.journey.verdict]).toEqual(['drop', 'accept'])
    expect(firstDifference).toBeGreaterThan(5)
    expect(await own.walks.sideBySide(ping, 99)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })

  it('stay as they were when rules are edited and applied later, can be exported and forgotten', async () => {
    const { own } = opened()
    const walk = await own.walks.predict(ping, 'edited')
    if (!walk.ok) throw new Error('no walk')
    const before = JSON.stringify(own.walks.packet(walk.value.id, 1))
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    expect(JSON.stringify(own.walks.packet(walk.value.id, 1))).toBe(before)
    const file = own.walks.exportWalk(walk.value.id)
    if (!file.ok) throw new Error('no file')
    expect(JSON.parse(file.value.text)).toMatchObject({ tapwallWalk: 1, id: walk.value.id, turns: { length: 8 } })
    expect(own.walks.state.get().walks).toHaveLength(1)
    expect(own.walks.forget(walk.value.id)).toMatchObject({ ok: true })
    expect(own.walks.state.get().walks).toEqual([])
    expect(own.walks.packet(walk.value.id, 1)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })

  it('keep the newest thirty', async () => {
    const { own } = opened()
    for (let n = 0; n < 32; n++) await own.walks.predict({ ...ping, count: 1 }, 'edited')
    const { walks, more } = own.walks.state.get()
    expect([walks.length, walks[0]?.id, more]).toEqual([30, 32, 2])
  })

  it.each<[string, Partial<PacketQuestion>]>([
    ['ping.no-node', { from: 'nobody' }],
    ['ping.no-address', { to: 'somewhere' }],
    ['walk.source', { sourceIp: 'fd00::1' }],
    ['walk.mac-of-one-packet', { sourceMac: 'fa:16:3e:00:00:01' }],
    ['packet.address', { sourceMac: 'x', what: 'packet' }],
  ])('a question with %s is refused in words', async (code, change) => {
    const { own } = opened()
    expect(await own.walks.predict({ ...ping, ...change }, 'edited')).toMatchObject({
      ...{ ok: false, error: { kind: 'invalid', issues: [{ code }] } },
    })
  })

  it('a frame with a faked MAC is refused where the address check stands', async () => {
    const { own } = opened()
    const question: PacketQuestion = { from: vm1, to: '192.168.1.115', what: 'packet', sourceMac: 'fa:16:3e:00:00:01' }
    const walk = await own.walks.predict(question, 'edited')
    const told = walk.ok ? own.walks.packet(walk.value.id, 1) : walk
    expect(told.ok && told.value.blockers[0]).toMatchObject({
      code: 'spoofed-source',
      step: { chain: 'neutron-openvswi-s6e3f2eda-3' },
    })
  })
})
