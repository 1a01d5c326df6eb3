import { afterAll, beforeAll, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { PROJECT_VERSION } from '#shared/project/migrations'
import { DEFAULT_HOST, DEFAULT_QUOTAS, type Port, type Project, type Release } from '#shared/project/schema'
import { must } from '../lab.ts'
import { startMachine, type TestMachine } from './machine.ts'

/** A card that nobody of Neutron plugged, in a bridge with another: the rules of its port are in force, replies are known as such. */
const [NET, SUBNET, GROUP, VM] = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000001`)
const port: Port = {
  ...{ id: 'eeeeeeee-0000-4000-8000-000000000001', name: '', networkId: NET ?? '', macAddress: 'fa:16:3e:00:00:02' },
  ...{ fixedIps: [{ subnetId: SUBNET ?? '', ipAddress: '10.30.0.2' }], deviceId: VM ?? '', deviceOwner: 'compute:nova' },
  ...{ hostName: 'here', securityGroupIds: [GROUP ?? ''], allowedAddressPairs: [], portSecurityEnabled: true },
  vif: { deviceName: 'card-one', bridgeName: 'br-lan' },
}
const rule = (id: number, direction: 'ingress' | 'egress', protocol: string | null) => ({
  ...{ id: `ffffffff-0000-4000-8000-00000000000${id}`, direction, ethertype: 'IPv4' as const, protocol },
  ...{ portRangeMin: null, portRangeMax: null, remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
  description: '',
})
const project = (release: Release, lets: 'out' | 'in-too'): Project => ({
  ...{ format: 'tapwall-project', version: PROJECT_VERSION, name: 'here', layout: 'neutron', apiRelease: '25.2' },
  ...{ quotas: DEFAULT_QUOTAS, routers: [], floatingIps: [], outsideHosts: [], addressGroups: [] },
  hosts: [{ ...DEFAULT_HOST, name: 'here', release }],
  networks: [{ id: NET ?? '', name: 'lan', external: false, portSecurityEnabled: true }],
  subnets: [{ id: SUBNET ?? '', networkId: NET ?? '', ipVersion: 4, cidr: '10.30.0.0/24', gatewayIp: null, enableDhcp: false }],
  vms: [{ id: VM ?? '', name: 'one' }],
  ports: [port],
  securityGroups: [
    {
      ...{ id: GROUP ?? '', name: 'group', description: '', stateful: true },
      rules: [rule(1, 'egress', null), ...(lets === 'in-too' ? [rule(2, 'ingress', 'icmp')] : [])],
    },
  ],
})

let machine: TestMachine
beforeAll(async () => {
  machine = await startMachine()
  const ip = (words: string) => machine.run('ip', words.split(' '))
  await machine.run('mkdir', ['-p', '/run/netns'])
  await ip('link add br-lan type bridge')
  await ip('link set br-lan up')
  for (const [at, name] of ['one', 'two'].entries()) {
    await ip(`netns add ${name}`)
    await ip(`link add card-${name} type veth peer name eth0 netns ${name}`)
    await ip(`link set card-${name} master br-lan up`)
    await ip(`-n ${name} link set eth0 address fa:16:3e:00:00:0${at + 2}`)
    await ip(`-n ${name} addr add 10.30.0.${at + 2}/24 dev eth0`)
    await ip(`-n ${name} link set eth0 up`)
  }
  await machine.run('sysctl', ['-w', 'net.bridge.bridge-nf-call-iptables=1'])
})
afterAll(() => machine.close())

const pings = async (from: string, to: string): Promise<boolean> =>
  machine.run('ip', ['netns', 'exec', from, 'ping', '-c', '2', '-i', '0.2', '-W', '1', to]).then(
    () => true,
    () => false,
  )

it.each(['2014.2', '25.2'] as const)('%s', async (release) => {
  const helper = await machine.helper()
  try {
    await expect(helper.apply(must(compile(project(release, 'out'), 'here')), null)).resolves.toMatchObject({ ok: true })
    expect(await pings('two', '10.30.0.2')).toBe(false)
    // The reply comes in through a port that has no rules, and belongs to the connection all the same.
    expect(await pings('one', '10.30.0.3')).toBe(true)
    await helper.apply(must(compile(project(release, 'in-too'), 'here')), null)
    expect(await pings('two', '10.30.0.2')).toBe(true)
    // A forged sender is dropped by the port's source check.
    await machine.run('ip', ['-n', 'one', 'addr', 'add', '10.30.0.9/24', 'dev', 'eth0'])
    expect(await pings('two', '10.30.0.9')).toBe(false)
  } finally {
    await machine.run('ip', ['-n', 'one', 'addr', 'del', '10.30.0.9/24', 'dev', 'eth0']).catch(() => undefined)
    await helper.client.close()
  }
})
