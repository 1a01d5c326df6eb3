import { describe, expect, it } from 'vitest'
import { articleSevenRules as project } from '#shared/project/article'
import { wayOfPing, wayPlace } from '../../../renderer/parts/way-strip/way-place.ts'

const port = project.ports.find((one) => one.id.startsWith('6e3f2eda'))
if (port === undefined) throw new Error('the article has this port')
const outside = project.outsideHosts.find((host) => host.address === '192.168.1.15')?.id ?? ''
const neighbour = project.ports.find(
  (one) => one.deviceOwner.startsWith('compute:') && one.hostName === 'compute1' && one.id !== port.id,
)

describe('the port that a ping test is about', () => {
  it('is found through its floating IP, with the sender at the other end', () => {
    const way = wayOfPing(project, { from: outside, to: ' 192.168.1.104' }, 'compute1')
    expect(way).toMatchObject({ portId: port.id, peer: { kind: 'outside', name: '192.168.1.15', routed: true } })
  })

  it('is that of the VM that pings, when no VM is pinged', () => {
    const way = wayOfPing(project, { from: port.deviceId, to: '192.168.1.115' }, 'compute1')
    expect(way).toMatchObject({ portId: port.id, peer: { kind: 'outside', name: '192.168.1.115' } })
    expect(wayOfPing(project, { from: port.deviceId, to: '8.8.8.8' }, 'compute1')?.peer?.name).toBe('8.8.8.8')
  })

  it('is that of the pinged one of two VMs, and of the counted one when the other is elsewhere', () => {
    const to = neighbour?.fixedIps[0]?.ipAddress ?? ''
    const way = wayOfPing(project, { from: port.deviceId, to }, 'compute1')
    expect(way).toMatchObject({ portId: neighbour?.id, peer: { kind: 'vm', routed: neighbour?.networkId !== port.networkId } })
    const moved = {
      ...project,
      ports: project.ports.map((one) => (one.id === neighbour?.id ? { ...one, hostName: 'compute2' } : one)),
    }
    expect(wayOfPing(moved, { from: port.deviceId, to }, 'compute1')?.portId).toBe(port.id)
  })

  it('is none between machines that have no firewall of ours', () => {
    expect(wayOfPing(project, { from: outside, to: '192.168.1.115' }, 'compute1')).toBeNull()
  })
})

describe('the ends of a port’s way', () => {
  it('are the VM, its router with the floating IP, and a host outside', () => {
    expect(wayPlace(project, port.id, null)).toMatchObject({
      vm: 'vm1',
      router: { name: 'r1', nat: true },
      peer: { kind: 'outside', routed: true },
    })
    expect(wayPlace(project, 'none', null)).toBeNull()
  })
})
