import { beforeEach, describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project, Subnet } from '#shared/project/schema'
import '../../../renderer/texts/i18n.ts'
import { readAddresses } from '../../../renderer/views/groups/read-addresses.ts'
import {
  addressOfRow,
  editOf,
  NEW_DEFAULT,
  newDraft,
  onNetwork,
  withOwner,
  withSecurity,
} from '../../../renderer/views/ports/new-port-draft.ts'

/** A port that is drawn up in the form: what the server would fill in where nobody says it. */
const net2 = articleSevenRules.networks.find(({ name }) => name === 'net2')?.id ?? ''
const six: Subnet = {
  ...{ id: '00000000-0000-4000-8000-000000000001', networkId: net2, ipVersion: 6, cidr: '2001:db8::/64' },
  ...{ gatewayIp: 'fe80::1', enableDhcp: true },
}
const project: Project = { ...articleSevenRules, apiRelease: '25.2', subnets: [...articleSevenRules.subnets, six] }
const ids = [1, 2, 3, 4, 5].map((n) => `00000000-0000-4000-8000-00000000000${n}`)
let draft = newDraft(project)
beforeEach(() => {
  draft = newDraft(project)
})

describe('a new port', () => {
  it('has an address of each family, a free VM name, the default group, and is taken as it is', () => {
    const both = onNetwork(project, draft, net2)
    const asked = editOf(project, both, ids)
    expect(asked.port.fixedIps.map(({ ipAddress }) => ipAddress)).toEqual(['81.1.180.2', '2001:db8::1'])
    expect(asked.vm).toEqual({ id: asked.port.deviceId, name: 'vm4' })
    expect(asked.port).toMatchObject({ deviceOwner: 'compute:nova', hostName: 'compute1', portSecurityEnabled: true })
    expect(asked.port.securityGroupIds).toEqual([project.securityGroups.find(({ name }) => name === 'default')?.id])
    expect(applyEdit(project, asked)).toMatchObject({ ok: true })
  })

  it('makes the default group with it where there is none', () => {
    const none = { ...project, securityGroups: [], ports: [], floatingIps: [] }
    const asked = editOf(none, newDraft(none), ids)
    expect(newDraft(none).groups).toEqual([NEW_DEFAULT])
    expect(asked.port.securityGroupIds).toEqual([ids[0]])
    const made = applyEdit(none, asked)
    expect(made.ok && made.value.securityGroups.map(({ name, rules }) => `${name} ${rules.length}`)).toEqual(['default 4'])
  })

  it('has no groups without port security, and none of a network that has it off', () => {
    expect(withSecurity(project, draft, false).groups).toEqual([])
    const off = { ...project, networks: project.networks.map((each) => ({ ...each, portSecurityEnabled: false })) }
    expect(editOf(off, newDraft(off), ids).port).toMatchObject({ securityGroupIds: [], portSecurityEnabled: false })
  })

  it("of a router has the subnet's gateway when nobody has it, and no host", () => {
    const free = { ...project, ports: project.ports.filter(({ deviceOwner }) => !deviceOwner.startsWith('network:router_i')) }
    const [router] = free.routers
    const asked = editOf(free, withOwner(free, draft, `network:router_interface ${router?.id}`), ids)
    expect(asked.port.fixedIps.map(({ ipAddress }) => ipAddress)).toEqual(['91.1.180.1'])
    expect(asked.port).toMatchObject({ hostName: null, securityGroupIds: [], deviceId: router?.id })
    expect(asked.vm).toBeUndefined()
  })

  it('never has the same free address twice', () => {
    const [row] = draft.fixedIps
    if (row === undefined) throw new Error('the first network has a subnet')
    const three = { ...draft, fixedIps: [row, { ...row, ipAddress: '91.1.180.6' }, row] }
    expect([0, 1, 2].map((at) => addressOfRow(project, three, at))).toEqual(['91.1.180.3', '91.1.180.6', '91.1.180.4'])
  })
})

describe('addresses of an address group', () => {
  it('are read from lines, and a range is the prefixes that it is made of', () => {
    expect(readAddresses('10.0.0.0/8, 2001:db8::/32\n\n192.0.2.1')).toEqual(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'])
    expect(readAddresses('10.0.0.1 - 10.0.0.6')).toEqual(['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32'])
    expect(readAddresses('2001:db8::-2001:db8::ffff')).toEqual(['2001:db8::/112'])
    expect(readAddresses('0.0.0.0-255.255.255.255')).toEqual(['0.0.0.0/0'])
    expect(readAddresses('10.0.0.6-10.0.0.1 10.0.0.1-::1 a-b')).toEqual(['10.0.0.6-10.0.0.1', '10.0.0.1-::1', 'a-b'])
  })
})
