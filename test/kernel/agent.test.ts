import { afterEach, describe, expect, it } from 'vitest'
import { startLab } from '#electron/privilege/start-lab'
import { openSession, type Session } from '#electron/session/session'
import type { AgentTurn } from '#shared/contract/agent'
import type { PingEvent } from '#shared/contract/states'
import { articleSevenRules } from '#shared/project/article'
import type { Port, Project, Release } from '#shared/project/schema'
import { mayEnter, onHost } from '../support/from-outside.ts'
import { must, testProgram } from './lab.ts'

/** Devices that come and go in a real lab, and what the agents make of it in the kernel. */
const isVm = ({ deviceOwner, hostName }: Port) => hostName === 'compute1' && deviceOwner.startsWith('compute:')
const vms = articleSevenRules.ports.filter(isVm)
const [vm = vms[0]] = vms
if (vm === undefined) throw new Error('the example lacks its VMs')
const chainsOf =
  ({ id }: Port) =>
  (own: Session) =>
    (own.rules.get().dump.tables.find(({ family, table }) => family === 'ipv4' && table === 'filter')?.chains ?? []).filter(
      ({ name }) => name.endsWith(id.slice(0, 10)),
    ).length
const chains = chainsOf(vm)
const OUTSIDE = articleSevenRules.outsideHosts[0]?.id ?? ''
const address = articleSevenRules.floatingIps.find(({ portId }) => portId === vm.id)?.floatingIp ?? ''

let session: Session | null = null
let program: number | null = null
afterEach(() => session?.close())

async function opened(project: Project = articleSevenRules): Promise<Session> {
  const start = async () => {
    const lab = await startLab(await testProgram())
    if (lab.ok) program = lab.value.pid
    return lab
  }
  const own = openSession({ project, program: 'test', startLab: start, now: Date.now })
  session = own
  must(await own.startLab())
  return own
}
const apply = async (own: Session, trial: number | null = null) =>
  must(await own.applies.apply(own.projects.state.get().revision, trial))
const turns = (own: Session): AgentTurn[] => own.agent.state.get().turns.filter(({ host }) => host === 'compute1')
const soon = { timeout: 10_000, interval: 20 }

async function ping(own: Session): Promise<number> {
  let received = -1
  const events = own.ping({ from: OUTSIDE, to: address, count: 2, interval: 0.2, size: 56 })
  for await (const event of events as AsyncIterable<PingEvent>) if (event.kind === 'ended') received = event.received
  return received
}

