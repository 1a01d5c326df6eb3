import { readdirSync, readFileSync } from 'node:fs'
import { type NamedText, readDocuments } from '#shared/neutron/document'
import { exportProject, printDocument } from '#shared/neutron/export'
import { describe, expect, test } from 'vitest'

/** Documents of the API and what a client prints: read, written, and read again, each is the same project. */
const textsIn = (folder: string): NamedText[] => {
  const url = new URL(`./${folder}/`, import.meta.url)
  return readdirSync(url)
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, url), 'utf8') }))
}
const read = (texts: readonly NamedText[]) => {
  const result = readDocuments(texts)
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 1))
  return result.value
}

const whole = textsIn('neutron').map(({ name, text }) => [name, JSON.stringify((JSON.parse(text) as { neutron: unknown }).neutron)] as const)

describe('a document of the driver cases', () => {
  test.each(whole)('%s', (name, text) => {
    const { project, losses } = read([{ name, text }])
    expect(losses?.filter(({ kind }) => kind === 'left-out')).toEqual([])
    expect(read([{ name, text: printDocument(exportProject(project)) }]).project).toEqual(project)
  })
})

describe('what python-openstackclient prints', () => {
  const lists = textsIn('neutron-client').filter(({ name }) => name.endsWith('-list.json'))
  const shows = textsIn('neutron-client').filter(({ name }) => name.endsWith('-show.json'))

  test('the lists together are a project', () => {
    const { project, losses } = read(lists)
    expect(project.networks).toMatchObject([
      { name: 'private', external: false, carried: { status: 'ACTIVE', admin_state_up: true, 'provider:network_type': 'vxlan' } },
      { name: 'public', external: true, carried: { tags: ['blue'] } },
    ])
    expect(project.subnets).toMatchObject([
      { cidr: '10.0.0.0/24', ipVersion: 4, networkId: 'aaaaaaa1-0000-4000-8000-000000000001', carried: { name: 'private-subnet' } },
      { cidr: '172.24.4.0/24' },
    ])
    expect(project.ports).toMatchObject([
      { name: 'web-port', networkId: 'aaaaaaa1-0000-4000-8000-000000000001', hostName: 'compute1', securityGroupIds: ['ffffffff-0000-4000-8000-000000000001'] },
      { fixedIps: [{ ipAddress: '10.0.0.1', subnetId: 'bbbbbbbb-0000-4000-8000-000000000001' }], securityGroupIds: [], hostName: null },
      { deviceOwner: 'network:router_gateway' },
    ])
    expect(project.floatingIps).toMatchObject([{ floatingIp: '172.24.4.10', fixedIp: '10.0.0.5', carried: { status: 'ACTIVE' } }])
    expect(project.carried).toMatchObject({ floatingips: [{ floating_ip_address: '172.24.4.11', floating_network_id: 'aaaaaaa2-0000-4000-8000-000000000002' }] })
    const [web, standard] = project.securityGroups
    expect(web?.rules).toMatchObject([
      { protocol: 'tcp', portRangeMin: 80, portRangeMax: 443, remoteIpPrefix: '10.0.0.0/8', direction: 'ingress' },
      { protocol: 'icmp', portRangeMin: 8, portRangeMax: 0, remoteIpPrefix: null, remoteGroupId: 'ffffffff-0000-4000-8000-000000000002' },
    ])
    expect(standard?.rules).toMatchObject([
      { protocol: null, ethertype: 'IPv6', remoteIpPrefix: null, remoteAddressGroupId: '22222222-0000-4000-8000-000000000001', direction: 'egress' },
    ])
    expect(project.addressGroups).toMatchObject([{ name: 'offices', addresses: ['2001:db8::/32', '10.1.0.0/16'] }])
    expect(losses?.map(({ kind, file, place, issue }) => [kind, file, place, issue.code])).toEqual([
      ['left-out', 'security-group-rule-list.json', '[3]', 'import.rule-without-direction'],
      ['assumed', '', 'ports', 'import.no-host'],
      ['assumed', 'port-list.json', '[0].device_id', 'import.device'],
      ['assumed', 'port-list.json', '[0].network_id', 'import.port-network'],
      ['assumed', 'port-list.json', '[1].network_id', 'import.port-network'],
      ['assumed', 'port-list.json', '[2].network_id', 'import.port-network'],
      ['left-out', 'network-list.json', '[1].subnets[1]', 'import.subnet-absent'],
    ])
    expect(read([{ name: 'again', text: printDocument(exportProject(project)) }]).project).toEqual(project)
  })

  test('what is shown of single resources fills in what lists do not say', () => {
    const { project, losses } = read([...lists, ...shows])
    expect(project.hosts.map(({ name }) => name)).toEqual(['compute7'])
    expect(project.ports[0]).toMatchObject({
      ...{ deviceId: '33333333-0000-4000-8000-000000000001', hostName: 'compute7' },
      allowedAddressPairs: [{ ipAddress: '10.0.0.99', macAddress: 'fa:16:3e:00:00:05' }],
      carried: { 'binding:vif_type': 'ovs', revision_number: 9 },
    })
    expect(project.securityGroups[0]?.rules).toMatchObject([
      { protocol: 'tcp', portRangeMin: 80 },
      { protocol: 'icmp' },
      { protocol: 'tcp', portRangeMin: 22, portRangeMax: 22, direction: 'ingress', carried: { created_at: '2024-01-02T03:04:05Z' } },
      { direction: 'egress', ethertype: 'IPv6', protocol: null },
    ])
    expect(losses?.map(({ issue }) => issue.code)).not.toContain('import.rule-without-direction')
    expect(read([{ name: 'again', text: printDocument(exportProject(project)) }]).project).toEqual(project)
  })
})
