import fc from 'fast-check'
import type { Host, Port, Project, Release, SecurityGroupRule } from '#shared/project/schema'
import { neutronProject } from '../../property/neutron-projects.ts'
import type { Chance } from '../../support/chance.ts'
import type { Cabling } from './cables.ts'

/** Random projects, made to fit six cards that stay plugged in: only rules, sets and settings change from one to the next. */

export const HOST = 'compute1'
const PORTS = 6
/** Ports that are in the second network, whichever the project says. */
const inSecond = (n: number): boolean => n > 4

const uuid = (kind: number, n: number): string =>
  `${(kind * 0x1000000 + n * 0x10101).toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
const macOf = (n: number): string => `fa:16:3e:00:00:0${n}`

export const cabling = (driver: Cabling['driver']): Cabling => ({
  driver,
  ports: Array.from({ length: PORTS }, (_, at) => ({
    ...{ portId: uuid(7, at + 1), networkId: uuid(1, inSecond(at + 1) ? 2 : 1), mac: macOf(at + 1), card: `vm${at + 1}` },
  })),
  networks: [1, 2].map((n) => ({ id: uuid(1, n), card: `out${n}`, mac: `fa:16:3e:00:ff:0${n}` })),
})

export function randomProject(random: Chance, release: Release, driver: Cabling['driver']): Project {
  const [sample] = fc.sample(neutronProject, { seed: random.below(2 ** 31), numRuns: 1 })
  if (sample === undefined) throw new Error('no project')
  const hosts = sample.hosts.map(
    (host): Host =>
      host.name === HOST
        ? {
            ...host,
            release,
            firewallDriver: driver === 'hybrid' ? 'hybrid' : 'iptables',
            enableSecurityGroup: true,
            enableIpset: !random.oneIn(4),
          }
        : host,
  )
  const more = fc.sample(neutronProject, { seed: random.below(2 ** 31), numRuns: 20 }).flatMap(({ ports }) => ports)
  const drafts = [...sample.ports, ...more].slice(0, 4 + random.below(3))
  const ports = drafts.map((port, at) => fitted(port, at + 1, random))
  const securityGroups = sample.securityGroups.map((group, at) => ({
    ...group,
    rules: [...group.rules, ...Array.from({ length: 6 }, (_, n) => commonRule(random, uuid(6, 1000 * (at + 1) + n)))],
  }))
  return { ...sample, hosts, ports, securityGroups }
}

/** The nth port: always the same id, MAC and network; mostly of a VM here, with an address of each family. */
function fitted(port: Port, n: number, random: Chance): Port {
  const network = inSecond(n) ? 2 : 1
  const v4 = random.oneIn(8) ? 0 : 1 + random.below(2)
  const v6 = random.oneIn(4) ? 0 : 1 + random.below(2)
  const fixed = (version: 4 | 6, nth: number) => ({
    subnetId: uuid(2, 2 * network - (version === 4 ? 1 : 0)),
    ipAddress: version === 4 ? `10.${network}.${n}.${nth + 1}` : `2001:db8:${network}::${n}:${nth + 1}`,
  })
  const isVm = !random.oneIn(8)
  const secure = isVm && !random.oneIn(10)
  const groups = [1, 2, 3].filter(() => !random.oneIn(3)).map((group) => uuid(4, group))
  return {
    ...port,
    ...{ id: uuid(7, n), name: `port${n}`, networkId: uuid(1, network), macAddress: macOf(n) },
    fixedIps: [...Array.from({ length: v4 }, (_, nth) => fixed(4, nth)), ...Array.from({ length: v6 }, (_, nth) => fixed(6, nth))],
    ...(isVm ? { deviceOwner: 'compute:nova', deviceId: uuid(9, 1) } : { deviceOwner: 'network:dhcp', deviceId: '' }),
    ...{ hostName: random.oneIn(12) ? 'compute2' : HOST, portSecurityEnabled: secure },
    ...{ securityGroupIds: secure ? groups : [], allowedAddressPairs: secure ? port.allowedAddressPairs : [] },
  }
}

/** A rule as people write them, so that more packets meet one than by chance alone. */
function commonRule(random: Chance, id: string): SecurityGroupRule {
  const ethertype = random.oneIn(3) ? 'IPv6' : 'IPv4'
  const protocol = random.pick([null, null, 'tcp', 'tcp', 'udp', 'udp', 'sctp', 'dccp', 'udplite', 'icmp', 'icmp', 'icmp', 'icmp'])
  const [first, last] = random.pick([
    [22, 22],
    [80, 443],
    [53, 53],
    [1024, 65535],
    [1, 65535],
  ])
  const types = random.pick(ethertype === 'IPv4' ? [8, 8, 3, 11, 13] : [128, 128, 1, 129, 134])
  const range =
    protocol === null || random.oneIn(8)
      ? [null, null]
      : protocol === 'icmp'
        ? [types, random.pick([null, null, 0])]
        : [first, last]
  const remote = random.below(6)
  const prefixes =
    ethertype === 'IPv4'
      ? ['10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/1', '128.0.0.0/1']
      : ['2001:db8::/32', '2001:db8:1::/64', '8000::/1']
  return {
    ...{ id, direction: random.pick(['ingress', 'egress']), ethertype, protocol, description: '' },
    ...{ portRangeMin: range[0] ?? null, portRangeMax: range[1] ?? null },
    remoteIpPrefix: remote < 2 ? random.pick(prefixes) : null,
    remoteGroupId: remote === 2 || remote === 3 ? uuid(4, 1 + random.below(3)) : null,
    remoteAddressGroupId: remote === 4 ? uuid(5, 1 + random.below(2)) : null,
  }
}