describe('the agent', () => {
  it('takes away what a VM had when it is unplugged, and makes it again', async () => {
    const own = await opened()
    await apply(own)
    expect(chains(own)).toBe(3)
    expect(await ping(own)).toBe(2)
    must(await own.plug(vm.id, false))
    await expect.poll(() => chains(own), soon).toBe(0)
    expect(await ping(own)).toBe(0)
    expect(turns(own)[0]).toMatchObject({ by: 'agent', error: null, removed: { ids: [vm.id] }, notices: [{ kind: 'unplugged' }] })
    expect(turns(own)[0]?.steps.write).toBeGreaterThan(0)
    must(await own.plug(vm.id, true))
    await expect.poll(() => chains(own), soon).toBe(3)
    await expect.poll(() => own.state.get(), soon).toMatchObject({ kernel: { inStep: true }, drift: [], lab: { unplugged: [] } })
    expect(await ping(own)).toBe(2)
    // Nothing is left to do.
    expect(await own.applies.apply(own.projects.state.get().revision, null)).toMatchObject({ ok: true, value: { transactions: 0 } })
    // Twice the same is the same.
    must(await own.plug(vm.id, true))
    must(await own.plug(vm.id, false))
    must(await own.plug(vm.id, false))
    await expect.poll(() => chains(own), soon).toBe(0)
  })

  it.runIf(mayEnter)('notices within two seconds that somebody else deleted a device, or took it out of its bridge', async () => {
    const own = await opened()
    await apply(own)
    const tap = `tap${vm.id.slice(0, 11)}`
    const took: number[] = []
    for (const words of [
      ['link', 'delete', tap],
      ['link', 'set', tap, 'nomaster'],
      ['link', 'delete', `qvb${vm.id.slice(0, 11)}`],
    ]) {
      const begun = performance.now()
      await onHost(program ?? 0, 'compute1', 'ip', ...words)
      await expect.poll(() => own.state.get().lab.unplugged, soon).toEqual([vm.id])
      took.push(performance.now() - begun)
      await expect.poll(() => chains(own), soon).toBe(0)
      must(await own.plug(vm.id, true))
      await expect.poll(() => chains(own), soon).toBe(3)
    }
    expect(took.toSorted((a, b) => a - b)[1]).toBeLessThan(2000)
    expect(await ping(own)).toBe(2)
  })

  it.runIf(mayEnter)('does a burst of twenty in a turn or two', async () => {
    const more = Array.from({ length: 20 }, (_, n): Port => {
      const id = `${String(n).padStart(8, '0')}-abcd-4abc-8abc-${String(n).padStart(12, '0')}`
      const fixedIps = vm.fixedIps.map((ip) => ({ ...ip, ipAddress: ip.ipAddress.replace(/\d+$/, String(100 + n)) }))
      return { ...vm, id, deviceId: id, macAddress: `fa:16:3e:00:01:${String(n).padStart(2, '0')}`, fixedIps }
    })
    const own = await opened({
      ...articleSevenRules,
      ports: [...articleSevenRules.ports, ...more],
      vms: [...articleSevenRules.vms, ...more.map(({ id }) => ({ id, name: id }))],
    })
    await apply(own)
    const before = turns(own).length
    const taps = more.map(({ id }) => `tap${id.slice(0, 11)}`)
    for (const tap of taps) await onHost(program ?? 0, 'compute1', 'ip', 'link', 'set', 'dev', tap, 'group', '7')
    // All at once.
    await onHost(program ?? 0, 'compute1', 'ip', 'link', 'delete', 'group', '7')
    await expect.poll(() => own.state.get().lab.unplugged.toSorted(), soon).toEqual(more.map(({ id }) => id).toSorted())
    await expect.poll(() => own.agent.state.get().waiting, soon).toBeNull()
    const made = turns(own).slice(0, turns(own).length - before)
    expect(made.length).toBeGreaterThan(0)
    expect(made.length).toBeLessThan(3)
    expect(made.reduce((sum, { removed }) => sum + removed.count, 0)).toBe(20)
    for (const port of more) expect(chainsOf(port)(own)).toBe(0)
    expect(chains(own)).toBe(3)
  })

  it('hears of rules that an apply changed, and in 2015.1 of a DHCP server that moved', async () => {
    const release: Release = '2015.1'
    const own = await opened({ ...articleSevenRules, hosts: articleSevenRules.hosts.map((host) => ({ ...host, release })) })
    await apply(own)
    const group = articleSevenRules.securityGroups.find(({ id }) => vm.securityGroupIds.includes(id))
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    await apply(own)
    expect(turns(own)[0]).toMatchObject({
      by: 'apply',
      notices: [{ kind: 'rules', message: { call: 'security_groups_rule_updated', object: null } }],
      refreshed: { ids: expect.arrayContaining([vm.id]) },
    })
    const { project } = own.projects.state.get()
    const dhcp = project.ports.find(({ deviceOwner, networkId }) => deviceOwner === 'network:dhcp' && networkId === vm.networkId)
    const fixedIps = dhcp?.fixedIps.map((ip) => ({ ...ip, ipAddress: ip.ipAddress.replace(/\d+$/, '77') })) ?? []
    must(own.projects.edit({ do: 'port.update', portId: dhcp?.id ?? '', change: { fixedIps } }))
    await apply(own)
    const [moved] = turns(own)
    expect(moved?.notices.find(({ kind }) => kind === 'providers')).toMatchObject({
      ...{ from: 'server', about: { ids: [vm.networkId] }, message: { call: 'security_groups_provider_updated' } },
    })
    expect(moved?.refreshed.count).toBe(vms.length)
    const lines = must(own.agent.lines(moved?.id ?? 0)).chains.flatMap((chain) => chain.lines)
    expect(lines.some(({ kind, text }) => kind === 'comes' && text.includes('.77/32') && text.includes('--sport 67'))).toBe(true)
  })

  it('waits while rules are on trial, and then does what is due', async () => {
    const own = await opened()
    await apply(own)
    const group = articleSevenRules.securityGroups.find(({ id }) => vm.securityGroupIds.includes(id))
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    await apply(own, 60)
    must(await own.plug(vm.id, false))
    await expect.poll(() => own.agent.state.get().waiting, soon).toMatchObject({ why: 'trial', ports: 1 })
    expect(chains(own)).toBe(3)
    must(await own.applies.revert())
    await expect.poll(() => chains(own), soon).toBe(0)
    await expect.poll(() => own.state.get(), soon).toMatchObject({ kernel: { inStep: true }, drift: [] })
    expect(own.projects.state.get().applied?.revision).toBe(1)
    await expect.poll(() => own.agent.state.get().waiting, soon).toBeNull()
  })

  it('ends with a lab that is killed while a device goes', async () => {
    const own = await opened()
    await apply(own)
    const plugging = own.plug(vm.id, false)
    process.kill(program ?? 0, 'SIGKILL')
    await plugging
    await expect.poll(() => own.state.get().lab, soon).toMatchObject({ state: 'lost', unplugged: [] })
    await expect.poll(() => own.agent.state.get().waiting, soon).toBeNull()
    must(await own.startLab())
    await apply(own)
    expect(chains(own)).toBe(3)
  })
})
