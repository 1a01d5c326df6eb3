import { factsOf } from '../compile/compile.ts'
import { type HostPorts, hostPorts } from '../compile/host-ports.ts'
import { prefixReader } from '../compile/lines.ts'
import { Members } from '../compile/members.ts'
import type { ReleaseFacts } from '../compile/releases.ts'
import type { Host, Project, SecurityGroup } from '../project/schema.ts'
import type { Origin, Ruleset } from '../ruleset/ruleset.ts'
import type { CautionCode } from '../texts/en/cautions.ts'
import type { About, Caution } from './caution.ts'
import { portLabel } from './names.ts'

/** What the cautions of one host are found in. */
export interface CautionContext {
  readonly project: Project
  readonly host: Host
  readonly facts: ReleaseFacts
  readonly ports: HostPorts
  readonly members: Members
  /** Groups that filtered ports of the host have, in the project's order. */
  readonly groups: readonly SecurityGroup[]
  readonly ruleset: Ruleset
  readonly caution: (code: CautionCode, about: About, values?: Caution['values']) => Caution
  readonly portName: (portId: string) => string
}

export function cautionContext(project: Project, host: Host, ruleset: Ruleset): CautionContext {
  const facts = factsOf(host)
  const ports = hostPorts(project, host, facts)
  const bound = new Set(ports.filtered.flatMap(({ securityGroupIds }) => securityGroupIds))
  return {
    ...{ project, host, facts, ports, ruleset },
    members: new Members(project, prefixReader(), facts.membersHaveAddress),
    groups: project.securityGroups.filter(({ id }) => bound.has(id)),
    caution: (code, about, values = {}) => ({
      ...{ code, about, host: host.name },
      values: { host: host.name, release: host.release, ...values },
    }),
    portName: (portId) => portLabel(project, portId),
  }
}

/** Origins of all lines of a ruleset. */
export function* originsOf({ tables }: Ruleset): Generator<Origin> {
  for (const { chains } of tables) for (const { rules } of chains) for (const { origin } of rules) yield origin
}
