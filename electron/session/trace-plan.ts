import type { TraceQuestion } from '#shared/contract/trace'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { parseAddress } from '#shared/net/address'
import { parsePrefix } from '#shared/net/prefix'
import { deviceOf } from '#shared/project/device-name'
import type { Port, Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { qbrName, qvbName } from '#shared/ruleset/naming'
import type { TraceFilter } from '#shared/trace/trace-rules'

/** What is followed on one host. */
export interface PlannedTrace {
  readonly host: string
  readonly filter: TraceFilter
  /** The other port of a bridge that has two; null where that is not known. */
  readonly otherPort: (bridge: string, port: string) => string | null
}

/** More names of one address would make too many rules. */
const MOST_ADDRESSES = 3
/** Bridge ports that are told apart in the trace; what comes in by others is followed all the same. */
const MOST_DEVICES = 7

const FAMILIES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

/** What is to be followed on which of `hosts`, as those hosts see it. `asked` null: where it can come by. */
export function planTrace(
  project: Project,
  hosts: readonly string[],
  asked: readonly string[] | null,
  question: TraceQuestion,
): Result<PlannedTrace[], TapwallError> {
  const { family, protocol, sourcePort, destinationPort, icmpType, icmpCode, device, bothWays } = question
  const issues = (['source', 'destination'] as const).flatMap((field) => {
    const text = question[field]
    return text === null || isOf(family, text)
      ? []
      : [
          issue([field], 'trace.address', `${text} is no ${FAMILIES[family]} address or prefix.`, {
            text,
            family: FAMILIES[family],
          }),
        ]
  })
  for (const host of asked ?? [])
    if (!hosts.includes(host))
      issues.push(issue(['hosts'], 'trace.host', `There is no host ${host} to follow packets on.`, { host }))
  if (issues.length > 0) return err(invalid(issues))
  const sources = namesOf(project, question.source)
  const destinations = namesOf(project, question.destination)
  const concerned = project.ports.filter((port) => port.hostName !== null && hasOne(port, [...sources, ...destinations]))
  const where = hosts.filter((host) => concerned.some((port) => port.hostName === host))
  const otherPort = otherPortOf(project)
  return ok(
    (asked ?? (where.length === 0 ? hosts : where)).map((host) => {
      const devices = concerned.filter((port) => port.hostName === host).flatMap(bridgePorts)
      const optional = { sourcePort, destinationPort, icmpType, icmpCode }
      const filter: TraceFilter = {
        ...{ family, protocol, sources, destinations, bothWays, ofHost: false },
        devices: device === undefined ? [...devices.slice(0, MOST_DEVICES), null] : [device],
        ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      }
      return { host, filter, otherPort }
    }),
  )
}

function isOf(family: TraceQuestion['family'], text: string): boolean {
  const version = family === 'ipv4' ? 4 : 6
  const address = parseAddress(text)
  if (address.ok) return address.value.version === version
  const prefix = parsePrefix(text)
  return prefix.ok && prefix.value.version === version
}

/** An address with those that stand for it: a floating IP is the fixed one on the VM's host, and itself on the way to the router. */
function namesOf({ floatingIps }: Project, address: string | null): string[] {
  if (address === null) return []
  const others = floatingIps.flatMap(({ floatingIp, fixedIp }) =>
    floatingIp === address ? [fixedIp] : fixedIp === address ? [floatingIp] : [],
  )
  return [...new Set([address, ...others])].slice(0, MOST_ADDRESSES)
}

const hasOne = ({ fixedIps, allowedAddressPairs }: Port, addresses: readonly string[]): boolean =>
  [...fixedIps, ...allowedAddressPairs].some(({ ipAddress }) => addresses.includes(ipAddress))

/** A card that was found has a bridge of its own making, of which only itself is known. */
const bridgePorts = (port: Port): string[] => (port.vif === undefined ? [deviceOf(port), qvbName(port.id)] : [deviceOf(port)])

/** The other port of a port's own bridge, which has two. */
function otherPortOf(project: Project): PlannedTrace['otherPort'] {
  const pairs = new Map<string, readonly string[]>()
  for (const port of project.ports) if (bridgePorts(port).length === 2) pairs.set(qbrName(port.id), bridgePorts(port))
  return (bridge, device) => {
    const pair = pairs.get(bridge)
    return pair?.includes(device) === true ? (pair.find((other) => other !== device) ?? null) : null
  }
}
