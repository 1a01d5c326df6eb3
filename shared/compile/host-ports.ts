import { deviceOf } from '../project/device-name.ts'
import type { Host, Port, Project } from '../project/schema.ts'
import { portChain, type WrapPrefix } from '../ruleset/naming.ts'
import type { ReleaseFacts } from './releases.ts'

/** The ports of one host by what its agent does with them. */
export interface HostPorts<Filtered = Port> {
  /** Have chains, in the order in which the driver writes them. */
  readonly filtered: readonly Filtered[]
  /** Port security is off. */
  readonly unfiltered: readonly Port[]
  /** Ports of network services: the server leaves them out of its answer, and the driver accepts them. */
  readonly trusted: readonly Port[]
  /** How many devices the agent sees at all. */
  readonly here: number
}

/** A port with the names that its lines have in common: its device's, and those of its chains. */
export interface NamedPort {
  readonly port: Port
  readonly tap: string
  readonly i: string
  readonly o: string
  readonly s: string
}

/**
 * Order: by id, as 21.0 and 25.2 sort what they filter (iptables_firewall.py, _setup_chains_apply); the others, and all in 2014.2 and
 * 2015.1, come in the order of a Python dict or set, which means nothing: here it is that of the project.
 */
export function hostPorts(project: Project, { name }: Host, facts: ReleaseFacts): HostPorts {
  const here = project.ports.filter(({ hostName }) => hostName === name)
  const isService = ({ deviceOwner }: Port): boolean => deviceOwner.startsWith('network:')
  const isOff = ({ portSecurityEnabled }: Port): boolean => facts.portSecurity && !portSecurityEnabled
  const own = here.filter((port) => !isService(port))
  const filtered = own.filter((port) => !isOff(port))
  const byId = (a: Port, b: Port): number => (a.id < b.id ? -1 : 1)
  return {
    filtered: facts.zones ? filtered.toSorted(byId) : filtered,
    unfiltered: own.filter(isOff),
    here: here.length,
    trusted: facts.acceptsTrusted ? here.filter(isService) : [],
  }
}

export function withNames(ports: HostPorts, prefix: WrapPrefix): HostPorts<NamedPort> {
  const named = (port: Port): NamedPort => {
    const chain = (letter: 'i' | 'o' | 's'): string => portChain(prefix, letter, port.id)
    return { port, tap: deviceOf(port), i: chain('i'), o: chain('o'), s: chain('s') }
  }
  return { ...ports, filtered: ports.filtered.map(named) }
}

/** Without those whose devices are unplugged. */
export function plugged(ports: HostPorts<NamedPort>, unplugged: ReadonlySet<string>): HostPorts<NamedPort> {
  if (unplugged.size === 0) return ports
  const isIn = ({ id }: Port): boolean => !unplugged.has(id)
  return {
    ...ports,
    filtered: ports.filtered.filter(({ port }) => isIn(port)),
    unfiltered: ports.unfiltered.filter(isIn),
    trusted: ports.trusted.filter(isIn),
  }
}
