import { describe, expect, it } from 'vitest'
import { labTopology } from '#shared/helper/lab-topology'
import { worldOf } from '#shared/lab-world/world-of'
import type { Project, Release, SecurityGroupRule } from '#shared/project/schema'
import { converse, type Talk, type Talkers, type Turn } from '#shared/walk/conversation'
import { countsOf } from '#shared/walk/counts'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { passesOf } from '#shared/walk/passes'
import { id, smallProject } from '../../kernel/small-project.ts'
import { dumpOf } from '../../support/dump-of.ts'

/**
 * Two VMs on one host: each packet crosses two bridges of one namespace. Without zones both crossings share one entry of connection
 * tracking, which 2014.2 and 2015.1 suffer from.
 */

const VM1 = '91.1.180.14'
const VM2 = '91.1.180.5'

const rule = (n: number, rest: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  ...{ id: id(n), direction: 'ingress', ethertype: 'IPv4', protocol: null, portRangeMin: null, portRangeMax: null },
  ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '', carried: {} },
  ...rest,
})
const group = (n: number, rules: SecurityGroupRule[]) => ({
  ...{ id: id(n), name: `group${n}`, description: '', stateful: true, carried: {} },
  rules,
})

/** vm1 may send anything and takes icmp; vm2 takes tcp and icmp and may send nothing of its own. */
const projectOf = (release: Release): Project => ({
  ...smallProject,
  hosts: smallProject.hosts.map((host) => ({ ...host, release })),
  securityGroups: [
    group(80, [rule(82, { protocol: 'icmp' }), rule(83, { direction: 'egress' })]),
    group(85, [rule(86, { protocol: 'tcp' }), rule(87, { protocol: 'icmp' })]),
  ],
  ports: smallProject.ports.map((port) =>
    port.hostName === null ? port : { ...port, securityGroupIds: [port.id === id(51) ? id(80) : id(85)] },
  ),
})

function networkOf(release: Release) {
  const project = projectOf(release)
  const topology = labTopology(project)
  const dump = dumpOf(project, 'compute1')
  if (!topology.ok || dump === null) throw new Error('no lab')
  const { machines } = topology.value
  const places = { vm1: machines[0]?.namespace ?? '', vm2: machines[1]?.namespace ?? '' }
  return { network: new Network(worldOf(topology.value, new Map([['compute1', { dump }]]))), ...places }
}

function talk(release: Release, words: Talk): { turns: Turn[]; isWhole: boolean } {
  const { network, vm1 } = networkOf(release)
  const talkers: Talkers = { from: vm1, to: VM2, source: VM1 }
  return converse(network, new Memory(), talkers, words)
}

const said = (turns: readonly Turn[]) => turns.map(({ says, journey }) => `${says} ${journey.verdict}`)
const statesOnHost = ({ journey }: Turn) =>
  passesOf(journey.first)
    .filter(({ place }) => place === 'compute1')
    .map(({ hooks }) => hooks.find(({ hook }) => hook === 'FORWARD')?.state)

const open: Talk = { kind: 'tcp', port: 80, sourcePort: 40000, isOpen: true, bytes: 100 }
const closed: Talk = { ...open, isOpen: false }

describe.each<Release>(['2014.2', '2015.1', '21.0', '25.2'])('two VMs on one host, %s', (release) => {
  it('a TCP connection is opened, used and closed, and each packet passes FORWARD twice', () => {
    const { turns, isWhole } = talk(release, open)
    expect(said(turns)).toEqual([
      'syn accept',
      'syn-ack accept',
      'ack accept',
      'data accept',
      'ack accept',
      'fin accept',
      'fin accept',
      'ack accept',
    ])
    expect(isWhole).toBe(true)
    const first = countsOf(turns.map(({ journey }) => journey)).find(({ chain, rule }) => chain === 'FORWARD' && rule === 1)
    expect(first).toMatchObject({ place: 'compute1', table: 'filter', packets: 16, bytes: 2 * (60 + 60 + 52 + 152 + 52 * 4) })
  })

  it('four pings are answered', () => {
    const { turns, isWhole } = talk(release, { kind: 'ping', count: 4, bytes: 56 })
    expect([turns.length, isWhole]).toEqual([8, true])
  })
})

describe('a closed TCP port', () => {
  it.each<Release>(['2014.2', '2015.1'])(
    'times out with %s: the reset ends the entry at the first bridge and is INVALID at the second',
    (release) => {
      const { turns } = talk(release, closed)
      expect(said(turns)).toEqual(['syn accept', 'reset drop'])
      expect(turns.map(statesOnHost)).toEqual([
        ['NEW', 'NEW'],
        ['ESTABLISHED', 'INVALID'],
      ])
      expect(turns[1]?.connections).toEqual([])
    },
  )

  it.each<Release>(['21.0', '25.2'])('is refused at once with %s, where each bridge has a zone', (release) => {
    const { turns } = talk(release, closed)
    expect(said(turns)).toEqual(['syn accept', 'reset accept'])
    expect(turns.map(statesOnHost)).toEqual([
      ['NEW', 'NEW'],
      ['ESTABLISHED', 'ESTABLISHED'],
    ])
  })
})

describe('a datagram that the receiver refuses', () => {
  const datagram: WalkPacket = {
    ...{ family: 'ipv4', protocol: 17, source: VM1, destination: VM2, sourcePort: 1000, destinationPort: 53, ttl: 64, length: 40 },
  }
  const back: WalkPacket = { ...datagram, source: VM2, destination: VM1, sourcePort: 53, destinationPort: 1000 }
  const opens = (release: Release) => {
    const { network, vm1, vm2 } = networkOf(release)
    const memory = new Memory()
    const send = (place: string, packet: WalkPacket) => walkJourney(network, memory, { place, as: 'ip' }, packet).verdict
    return [send(vm2, back), send(vm1, datagram), send(vm2, back)]
  }

  it.each<Release>(['2014.2', '2015.1'])(
    'opens the way back with %s, past the rules of who sends: the first bridge kept its entry',
    (release) => {
      expect(opens(release)).toEqual(['drop', 'drop', 'accept'])
    },
  )

  it.each<Release>(['21.0', '25.2'])('opens nothing with %s', (release) => {
    expect(opens(release)).toEqual(['drop', 'drop', 'drop'])
  })
})
