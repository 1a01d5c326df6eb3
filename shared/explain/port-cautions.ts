import { parsePrefix } from '../net/prefix.ts'
import type { Ethertype, Port } from '../project/schema.ts'
import type { CautionCode } from '../texts/en/cautions.ts'
import type { Caution } from './caution.ts'
import { type CautionContext, originsOf } from './caution-context.ts'

/** Cautions about the ports of the host. */
export function portCautions(context: CautionContext): Caution[] {
  const { filtered, unfiltered, trusted } = context.ports
  const say = (port: Port, code: CautionCode, values: Caution['values'] = {}): Caution =>
    context.caution(code, { kind: 'port', portId: port.id }, { name: context.portName(port.id), ...values })
  const beside = filtered.length > 0
  const state = stateless(context, say)
  const checked = checkedFamilies(context)
  return [
    ...filtered.flatMap((port) => [
      ...(port.portSecurityEnabled ? [] : [say(port, 'port.security-ignored')]),
      ...sources(context, port, checked, say),
      ...state(port),
    ]),
    ...(beside ? unfiltered.map((port) => say(port, 'port.security-off')) : []),
    ...(beside ? trusted.map((port) => say(port, 'port.trusted', { owner: port.deviceOwner })) : []),
  ]
}

type Say = (port: Port, code: CautionCode, values?: Caution['values']) => Caution

/** Ports with a source check, by family. */
function checkedFamilies({ ruleset }: CautionContext): ReadonlyMap<Ethertype, ReadonlySet<string>> {
  const found = new Map<Ethertype, Set<string>>()
  for (const { family, table, chains } of ruleset.tables) {
    if (table !== 'filter') continue
    const ids = chains.flatMap(({ role, portId }) => (role === 'port-source' && portId !== null ? [portId] : []))
    found.set(family === 'ipv4' ? 'IPv4' : 'IPv6', new Set(ids))
  }
  return found
}

function sources({ host }: CautionContext, port: Port, checked: ReturnType<typeof checkedFamilies>, say: Say): Caution[] {
  const found: Caution[] = port.fixedIps.length === 0 ? [say(port, 'port.no-address')] : []
  for (const [ethertype, ids] of checked) if (!ids.has(port.id)) found.push(say(port, 'port.family-unchecked', { ethertype }))
  for (const { ipAddress } of port.allowedAddressPairs) {
    const prefix = parsePrefix(ipAddress)
    if (!prefix.ok || prefix.value.length > 0 || (prefix.value.version === 6 && !host.ipv6)) continue
    found.push(say(port, 'port.pair-any', { pair: ipAddress, ethertype: prefix.value.version === 4 ? 'IPv4' : 'IPv6' }))
  }
  return found
}

function stateless(context: CautionContext, say: Say): (port: Port) => Caution[] {
  if (!context.facts.rules.stateless) return () => []
  const byId = new Map(context.groups.map((group) => [group.id, group]))
  const untracked = new Set<string>()
  for (const origin of originsOf(context.ruleset)) if (origin.kind === 'zone' && origin.zone === null) untracked.add(origin.portId)
  return (port) => {
    const groups = port.securityGroupIds.map((id) => byId.get(id)).filter((group) => group !== undefined)
    const count = groups.filter((group) => !group.stateful).length
    if (count === 0) return []
    const isTracked = !untracked.has(port.id)
    if (count < groups.length) return [say(port, 'port.stateless-mixed', { tracked: isTracked ? 1 : 0 })]
    if (!isTracked) return []
    // The server's list of prefixes of owners that are never stateless (neutron-lib, DEVICE_OWNER_PREFIXES); the rest is a group without rules.
    return port.deviceOwner.startsWith('neutron:')
      ? [say(port, 'port.stateless-service', { owner: port.deviceOwner })]
      : [say(port, 'port.stateless-undecided', { group: groups[0]?.name || (groups[0]?.id.slice(0, 8) ?? '') })]
  }
}
