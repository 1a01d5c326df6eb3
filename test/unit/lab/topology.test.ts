import { describe, expect, it } from 'vitest'
import { cableLines, computeLines, machineLines, switchLines } from '#electron/lab/links'
import { labNodes, labTopology } from '#shared/helper/lab-topology'
import { natTable } from '#shared/helper/nat-table'
import { shortNames } from '#shared/helper/short-names'
import { LabTopology } from '#shared/helper/topology'
import { articleSevenRules } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import { id, ROUTER, smallProject, VM1 } from '../../kernel/small-project.ts'

const topology = (project: Project): LabTopology => {
  const made = labTopology(project)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return LabTopology.parse(made.value)
}
const codes = (project: Project) => {
  const made = labTopology(project)
  return made.ok ? [] : made.error.map((issue) => issue.code)
}
const machine = (of: LabTopology, machineId: string) => {
  const found = of.machines.find((m) => m.id === machineId)
  if (found === undefined) throw new Error(machineId)
  return found
}

describe('a project as a lab', () => {
  it('plugs a VM port as nova and the hybrid driver do', () => {
    const port = topology(articleSevenRules).computes[0]?.ports[0]
    expect(port).toMatchObject({
      nic: { name: 'eth0', mac: 'fa:16:3e:f3:1e:c0', addresses: ['91.1.180.14/24'] },
      ...{ tap: 'tap6e3f2eda-32', qbr: 'qbr6e3f2eda-32', qvb: 'qvb6e3f2eda-32', qvo: 'qvo6e3f2eda-32' },
    })
  })

  it('gives the router its cards, its floating IPs and what hides behind its gateway', () => {
    const router = machine(topology(smallProject), ROUTER)
    expect(router.cards.map(({ nic }) => [nic.name, ...nic.addresses])).toEqual([
      ['qr-00000053-00', '91.1.180.1/24'],
      ['qg-00000054-00', '192.168.1.100/24'],
    ])
    expect(router.nat).toEqual({
      outsideNic: 'qg-00000054-00',
      floating: [{ outside: '192.168.1.104', inside: '91.1.180.14' }],
      sources: [{ prefix: '91.1.180.0/24', address: '192.168.1.100' }],
    })
    expect(machine(topology(smallProject), VM1).gateways).toEqual(['91.1.180.1'])
    expect(machine(topology(smallProject), id(60)).gateways).toEqual(['192.168.1.100'])
  })

  it('names what it cannot build', () => {
    const [first, ...rest] = smallProject.ports
    if (first === undefined) throw new Error('no port')
    expect(codes({ ...smallProject, vms: [] })).toEqual(['lab.vm-unknown', 'lab.vm-unknown'])
    expect(codes({ ...smallProject, hosts: [] })).toEqual(['lab.port-on-unknown-host', 'lab.port-on-unknown-host'])
    expect(codes({ ...smallProject, subnets: [] })).toContain('lab.subnet-unknown')
    const twin = { ...first, id: `${first.id.slice(0, -1)}9` }
    expect(codes({ ...smallProject, ports: [first, twin, ...rest] })).toEqual(['lab.same-device'])
    const noGateway = smallProject.ports.filter((port) => port.deviceOwner !== 'network:router_gateway')
    expect(codes({ ...smallProject, ports: noGateway })).toEqual(['lab.router-without-gateway'])
  })

  it('leaves ports without a host out, and DHCP servers', () => {
    const ports = smallProject.ports.map((port) => (port.deviceId === VM1 ? { ...port, hostName: null } : port))
    const dhcp = { ...smallProject.ports[0], id: id(99), deviceOwner: 'network:dhcp', deviceId: 'dhcp' }
    const made = topology({ ...smallProject, ports: [...ports, dhcp as Project['ports'][number]] })
    expect(made.computes[0]?.ports.map((port) => port.portId)).toEqual([id(52)])
  })

  it('gives hosts names of namespaces that no machine has', () => {
    const host = smallProject.hosts[0]
    if (host === undefined) throw new Error('no host')
    const hosts = ['switch', 'Compute1', 'compute1', 'vm-00000070'].map((name) => ({ ...host, name }))
    const names = topology({ ...smallProject, hosts: [host, ...hosts.slice(0, 2), ...hosts.slice(3)] }).computes.map(
      (c) => c.namespace,
    )
    expect(new Set([...names, 'switch', 'vm-00000070']).size).toBe(names.length + 2)
  })

  it('makes ids as short as they may be', () => {
    const issues: Parameters<typeof shortNames>[3] = []
    expect([...shortNames('vm-', ['abcdefgh-1', 'abcdefgh-2'], 63, issues).values()]).toEqual(['vm-abcdefgh-1', 'vm-abcdefgh-2'])
    expect([...shortNames('vm-', ['abcdefgh-1', 'bbcdefgh-2'], 63, issues).values()]).toEqual(['vm-abcdefgh', 'vm-bbcdefgh'])
    expect(issues).toEqual([])
    shortNames('br-', ['abcdefghijklmnop-1', 'abcdefghijklmnop-2'], 15, issues)
    expect(issues.map((i) => i.code)).toEqual(['lab.same-name'])
  })

  it('tells the page from where to where packets can go', () => {
    expect(labNodes(smallProject).map((node) => [node.kind, node.name, ...node.addresses])).toEqual([
      ['vm', 'vm1', '91.1.180.14', '192.168.1.104'],
      ['vm', 'vm2', '91.1.180.5'],
      ['router', 'router1', '91.1.180.1', '192.168.1.100'],
      ['outside', 'pc1', '192.168.1.15'],
      ['outside', 'pc2', '192.168.1.115'],
    ])
  })
})

describe('a lab in the words of ip and iptables', () => {
  it('one cable of each kind', () => {
    const lines = cableLines(topology(smallProject))
    expect(lines[0]).toBe(
      'link add dev tap00000051-00 netns compute1 type veth peer name eth0 address fa:16:3e:00:00:51 netns vm-00000070',
    )
    expect(lines[1]).toBe('link add dev qvb00000051-00 netns compute1 type veth peer name qvo00000051-00 netns switch')
    expect(lines).toContain(
      'link add dev swr00000053-00 netns switch type veth peer name qr-00000053-00 address fa:16:3e:00:00:53 netns router-00000030',
    )
  })

  it('bridges that send nothing of their own', () => {
    const made = topology(smallProject)
    const bridges = [...switchLines(made), ...made.computes.flatMap(computeLines)].filter((line) => line.startsWith('link add'))
    expect(bridges.length).toBe(4)
    for (const line of bridges) expect(line).toContain('stp_state 0 forward_delay 0 mcast_snooping 0')
  })

  it('a route after the address that it needs', () => {
    const made = topology(smallProject)
    expect(machineLines(made, machine(made, VM1))).toEqual([
      'link set dev lo up',
      'addr add 91.1.180.14/24 dev eth0',
      'link set dev eth0 up',
      'route add 0.0.0.0/0 via 91.1.180.1',
    ])
  })

  it('translation both ways', () => {
    const nat = machine(topology(smallProject), ROUTER).nat
    if (nat === null) throw new Error('no nat')
    expect(natTable(nat).split('\n').slice(1, 4)).toEqual([
      '-A PREROUTING -d 192.168.1.104/32 -j DNAT --to-destination 91.1.180.14',
      '-A OUTPUT -d 192.168.1.104/32 -j DNAT --to-destination 91.1.180.14',
      '-A POSTROUTING -s 91.1.180.14/32 -o qg-00000054-00 -j SNAT --to-source 192.168.1.104',
    ])
  })
})
