import { expect, test } from 'vitest'
import { readDocument } from '#shared/neutron/document'
import { articleSevenRules } from '#shared/project/article'
import { printProject } from '#shared/project/file'

const N = 'aaaaaaaa-0000-4000-8000-000000000001'
const port = {
  id: '6E3F2EDA-3230-45e8-9be5-f382af5b83ea',
  network_id: N,
  mac_address: 'fa:16:3e:f3:1e:c0',
  device_owner: 'compute:nova',
}
const document = (more: object = {}) =>
  JSON.stringify({ networks: [{ id: N, name: 'n' }], ports: [{ ...port, device_id: 'vm one' }], ...more })
const read = (text: string) => {
  const result = readDocument(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.project
}
const codes = (text: string) => {
  const result = readDocument(text)
  return result.ok ? [] : result.error.map(({ code, path }) => [code, ...path].join(' '))
}

test('a project file is told from a Networking API document by its content', () => {
  expect(read(printProject(articleSevenRules))).toEqual(articleSevenRules)
  expect(read(document()).name).toBe('Imported from Neutron')
  expect(codes('{"a":1}')).toEqual(['file.unknown-document'])
  expect(codes('[1]')).toEqual(['file.unknown-document'])
})

test('any text names a device, the same text the same VM', () => {
  const other = { ...port, id: '7e3f2eda-3230-45e8-9be5-f382af5b83ea', mac_address: 'fa:16:3e:f3:1e:c1' }
  const { vms, ports } = read(
    document({
      ports: [
        { ...port, device_id: 'vm one', name: 'eth0' },
        { ...other, device_id: 'vm one' },
      ],
    }),
  )
  expect(vms).toEqual([{ id: ports[0]?.deviceId, name: 'eth0' }])
  expect(ports[1]?.deviceId).toBe(ports[0]?.deviceId)
  expect(read(document({ ports: [port] })).vms.map(({ id }) => id)).toEqual([port.id.toLowerCase()])
})

test('hosts come from bindings, with fields that are not known passed over', () => {
  const { hosts, ports } = read(
    document({ ports: [{ ...port, 'binding:host_id': 'compute7', 'binding:vif_type': 'ovs', tags: [] }] }),
  )
  expect(hosts.map(({ name }) => name)).toEqual(['compute7'])
  expect(ports[0]?.hostName).toBe('compute7')
})

test('rules, in the spellings that the API takes', () => {
  const rule = {
    id: '50c376e0-ebec-5fd7-a1bb-b67038254890',
    direction: 'ingress',
    ethertype: 'ipv6',
    protocol: 58,
    remote_ip_prefix: '',
  }
  const { securityGroups } = read(document({ security_groups: [{ id: N, name: null, security_group_rules: [rule] }] }))
  expect(securityGroups[0]).toMatchObject({
    name: '',
    rules: [{ ethertype: 'IPv6', protocol: '58', remoteIpPrefix: null, portRangeMin: null }],
  })
})

test('what a project cannot say is an issue', () => {
  expect(codes(document({ ports: [{ ...port, mac_address: 7 }] }))).toEqual(['value.not-text ports 0 mac_address'])
  expect(codes(document({ networks: [] }))).toEqual(['network.unknown ports 0 networkId'])
})

test('a floating IP is read when it is associated', () => {
  const free = { id: N, floating_ip_address: '192.168.1.9', port_id: null, router_id: null, fixed_ip_address: null }
  expect(read(document({ floatingips: [free] })).floatingIps).toEqual([])
})
