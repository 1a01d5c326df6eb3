import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenConnections } from '#shared/connections/to-end'
import type { Edit } from '#shared/project/edit-schema'
import type { Project, Release, SecurityGroupRule } from '#shared/project/schema'
import { firstOf, openClient, type TestClient } from '../support/client.ts'
import { type Shell, startShell } from '../support/shell.ts'
import { id, smallProject, VM2 } from './small-project.ts'

/** A ping that runs while rules are applied is an open connection: its echo requests meet the entry that the first one made. */
const GROUP = id(80)
const ICMP = id(81)
const rule = (ruleId: string, rest: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  ...{ id: ruleId, direction: 'ingress', ethertype: 'IPv4', protocol: null, portRangeMin: null, portRangeMax: null },
  ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '', carried: {} },
  ...rest,
})
const projectOf = (release: Release): Project => ({
  ...smallProject,
  hosts: smallProject.hosts.map((host) => ({ ...host, release })),
  securityGroups: [
    {
      ...{ id: GROUP, name: 'web', description: '', stateful: true, carried: {} },
      rules: [rule(ICMP, { protocol: 'icmp' }), rule(id(82), { protocol: 'tcp' }), rule(id(83), { direction: 'egress' })],
    },
  ],
  ports: smallProject.ports.map((port) => (port.hostName === null ? port : { ...port, securityGroupIds: [GROUP] })),
})

/** More than fit into the test: it is stopped when enough was seen, however slow the machine is. */
const COUNT = 900
const AFTERWARDS = 1500
let home = ''
let shell: Shell
let client: TestClient
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tapwall-open-'))
})
afterEach(async () => {
  client.close()
  await shell.close()
  rmSync(home, { recursive: true, force: true })
})

/** Applies `change` in the midst of a ping from vm2 to vm1. */
async function duringPing(release: Release, connections: OpenConnections, change: Edit) {
  const file = join(home, 'lab.json')
  writeFileSync(file, JSON.stringify(projectOf(release)))
  shell = await startShell([file], home)
  client = await openClient(shell)
  await firstOf(client.call.session.follow(), ({ lab }) => lab.state === 'running')
  expect(await client.call.ruleset.apply({ revision: 1, trial: null })).toMatchObject({ ok: true })
  let sent = 0
  let received = 0
  let applied: Awaited<ReturnType<TestClient['call']['ruleset']['apply']>> | null = null
  for await (const event of await client.call.ping.run({ from: VM2, to: '91.1.180.14', count: COUNT, interval: 0.1, size: 56 })) {
    if (event.kind === 'failed') throw new Error(JSON.stringify(event.error))
    if (event.kind === 'reply' && event.seq === 5) {
      expect(await client.call.project.edit({ edit: change })).toMatchObject({ ok: true })
      applied = await client.call.ruleset.apply({ revision: 2, trial: null, connections })
      setTimeout(() => void client.call.ping.stop({}), AFTERWARDS)
    }
    if (event.kind === 'ended') [sent, received] = [event.sent, event.received]
  }
  if (applied?.ok !== true) throw new Error(JSON.stringify(applied))
  return { lost: sent - received, connections: applied.value.connections }
}

const withoutIcmp: Edit = { do: 'rule.delete', groupId: GROUP, ruleId: ICMP }
/** vm2 stays among those who may ping. */
const narrower: Edit = {
  do: 'rule.update',
  groupId: GROUP,
  rule: rule(ICMP, { protocol: 'icmp', remoteIpPrefix: '91.1.180.5/32' }),
}

describe('open connections at an apply', () => {
  it('end when the new rules refuse them', async () => {
    const { lost, connections } = await duringPing('25.2', 'refused', withoutIcmp)
    expect(connections).toMatchObject({ error: null })
    expect(connections?.ended).toBeGreaterThan(0)
    expect(lost).toBeGreaterThan(5)
  })

  it('live on where they are to be left', async () => {
    const { lost, connections } = await duringPing('25.2', 'kept', withoutIcmp)
    expect(connections).toBeNull()
    expect(lost).toBeLessThan(2)
  })

  it('live on when the new rules let them through, too; Neutron ends them all the same, and they begin again', async () => {
    const exact = await duringPing('25.2', 'refused', narrower)
    expect(exact.connections).toEqual({ ended: 0, error: null })
    expect(exact.lost).toBeLessThan(2)
    client.close()
    await shell.close()
    const neutron = await duringPing('25.2', 'as-neutron', narrower)
    expect(neutron.connections?.ended).toBeGreaterThan(0)
    expect(neutron.lost).toBeLessThan(2)
  })

  it('end as Neutron ends them', async () => {
    const { lost, connections } = await duringPing('21.0', 'as-neutron', withoutIcmp)
    expect(connections?.ended).toBeGreaterThan(0)
    expect(lost).toBeGreaterThan(5)
  })

  it('live on with releases that know no zones', async () => {
    const { lost, connections } = await duringPing('2015.1', 'refused', withoutIcmp)
    expect(connections).toBeNull()
    expect(lost).toBeLessThan(2)
  })
})
