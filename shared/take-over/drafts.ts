import { ICMPV6, printedProtocol, protocolNumber } from '../net/protocol.ts'
import type { Direction, Ethertype, Project, SecurityGroupRule } from '../project/schema.ts'
import type { Meaning } from './meaning.ts'

type Draft = Omit<SecurityGroupRule, 'id' | 'description' | 'carried'>

/**
 * Group rules that may come to a line of this meaning, the most usual spelling first. Which of them does, on this host and release, only
 * compiling tells. None: the line says what no group's rule says.
 */
export function draftsOf(project: Project, direction: Direction, ethertype: Ethertype, meaning: Meaning): Draft[] {
  const { source, destination, protocol, ports, icmp, set } = meaning
  const [remote, own] = direction === 'ingress' ? [source, destination] : [destination, source]
  if (own !== null || (set !== null && (remote !== null || set.flag !== (direction === 'ingress' ? 'src' : 'dst')))) return []
  const numbers = {
    portRangeMin: ports?.from ?? icmp?.type ?? null,
    portRangeMax: ports?.to ?? icmp?.code ?? null,
  }
  const nobody = { remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null }
  const remotes =
    set === null
      ? [{ ...nobody, remoteIpPrefix: withLength(remote, ethertype) }]
      : groupsOfSet(project, set.name).map((id) => ({ ...nobody, ...id }))
  return protocolsOf(protocol).flatMap((name) =>
    remotes.map((who) => ({ direction, ethertype, protocol: name, ...numbers, ...who })),
  )
}

const withLength = (address: string | null, ethertype: Ethertype): string | null =>
  address === null || address.includes('/') ? address : `${address}/${ethertype === 'IPv4' ? 32 : 128}`

/** The kernel's word, which is not always the API's, and the number, which every server takes. */
function protocolsOf(word: string | null): (string | null)[] {
  if (word === null) return [null]
  const number = Array.from({ length: 256 }, (_, n) => n).find((n) => n > 0 && (printedProtocol(n) === word || String(n) === word))
  if (number === undefined) return []
  const names = number === ICMPV6 ? ['ipv6-icmp', 'icmpv6'] : protocolNumber(word) === number ? [word] : []
  return [...names, String(number)]
}

/** Sets are named by a family and the beginning of a group's id. */
function groupsOfSet(project: Project, name: string): Partial<Draft>[] {
  const head = name.replace(/^(?:N|NET)?IPv[46]/, '')
  return [
    ...project.securityGroups.filter(({ id }) => id.startsWith(head)).map(({ id }) => ({ remoteGroupId: id })),
    ...project.addressGroups.filter(({ id }) => id.startsWith(head)).map(({ id }) => ({ remoteAddressGroupId: id })),
  ]
}
