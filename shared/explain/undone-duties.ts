import type { Port, Project } from '../project/schema.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { DutySentence } from '../texts/en/duties.ts'
import type { Statement } from '../texts/statement.ts'
import { type Duty, dutiesOf } from './duties.ts'

/**
 * The ten duties of one port, or of all ports of the ruleset's host (null), where those that no line does say what leaves them undone:
 * the agent's settings, port security, or that the port is of a network service.
 */
export function explainedDuties(project: Project, ruleset: Ruleset, portId: string | null = null): readonly Duty[] {
  const why = undone(project, ruleset.host, portId)
  return dutiesOf(ruleset, portId).map((duty) => (duty.state === 'missing' && why !== null ? { ...duty, why } : duty))
}

function undone({ hosts, ports }: Project, hostName: string, portId: string | null): Statement<DutySentence> | null {
  const host = hosts.find(({ name }) => name === hostName)
  const values = { host: hostName }
  const port = ports.find(({ id }) => id === portId)
  if (port?.hostName === null) return { code: 'missing.no-host', values }
  if (host?.enableSecurityGroup === false) return { code: 'missing.off', values }
  if (host?.firewallDriver === 'noop') return { code: 'missing.noop', values }
  if (port === undefined) return null
  if (isService(port)) return { code: 'missing.service', values: { owner: port.deviceOwner } }
  return port.portSecurityEnabled ? null : { code: 'missing.security-off', values }
}

const isService = ({ deviceOwner }: Port): boolean => deviceOwner.startsWith('network:')
