import { type Issue, issue } from '../errors.ts'
import { checkAddressGroups } from './check-address-groups.ts'
import { checkNetworks } from './check-networks.ts'
import { checkPorts } from './check-ports.ts'
import { checkRuleAlone, knownIn } from './check-rule.ts'
import { MOST, type Project } from './schema.ts'

/** Projects are values: what was found in one stays true of it. */
const checked = new WeakMap<Project, readonly Issue[]>()

/** Everything that is wrong with a project beyond the shape of its fields; empty for a project that can be compiled and built. */
export function checkProject(project: Project): Issue[] {
  const known = checked.get(project)
  if (known !== undefined) return [...known]
  const found = checkAll(project)
  checked.set(project, found)
  return [...found]
}

function checkAll(project: Project): Issue[] {
  const { issues, prefixes } = checkNetworks(project)
  return [
    ...checkSizes(project),
    ...checkIds(project),
    ...issues,
    ...checkPorts(project, prefixes),
    ...checkGroups(project),
    ...checkAddressGroups(project),
  ]
}

const SIZES = [
  ['networks', 'project.too-many-networks', 'networks'],
  ['subnets', 'project.too-many-subnets', 'subnets'],
  ['vms', 'project.too-many-vms', 'VMs'],
  ['ports', 'project.too-many-ports', 'ports'],
] as const

/** An edit adds one thing; a project that it made too large could be saved and not be read again. */
function checkSizes(project: Project): Issue[] {
  const { securityGroups, ports } = project
  const issues: Issue[] = []
  for (const [kind, code, words] of SIZES)
    if (project[kind].length > MOST[kind])
      issues.push(issue([kind], code, `A project holds at most ${MOST[kind]} ${words}.`, { most: MOST[kind] }))
  if (securityGroups.length > MOST.groups)
    issues.push(
      issue(['securityGroups'], 'project.too-many-groups', `A project holds at most ${MOST.groups} groups.`, { most: MOST.groups }),
    )
  securityGroups.forEach(({ name, rules }, at) => {
    if (rules.length > MOST.rulesOfGroup)
      issues.push(
        issue(
          ['securityGroups', at, 'rules'],
          'group.too-many-rules',
          `Group ${name} would have more than ${MOST.rulesOfGroup} rules.`,
          {
            name,
            most: MOST.rulesOfGroup,
          },
        ),
      )
  })
  ports.forEach(({ name, id, securityGroupIds }, at) => {
    if (securityGroupIds.length > MOST.groupsOfPort)
      issues.push(
        issue(
          ['ports', at, 'securityGroupIds'],
          'port.too-many-groups',
          `Port ${name || id} would have more than ${MOST.groupsOfPort} groups.`,
          {
            port: name || id,
            most: MOST.groupsOfPort,
          },
        ),
      )
  })
  return issues
}

function checkIds(project: Project): Issue[] {
  const issues: Issue[] = []
  const check = (kind: string, ids: readonly string[]): void => {
    const seen = new Set<string>()
    ids.forEach((id, at) => {
      if (seen.has(id)) issues.push(idTwice([kind, at, kind === 'hosts' ? 'name' : 'id'], id))
      seen.add(id)
    })
  }
  check(
    'hosts',
    project.hosts.map(({ name }) => name),
  )
  for (const kind of [
    'networks',
    'subnets',
    'routers',
    'floatingIps',
    'outsideHosts',
    'vms',
    'ports',
    'securityGroups',
    'addressGroups',
  ] as const)
    check(
      kind,
      project[kind].map(({ id }) => id),
    )
  return issues
}

const idTwice = (path: readonly (string | number)[], id: string): Issue =>
  issue(path, 'id.twice', `${id} is there twice. Give one of them another id.`, { id })

function checkGroups(project: Project): Issue[] {
  const issues: Issue[] = []
  const known = knownIn(project)
  const ids = new Set<string>()
  project.securityGroups.forEach((group, groupAt) => {
    group.rules.forEach((rule, ruleAt) => {
      const path = ['securityGroups', groupAt, 'rules', ruleAt]
      for (const found of checkRuleAlone(rule, known)) issues.push({ ...found, path: [...path, ...found.path] })
      // Marks lead from the kernel to a rule by its id, so it is unique over all groups.
      if (ids.has(rule.id)) issues.push(idTwice([...path, 'id'], rule.id))
      ids.add(rule.id)
    })
  })
  return issues
}
