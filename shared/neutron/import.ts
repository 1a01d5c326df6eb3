import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { checkProject } from '../project/check.ts'
import { PROJECT_VERSION } from '../project/migrations.ts'
import { DEFAULT_QUOTAS, NEWEST_RELEASE, Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import { carrier } from './carried.ts'
import { type Answer, Collector } from './collect.ts'
import { decodeAll } from './decode.ts'
import { drawFloatingIps } from './draw-floating-ips.ts'
import { drawGroups } from './draw-groups.ts'
import { drawNetworks } from './draw-networks.ts'
import { drawPorts } from './draw-ports.ts'
import type { Loss } from './loss.ts'

/** A project made of documents, and each thing of them that is not in it as it stood there. */
export interface Imported {
  readonly project: Project
  readonly losses: readonly Loss[]
}

/** Characters of one list that the project carries as a whole: floating IPs that are not associated, trunks. */
const LONGEST_LIST = 8 * 1024 * 1024

/** A document says nothing of its project but what is in it. */
export const IMPORTED_NAME = 'Imported from Neutron'

/**
 * Documents of the Networking API v2.0 as one project. Hosts come from `binding:host_id` and get the settings of a 25.2 hybrid agent; VMs
 * from the ports of `compute:…` owners, one for each device. What is not understood is carried in the project, and what cannot be is a
 * loss. A value that is not of its field's form, and what no project may hold, are issues, and then there is no project.
 */
export function importDocuments(answers: readonly Answer[]): Result<Imported, Issue[]> {
  const losses: Loss[] = []
  const issues: Issue[] = []
  const collector = new Collector(losses, issues)
  const strangers = answers.filter((answer) => !collector.read(answer))
  // A client prints an empty list without saying of what; alone it is a document of nothing.
  if (strangers.length === 0 && answers.every(({ value }) => Array.isArray(value) && value.length === 0)) strangers.push(...answers)
  if (strangers.length > 0) return err(strangers.map(({ file }) => unknownDocument(file)))
  const collected = collector.result()
  const { carry } = carrier(losses)
  const resources = decodeAll(collected, carry, losses, issues)
  if (issues.length > 0) return err(issues)

  const groups = drawGroups(resources, losses, issues)
  const { ports, hostNames, vms, routers } = drawPorts(resources, losses)
  const floating = drawFloatingIps(resources, ports, losses)
  if (issues.length > 0) return err(issues)
  const aside = carrier(losses, LONGEST_LIST).carry(
    [
      ...[...collected.others].map(([name, { value }]) => [name, value] as const),
      ...(floating.aside.length > 0 ? [['floatingips', floating.aside] as const] : []),
    ],
    { file: '', path: [] },
  )
  const drawn = {
    ...{ format: 'tapwall-project', version: PROJECT_VERSION, name: IMPORTED_NAME, layout: 'neutron' },
    ...{ apiRelease: NEWEST_RELEASE, quotas: DEFAULT_QUOTAS },
    hosts: hostNames.map((name) => ({ ...IMPORTED_HOST, name })),
    ...drawNetworks(resources, losses),
    ...{ routers, floatingIps: floating.associated, outsideHosts: [], vms, ports },
    securityGroups: groups,
    addressGroups: resources.address_group.map(({ api, carried }) => ({ ...api, ...carried })),
    ...(aside === undefined ? {} : { carried: aside }),
  }
  // Lengths, ids and MAC addresses are checked by the project's own schema.
  const project = Project.safeParse(drawn)
  if (!project.success) return err(decodeIssues(project.error, drawn))
  const wrong = checkProject(project.data)
  return wrong.length > 0 ? err(wrong) : ok({ project: project.data, losses })
}

/** A document says nothing of its hosts' agents. */
export const IMPORTED_HOST = {
  release: NEWEST_RELEASE,
  enableSecurityGroup: true,
  firewallDriver: 'hybrid',
  enableIpset: true,
  ipv6: true,
  comments: true,
} as const

const unknownDocument = (file: string): Issue => {
  const message =
    'This file is neither a Tapwall project ("format": "tapwall-project") nor an answer of the Networking API v2.0 (networks, subnets, ports, security_groups and the like, or what openstack … -f json prints of them).'
  return issue([], 'file.unknown-document', file === '' ? message : `${file}: ${message}`)
}
