import { type Issue, issue } from '../errors.ts'
import type { RuleSpec } from '../netfilter/rule-spec.ts'
import type { Host } from '../project/schema.ts'
import type { Ruleset, RulesetTable } from '../ruleset/ruleset.ts'
import type { HostPorts } from './host-ports.ts'
import type { ReleaseFacts } from './releases.ts'

/**
 * What iptables-restore would refuse, told before anything is loaded: it refuses a whole table for one line. A MAC address with dashes
 * reaches it where the release does not bring addresses into the kernel's spelling.
 */
export function checkNames(facts: ReleaseFacts, { release }: Host, { filtered }: HostPorts): Issue[] {
  return filtered.flatMap((port) => {
    const asTyped = facts.normalisesMac && port.fixedIps.length > 0 ? [] : [port.macAddress]
    const pairs = facts.normalisesMac ? [] : port.allowedAddressPairs.flatMap(({ macAddress }) => macAddress ?? [])
    return [...asTyped, ...pairs]
      .filter((mac) => mac.includes('-'))
      .map((mac) =>
        issue(
          ['macAddress'],
          'port.mac-dashes',
          `${release} would write the MAC address ${mac} of port ${port.id} as it is, and iptables-restore would refuse every line for it. Write it with colons.`,
          { mac, port: port.id, release },
        ),
      )
  })
}

/** Linux: IFNAMSIZ is 16 with the closing NUL, and IPSET_MAXNAMELEN 32; iptables refuses chains of 29 characters (XT_EXTENSION_MAXNAMELEN). */
export const LONGEST = { device: 15, chain: 28, set: 31 } as const

/**
 * Names that iptables-restore or ipset would refuse, told before anything is loaded: of each tool the first, since it stops there and
 * loads nothing. `line` counts as its message does: table, chains, rules and COMMIT each have a line.
 */
export function checkRulesetNames({ tables, sets }: Ruleset): Issue[] {
  const long = sets.filter(({ name }) => name.length > LONGEST.set)
  return [
    ...long.map(({ name }) => setTooLong(name)),
    ...(['ipv4', 'ipv6'] as const).flatMap((family) => {
      const tool = family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore'
      return (
        firstRefused(
          tool,
          tables.filter((table) => table.family === family),
        ) ?? []
      )
    }),
  ]
}

function firstRefused(tool: string, tables: readonly RulesetTable[]): Issue | null {
  let line = 0
  for (const { chains } of tables) {
    line += 1
    for (const { name } of chains) {
      line += 1
      if (name.length > LONGEST.chain) return chainTooLong(tool, line, name)
    }
    for (const { name, portId, rules } of chains) {
      // Chains of a port name no device; they are most of the lines.
      if (portId !== null) {
        line += rules.length
        continue
      }
      for (const { spec, text } of rules) {
        line += 1
        const device = longDevice(spec)
        if (device !== null) return deviceTooLong(tool, line, device, `-A ${name} ${text}`)
      }
    }
    line += 1
  }
  return null
}

/** The first device of a rule whose name is too long. */
function longDevice({ matches, inInterface = '' }: RuleSpec): string | null {
  for (const match of matches) {
    if (match.kind !== 'physdev') continue
    if (match.in !== undefined && match.in.length > LONGEST.device) return match.in
    if (match.out !== undefined && match.out.length > LONGEST.device) return match.out
  }
  return inInterface.length > LONGEST.device ? inInterface : null
}

const deviceTooLong = (tool: string, line: number, device: string, text: string): Issue =>
  issue(
    ['tables'],
    'name.device-too-long',
    `${tool} would load nothing: at line ${line} it would say that the interface name "${device}" must be shorter than IFNAMSIZ (15), and "Error occurred at line: ${line}". ` +
      `That line is ${text}. A device's name has at most 15 characters: the driver has to be given the name of the tap device, not the id of the port.`,
    { tool, line, device, text },
  )

const chainTooLong = (tool: string, line: number, chain: string): Issue =>
  issue(
    ['tables'],
    'name.chain-too-long',
    `${tool} would load nothing: the chain ${chain} at line ${line} has ${chain.length} characters, and a chain's name has at most 28.`,
    { tool, line, chain, length: chain.length },
  )

const setTooLong = (name: string): Issue =>
  issue(
    ['sets'],
    'name.set-too-long',
    `ipset would refuse the set ${name}: it has ${name.length} characters, and a set's name has at most 31.`,
    {
      name,
      length: name.length,
    },
  )
