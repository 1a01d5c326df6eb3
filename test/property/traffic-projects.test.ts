import fc from 'fast-check'
import { test } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { tapName } from '#shared/ruleset/naming'
import type { Packet } from '#shared/traffic/packet'
import { dumpOf } from '../support/dump-of.ts'
import { judgeTraffic } from '../support/judge-traffic.ts'
import { edits, type MakeEdit } from './arbitraries.ts'
import { neutronProject } from './neutron-projects.ts'

/** What compiled projects mean for traffic, in every release and with every setting of a host. */

const HOST = 'compute1'

function edited(project: Project, all: readonly MakeEdit[]): Project {
  return all.reduce((now, make) => {
    const next = applyEdit(now, make(now))
    return next.ok ? next.value : now
  }, project)
}

/** Addresses that are named anywhere, and some that are not. */
const addressesOf = (projects: readonly Project[], version: 4 | 6): string[] => {
  const named = projects.flatMap((project) => [
    ...project.ports.flatMap((port) => [...port.fixedIps, ...port.allowedAddressPairs].map(({ ipAddress }) => ipAddress)),
    ...project.securityGroups.flatMap((group) => group.rules.flatMap((rule) => rule.remoteIpPrefix ?? [])),
    ...project.addressGroups.flatMap((group) => group.addresses),
  ])
  const others = version === 4 ? ['0.0.0.0', '255.255.255.255', '203.0.113.7'] : ['::', 'fe80::1', 'ff02::16', '2001:db8:ffff::1']
  const mine = named.map((text) => text.split('/')[0] ?? '').filter((text) => text.includes(':') === (version === 6))
  return [...new Set([...mine, ...others])]
}

const PORTS = [0, 1, 21, 22, 53, 67, 68, 80, 81, 443, 546, 547, 1024, 65534, 65535]
const packet = fc.record({
  direction: fc.constantFrom('ingress', 'egress', 'egress-to-host'),
  isV6: fc.boolean(),
  n: fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)),
  isOwn: fc.boolean(),
  protocol: fc.oneof(fc.constantFrom(6, 17, 1, 58, 132, 33, 136), fc.nat(255)),
  ports: fc.tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS)),
  icmp: fc.tuple(fc.constantFrom(0, 3, 8, 130, 131, 133, 134, 135, 136, 143, 254), fc.constantFrom(0, 1, 4)),
  isInvalid: fc.constantFrom(false, false, true),
})
type Draft = typeof packet extends fc.Arbitrary<infer T> ? T : never

/** Its own MAC address and, often, its own address at the end where the port is. */
function packetOf(projects: readonly Project[], draft: Draft, protocol: number): Packet | null {
  const ports = projects.flatMap((project) => project.ports)
  const port = ports[draft.n[0] % Math.max(1, ports.length)]
  if (port === undefined) return null
  const addresses = addressesOf(projects, draft.isV6 ? 6 : 4)
  const any = (n: number): string => addresses[n % addresses.length] ?? ''
  const own = port.fixedIps.map(({ ipAddress }) => ipAddress).find((text) => text.includes(':') === draft.isV6)
  const mine = draft.isOwn ? (own ?? any(draft.n[1])) : any(draft.n[1])
  const ends =
    draft.direction === 'ingress' ? { source: any(draft.n[2]), destination: mine } : { source: mine, destination: any(draft.n[2]) }
  return {
    ...{ direction: draft.direction, family: draft.isV6 ? 'ipv6' : 'ipv4', tap: tapName(port.id), protocol, ...ends },
    sourceMac: port.macAddress.toLowerCase().replaceAll('-', ':'),
    ...([6, 17, 33, 132, 136].includes(protocol) ? { sourcePort: draft.ports[0], destinationPort: draft.ports[1] } : {}),
    ...([1, 58].includes(protocol) ? { icmpType: draft.icmp[0], icmpCode: draft.icmp[1] } : {}),
    state: draft.isInvalid ? 'INVALID' : 'NEW',
  }
}

const drafts = fc.array(packet, { minLength: 40, maxLength: 40 })

function judge(before: Project, after: Project, all: readonly Draft[]): void {
  const [was, is] = [dumpOf(before, HOST), dumpOf(after, HOST)]
  if (was === null || is === null) return
  const ask = judgeTraffic(was, is)
  const one = (draft: Draft, protocol: number): void => {
    const made = packetOf([before, after], draft, protocol)
    if (made !== null) ask(made)
  }
  for (const draft of all) one(draft, draft.protocol)
  for (const draft of all.slice(0, 2)) for (let protocol = 0; protocol < 256; protocol++) one(draft, protocol)
}

test('edits of the article say to each packet what they do to it', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(edits(6), edits(4), drafts, (first, second, all) => {
      const before = edited(articleSevenRules, first)
      judge(before, edited(before, second), all)
    }),
    { numRuns: 80 },
  )
})

test('edits of random projects and changes of release do', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(neutronProject, edits(6), fc.boolean(), neutronProject, drafts, (project, acts, isOther, other, all) => {
      judge(project, isOther ? { ...project, hosts: other.hosts } : edited(project, acts), all)
    }),
    { numRuns: 120 },
  )
})
