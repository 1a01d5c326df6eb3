import { describe, expect, it } from 'vitest'
import { labTopology } from '#shared/helper/lab-topology'
import { exportWithLosses } from '#shared/neutron/export-losses'
import { checkProject } from '#shared/project/check'
import { deviceOf } from '#shared/project/device-name'
import { applyEdit } from '#shared/project/edits'
import { printProject, readProject } from '#shared/project/file'
import type { Port } from '#shared/project/schema'
import { chain, codes, compiled, GROUP, NET, PORT, port, project, V4 } from './host-rules.ts'

/** Ports of cards that nova did not plug: rules name the device that is there, chains are named after the port as always. */
const vif = { deviceName: 'vnet0', bridgeName: 'virbr0' }
const OTHER_PORT = '7e3f2eda-3230-45e8-9be5-f382af5b83ea'
const other = (rest: Partial<Port> = {}): Port =>
  port({ id: OTHER_PORT, macAddress: 'fa:16:3e:f3:1e:c1', fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.15' }], ...rest })
const owned = { deviceOwner: 'compute:nova' }
const all = (json: ReturnType<typeof compiled>): string => JSON.stringify(json)

describe('a port with a device of its own', () => {
  it('has it in every line that names a device, in each release, and no line with nova’s name for it', () => {
    for (const release of ['2014.2', '2015.1', '21.0', '25.2'] as const) {
      const json = compiled({ ports: [port({ vif })] }, release)
      expect(chain(json, 'neutron-openvswi-FORWARD')).toEqual([
        '-m physdev --physdev-out vnet0 --physdev-is-bridged -j neutron-openvswi-sg-chain',
        '-m physdev --physdev-in vnet0 --physdev-is-bridged -j neutron-openvswi-sg-chain',
      ])
      expect(all(json)).not.toContain('tap6e3f2eda')
      expect(chain(json, 'i').length).toBeGreaterThan(0)
    }
  })
  it('is named by the accepts of ports without port security, too', () => {
    const json = compiled({ ports: [port({ vif, portSecurityEnabled: false, securityGroupIds: [] })] }, '25.2')
    expect(chain(json, 'neutron-openvswi-INPUT')).toEqual(['-m physdev --physdev-in vnet0 --physdev-is-bridged -j ACCEPT'])
  })
  it('shares the zone of its bridge, which others share; ports that nova plugged keep one each', () => {
    const zones = (ports: readonly Port[]) =>
      chain(compiled({ ports }, '25.2'), 'neutron-openvswi-PREROUTING', 'iptables', 'raw').map((line) =>
        line.replace(/ -m comment --comment "[^"]*"/, ''),
      )
    const second = other({ vif: { deviceName: 'vnet1', bridgeName: 'virbr0' } })
    expect(zones([port({ vif }), second])).toEqual([
      '-m physdev --physdev-in qvb6e3f2eda-32 -j CT --zone 4097',
      '-i virbr0 -j CT --zone 4097',
      '-m physdev --physdev-in vnet0 -j CT --zone 4097',
      '-m physdev --physdev-in qvb7e3f2eda-32 -j CT --zone 4097',
      '-i virbr0 -j CT --zone 4097',
      '-m physdev --physdev-in vnet1 -j CT --zone 4097',
    ])
    expect(zones([port({ vif }), other()]).filter((line) => line.includes('--zone 4098'))).toHaveLength(3)
  })
  it('is what the lab calls the card', () => {
    const vms = [{ id: PORT, name: 'web' }]
    const topology = labTopology({ ...project({ ports: [port({ ...owned, deviceId: PORT, vif })] }), vms })
    expect(topology.ok && topology.value.computes[0]?.ports[0]?.tap).toBe('vnet0')
  })
  it('is read from a file and written to one; a document of the API has no word for it and says so', () => {
    const made = project({ ports: [port({ vif })] })
    expect(readProject(printProject(made))).toMatchObject({ ok: true, value: { ports: [{ vif }] } })
    expect(exportWithLosses(made).losses.map(({ issue }) => issue.code)).toContain('export.port-device')
  })
  it('has it alone on its host', () => {
    const twice = project({ ports: [port({ vif }), other({ vif })] })
    expect(checkProject(twice).map(({ code }) => code)).toEqual(['port.device-twice'])
    const asNova = project({ ports: [other(), port({ vif: { ...vif, deviceName: deviceOf({ id: OTHER_PORT }) } })] })
    expect(checkProject(asNova).map(({ code }) => code)).toEqual(['port.device-twice'])
    expect(codes({ ports: [port({ vif }), other()] }, '25.2')).toEqual([])
  })
  it.each(['vnet0+', '-j', 'a b', '', 'sixteen-letters-', 'eth0;reboot', 'vnet\n'])('refuses the name %j', (deviceName) => {
    const bad = { ...project({}), ports: [port({ vif: { ...vif, deviceName } })] }
    expect(readProject(JSON.stringify(bad))).toMatchObject({ ok: false })
  })
})

describe('edits', () => {
  it('give a port a device and take it away again', () => {
    const named = applyEdit(project({}), { do: 'port.update', portId: PORT, change: { vif } })
    expect(named).toMatchObject({ ok: true, value: { ports: [{ vif }] } })
    const bare = named.ok ? applyEdit(named.value, { do: 'port.update', portId: PORT, change: { vif: null } }) : named
    expect(bare.ok && bare.value).toEqual(project({}))
    const renamed = named.ok ? applyEdit(named.value, { do: 'port.update', portId: PORT, change: { name: 'x' } }) : named
    expect(renamed).toMatchObject({ ok: true, value: { ports: [{ vif, name: 'x' }] } })
  })
  it('make a port with its network and subnets in one step, judged as the server judges each', () => {
    const [network, subnet] = ['aaaaaaaa-0000-4000-8000-00000000000a', 'bbbbbbbb-0000-4000-8000-00000000000a']
    const create = (cidr: string) =>
      applyEdit(project({ ports: [] }), {
        do: 'port.create',
        port: port({ networkId: network, fixedIps: [{ subnetId: subnet, ipAddress: '10.0.0.5' }], vif, securityGroupIds: [GROUP] }),
        network: { id: network, name: 'virbr0', external: false, portSecurityEnabled: true },
        subnets: [{ id: subnet, networkId: network, ipVersion: 4, cidr, gatewayIp: null, enableDhcp: true }],
      })
    expect(create('10.0.0.0/24')).toMatchObject({
      ok: true,
      value: { networks: [{ id: NET }, { id: network }], ports: [{ networkId: network }] },
    })
    expect(create('10.9.0.0/24')).toMatchObject({ ok: false, error: [{ code: 'address.outside-subnet' }] })
  })
})
