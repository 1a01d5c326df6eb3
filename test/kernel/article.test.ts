import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules, articleWithoutGroup } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { must, startTestLab, type TestLab } from './lab.ts'

/** The article's counters, line by line: its rules compiled, in a real kernel, with real packets. */

const machine = (name: string): string => {
  const all = [...articleSevenRules.vms, ...articleSevenRules.outsideHosts]
  return all.find((m) => m.name === name)?.id ?? 'none'
}
const VM1 = machine('vm1')
const PC15 = machine('outside-15')
const host = 'compute1'

const tap = 'tap6e3f2eda-32'
const i = 'neutron-openvswi-i6e3f2eda-3'
const o = 'neutron-openvswi-o6e3f2eda-3'
const s = 'neutron-openvswi-s6e3f2eda-3'
const sg = 'neutron-openvswi-sg-chain'
const physdev = (way: 'in' | 'out', target: string) => `-m physdev --physdev-${way} ${tap} --physdev-is-bridged -j ${target}`
const ESTABLISHED = '-m state --state RELATED,ESTABLISHED -j RETURN'
const FALLBACK = 'neutron-openvswi-sg-fallback'

/** What packets towards the VM move whatever they are, and what packets from it do. */
const skeleton = (both: string) => ({
  'FORWARD: -j neutron-filter-top': both,
  'FORWARD: -j neutron-openvswi-FORWARD': both,
  'neutron-filter-top: -j neutron-openvswi-local': both,
})
const inwards = (n: string) => ({
  [`neutron-openvswi-FORWARD: ${physdev('out', sg)}`]: n,
  [`${sg}: ${physdev('out', i)}`]: n,
})
const outwards = (n: string) => ({
  [`neutron-openvswi-FORWARD: ${physdev('in', sg)}`]: n,
  [`${sg}: ${physdev('in', o)}`]: n,
  [`${o}: -j ${s}`]: n,
  [`${s}: -s 91.1.180.14/32 -m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN`]: n,
})
/** `n` pings and their answers, all let through. */
const exchange = (n: number, size: number) => ({
  ...skeleton(`${2 * n}:${2 * n * size}`),
  ...inwards(`${n}:${n * size}`),
  ...outwards(`${n}:${n * size}`),
  [`${sg}: -j ACCEPT`]: `${2 * n}:${2 * n * size}`,
})

async function apply(lab: TestLab, project: Project): Promise<void> {
  for (const { name } of project.hosts) {
    const { dump } = await lab.ask('read', { host: name, known: null })
    await lab.ask('apply', { plan: cutPlan(planSync(must(compile(project, name)), dump ?? emptyDump)), trial: null })
  }
}

async function start(project: Project): Promise<TestLab> {
  const lab = await startTestLab(project)
  await apply(lab, project)
  return lab
}

describe("the article's seven rules", () => {
  let lab: TestLab
  beforeAll(async () => {
    lab = await start(articleSevenRules)
  })
  afterAll(() => lab?.close())

  it('4.1: 192.168.1.15 pings the floating IP, 4 packets', async () => {
    const moved = await lab.moved(host, async () => {
      expect((await lab.ping(PC15, '192.168.1.104')).ttls).toEqual([63, 63, 63, 63])
    })
    expect(moved).toEqual({
      ...exchange(4, 84),
      [`${i}: ${ESTABLISHED}`]: '3:252',
      [`${i}: -p icmp -j RETURN`]: '1:84',
      [`${o}: ${ESTABLISHED}`]: '4:336',
    })
  })

  it('4.2: the VM pings 192.168.1.115, 4 packets', async () => {
    const moved = await lab.moved(host, async () => {
      expect((await lab.ping(VM1, '192.168.1.115')).ttls).toEqual([63, 63, 63, 63])
    })
    expect(moved).toEqual({
      ...exchange(4, 84),
      [`${i}: ${ESTABLISHED}`]: '4:336',
      [`${o}: ${ESTABLISHED}`]: '3:252',
      [`${o}: -p icmp -j RETURN`]: '1:84',
    })
  })

  it('7 pings with 100 bytes: 7 packets of 128 bytes each way', async () => {
    expect(await lab.moved(host, () => lab.ping(PC15, '192.168.1.104', 7, 100))).toEqual({
      ...exchange(7, 128),
      [`${i}: ${ESTABLISHED}`]: '6:768',
      [`${i}: -p icmp -j RETURN`]: '1:128',
      [`${o}: ${ESTABLISHED}`]: '7:896',
    })
  })

  it('TCP port 80 from outside: the rule for port 80 takes the first packet, not the rule for icmp', async () => {
    const moved = await lab.moved(host, async () => {
      const args = { node: PC15, listener: VM1, to: '192.168.1.104', port: 80, bytes: 1000, timeoutMs: 3000 }
      expect(await lab.ask('tcp', args)).toMatchObject({ connected: true, reason: null })
    })
    const { [`${i}: -p tcp -m tcp --dport 80 -j RETURN`]: first, [`${i}: ${ESTABLISHED}`]: rest, ...others } = moved
    expect(first).toBe('1:60')
    expect(Number(rest?.split(':')[0])).toBeGreaterThanOrEqual(3)
    expect(others[`${o}: ${ESTABLISHED}`]).toBeDefined()
    expect(others[`${i}: -p icmp -j RETURN`]).toBeUndefined()
    expect(others[`${i}: -j ${FALLBACK}`]).toBeUndefined()
  })

  it('TCP port 81 from outside: no connection, and every attempt ends in the fallback', async () => {
    const moved = await lab.moved(host, async () => {
      const args = { node: PC15, listener: VM1, to: '192.168.1.104', port: 81, bytes: 10, timeoutMs: 1500 }
      expect(await lab.ask('tcp', args)).toMatchObject({ connected: false, reason: 'ETIMEDOUT' })
    })
    const tries = moved[`${i}: -j ${FALLBACK}`] ?? ''
    // The first packet and its repetition after a second.
    expect(tries).toBe('2:120')
    expect(moved).toEqual({
      ...skeleton(tries),
      ...inwards(tries),
      [`${i}: -j ${FALLBACK}`]: tries,
      [`${FALLBACK}: -j DROP`]: tries,
    })
  })

  it('a second of nothing moves nothing', async () => {
    expect(await lab.moved(host, () => new Promise((resolve) => setTimeout(resolve, 1000)))).toEqual({})
  })

  it('applied twice, nothing is left to do and no counter is lost', async () => {
    const before = await lab.ask('read', { host, known: null })
    const plan = planSync(must(compile(articleSevenRules, host)), before.dump ?? emptyDump)
    expect(plan.transactions).toEqual([])
  })

  it('without its groups the VM is alone: 100 % loss, four packets in the fallback; with them it answers again', async () => {
    await apply(lab, articleWithoutGroup)
    const moved = await lab.moved(host, async () => {
      expect(await lab.ping(PC15, '192.168.1.104')).toMatchObject({ exitCode: 1, ttls: [] })
    })
    expect(moved).toEqual({
      ...skeleton('4:336'),
      ...inwards('4:336'),
      [`${i}: -j ${FALLBACK}`]: '4:336',
      [`${FALLBACK}: -j DROP`]: '4:336',
    })
    await apply(lab, articleSevenRules)
    expect((await lab.ping(PC15, '192.168.1.104')).ttls).toEqual([63, 63, 63, 63])
  })
})
