import { describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { entriesToEnd, type OpenConnections } from '#shared/connections/to-end'
import { trackedPorts } from '#shared/connections/tracked-ports'
import type { ConntrackEntry, ConntrackTuple } from '#shared/netfilter/conntrack-entries'
import { articleSevenRules } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { must } from '../../kernel/lab.ts'
import { dumpOf } from '../../support/dump-of.ts'

/** Seven rules on two VMs of one host, as 25.2 applies them: which entries end with a change. */
const HOST = 'compute1'
const project: Project = { ...articleSevenRules, hosts: articleSevenRules.hosts.map((host) => ({ ...host, release: '25.2' })) }
const ruleset = (of: Project) => must(compile(of, HOST))
const port = project.ports.find(({ securityGroupIds, hostName }) => hostName === HOST && securityGroupIds.length > 0)
const [own] = trackedPorts(project, ruleset(project)).filter(({ id }) => id === port?.id)
const group = project.securityGroups.find(({ id }) => id === port?.securityGroupIds[0])
if (port === undefined || own === undefined || group === undefined) throw new Error('the example has no bound port')
const address = own.addresses[0] ?? ''

const entry = (protocol: number, original: ConntrackTuple, zone = own.zone): ConntrackEntry => ({
  ...{ family: 'ipv4', protocol, zone, state: null, isReplied: true, original },
  reply: { source: original.destination, destination: original.source },
})
const http = entry(6, { source: '10.9.9.9', destination: address, sourcePort: 40000, destinationPort: 80 })
const pop3 = entry(6, { source: '15.5.1.1', destination: address, sourcePort: 40001, destinationPort: 110 })
const ping = entry(1, { source: '10.9.9.9', destination: address, icmpType: 8, icmpCode: 0, icmpId: 7 })
const out = entry(6, { source: address, destination: '10.9.9.9', sourcePort: 40002, destinationPort: 22 })
const spoofed = entry(6, { source: '10.66.66.66', destination: '10.9.9.9', sourcePort: 40003, destinationPort: 443 })
const others = entry(6, { source: '10.9.9.9', destination: address, sourcePort: 1, destinationPort: 23 }, 0)
const all = [http, pop3, ping, out, others]

const edited = (...edits: Edit[]): Project => edits.reduce((now, edit) => must(applyEdit(now, edit)), project)
const ruleWith = (portRangeMin: number) =>
  group.rules.find((rule) => rule.direction === 'ingress' && rule.portRangeMin === portRangeMin)
const without = (min: number): Edit => ({ do: 'rule.delete', groupId: group.id, ruleId: ruleWith(min)?.id ?? '' })

function ends(how: OpenConnections, after: Project, entries = all): ConntrackEntry[] {
  const dump = dumpOf(after, HOST)
  if (dump === null) throw new Error('no ruleset')
  const now = { project: after, ruleset: ruleset(after), dump }
  return entriesToEnd(how, { project, ruleset: ruleset(project) }, now, entries)
}

describe('which open connections end', () => {
  it('nothing, when nothing changes', () => {
    expect(ends('refused', project)).toEqual([])
    expect(ends('as-neutron', project)).toEqual([])
  })

  it('exactly those that the rules refuse by now', () => {
    expect(ends('refused', edited(without(80)))).toEqual([http])
    expect(ends('refused', edited(without(110)))).toEqual([pop3])
  })

  it('as Neutron, all of the protocol of a rule that is gone, and of its direction', () => {
    expect(ends('as-neutron', edited(without(80)))).toEqual([http, pop3])
  })

  it('as Neutron, all of a port that lost a group', () => {
    const unbound = edited({ do: 'port.unbind', portId: port.id, groupId: group.id })
    expect(ends('as-neutron', unbound)).toEqual([http, pop3, ping, out])
    expect(ends('refused', unbound)).toEqual([http, pop3, ping, out])
  })

  it('all in the zone of a port that is gone', () => {
    const gone: Project = { ...project, ports: project.ports.map((each) => (each === port ? { ...each, hostName: null } : each)) }
    expect(trackedPorts(gone, ruleset(gone)).map(({ zone }) => zone)).not.toContain(own.zone)
    expect(ends('refused', gone)).toEqual([http, pop3, ping, out])
  })

  it('an address that the port no longer has', () => {
    expect(ends('refused', project, [spoofed])).toEqual([spoofed])
  })

  it('none of zones that are not of ports, and none when all are to be left', () => {
    expect(ends('refused', edited(without(80)), [others])).toEqual([])
    expect(ends('kept', edited(without(80)))).toEqual([])
  })
})
