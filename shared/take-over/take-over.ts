import { compile } from '../compile/compile.ts'
import { type Issue, issue } from '../errors.ts'
import { parseRule } from '../netfilter/parse-rule.ts'
import type { Edit } from '../project/edit-schema.ts'
import { applyEdit } from '../project/edits.ts'
import type { Port, Project, SecurityGroupRule } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { DriftItem } from '../sync/drift.ts'
import { draftsOf } from './drafts.ts'
import { meaningKey, meaningOf, type Unsayable } from './meaning.ts'

/** The edit after which the project says what the kernel holds. */
export interface Offer {
  readonly edit: Extract<Edit, { do: 'rule.create' | 'rule.update' | 'rule.delete' }>
  readonly groupId: string
  readonly rule: SecurityGroupRule
  /** Other ports that have the group: the next apply changes their lines, too. */
  readonly alsoPorts: readonly string[]
}

/**
 * How a difference on `host` becomes the project's: a missing line by deleting its group rule, a changed one by changing it, one of
 * others in a port's chain by a new rule in a group of that port (`groupId`; null: the one that the fewest ports have). Each edit is
 * compiled: it is only offered when the chain then says what the kernel holds, no line more and none less. Errors say why there is
 * nothing to offer; putting back and ignoring are left. `newId` becomes the id of a new rule.
 */
export function takeOver(
  project: Project,
  host: string,
  item: DriftItem,
  groupId: string | null,
  newId: string,
): Result<Offer, Issue> {
  if (item.what !== 'rule') return refuse(item.what === 'member' || item.what === 'set' ? 'members' : item.what)
  const { origin } = item
  if (item.kind === 'moved') return refuse('moved')
  if (item.kind === 'foreign') return item.mark === null ? newRule(project, host, item, groupId, newId) : refuse('copy')
  if (origin?.kind !== 'group-rule') return refuse('not-of-group')
  if (origin.member !== null) return refuse('member-line')
  const group = project.securityGroups.find(({ id }) => id === origin.groupId)
  const rule = group?.rules.find(({ id }) => id === origin.ruleId)
  const port = project.ports.find(({ id }) => id === origin.portId)
  if (group === undefined || rule === undefined || port === undefined) return refuse('gone')
  if (item.kind === 'missing') {
    const edit = { do: 'rule.delete', groupId: group.id, ruleId: rule.id } as const
    return explained(project, host, item, port, { edit, groupId: group.id, rule })
  }
  return firstThatExplains(project, item, port, rule, (changed) => {
    const edit = { do: 'rule.update', groupId: group.id, rule: changed } as const
    return explained(project, host, item, port, { edit, groupId: group.id, rule: changed })
  })
}

function newRule(project: Project, host: string, item: DriftItem, asked: string | null, id: string): Result<Offer, Issue> {
  const port = project.ports.find((other) => other.id === item.portId)
  if (port === undefined) return refuse('not-of-port')
  const groupId = asked ?? fewest(project, port)
  if (groupId === null || !port.securityGroupIds.includes(groupId)) return refuse('no-group')
  const description = commentOf(item.now ?? '')
  return firstThatExplains(project, item, port, { id, description }, (rule) => {
    const edit = { do: 'rule.create', groupId, rule } as const
    return explained(project, host, item, port, { edit, groupId, rule })
  })
}

/** The port's group that the fewest other ports have. */
function fewest({ ports }: Project, { securityGroupIds }: Port): string | null {
  const users = (id: string): number => ports.filter((port) => port.securityGroupIds.includes(id)).length
  return securityGroupIds.toSorted((a, b) => users(a) - users(b))[0] ?? null
}

function commentOf(text: string): string {
  const { words } = parseRule(text)
  const comment = words[words.indexOf('--comment') + 1] ?? ''
  return words.includes('--comment') && !comment.startsWith('tw:') ? comment : ''
}

type Base = Pick<SecurityGroupRule, 'id' | 'description'> & Partial<SecurityGroupRule>

function firstThatExplains(
  project: Project,
  item: DriftItem,
  port: Port,
  base: Base,
  attempt: (rule: SecurityGroupRule) => Result<Offer, Issue>,
): Result<Offer, Issue> {
  const { spec } = parseRule(item.now ?? '')
  const meaning = spec === null ? 'match' : meaningOf(spec)
  if (typeof meaning === 'string') return refuse(meaning)
  const letter = letterOf(item.chain, port.id)
  if (letter === null) return refuse('not-of-port')
  const direction = letter === 'i' ? 'ingress' : 'egress'
  let refused = refuse('not-explained')
  for (const draft of draftsOf(project, direction, item.family === 'ipv6' ? 'IPv6' : 'IPv4', meaning)) {
    const offer = attempt({ ...base, ...draft })
    if (offer.ok) return offer
    refused = offer
  }
  return refused
}

/** `neutron-openvswi-iXXXXXXXX-X` is what the port gets, `-o…` what it sends; its source chain is neither. */
function letterOf(chain: string, portId: string): 'i' | 'o' | null {
  const [, letter, head = ''] = /^neutron-(?:openvswi|linuxbri)-([io])(.+)$/.exec(chain) ?? []
  return head !== '' && portId.startsWith(head) && (letter === 'i' || letter === 'o') ? letter : null
}

/** The chain's lines change by exactly what differs in the kernel. */
function explained(
  project: Project,
  host: string,
  item: DriftItem,
  port: Port,
  offer: Omit<Offer, 'alsoPorts'>,
): Result<Offer, Issue> {
  const edited = applyEdit(project, offer.edit)
  if (!edited.ok) return err(edited.error[0] ?? because('not-explained'))
  const [before, after] = [compile(project, host), compile(edited.value, host)]
  if (!before.ok || !after.ok) return refuse('not-explained')
  const [gone, come] = difference(linesOf(before.value, item), linesOf(after.value, item))
  const wanted = (text: string | null, is: boolean): string => {
    const { spec } = parseRule(text ?? '')
    return spec === null || !is ? '' : meaningKey(spec)
  }
  if (gone !== wanted(item.was, item.kind !== 'foreign') || come !== wanted(item.now, item.kind !== 'missing'))
    return refuse('not-explained')
  const alsoPorts = project.ports.filter(({ id, securityGroupIds }) => id !== port.id && securityGroupIds.includes(offer.groupId))
  return ok({ ...offer, alsoPorts: alsoPorts.map(({ id }) => id) })
}

const linesOf = ({ tables }: Ruleset, item: DriftItem): string[] =>
  (tables.find(({ family, table }) => family === item.family && table === item.table)?.chains ?? [])
    .filter(({ name }) => name === item.chain)
    .flatMap(({ rules }) => rules.map(({ spec }) => meaningKey(spec)))

/** Lines of the one that the other does not have, and the other way round. */
function difference(before: readonly string[], after: readonly string[]): [string, string] {
  const gone = [...before]
  const come = after.filter((line) => {
    const at = gone.indexOf(line)
    if (at >= 0) gone.splice(at, 1)
    return at < 0
  })
  return [gone.join('\n'), come.join('\n')]
}

type Why =
  | Unsayable
  | 'members'
  | 'chain'
  | 'policy'
  | 'moved'
  | 'copy'
  | 'not-of-group'
  | 'member-line'
  | 'gone'
  | 'not-of-port'
  | 'no-group'
  | 'not-explained'

const WORDS: { readonly [W in Why]: string } = {
  target: 'A rule of a group lets packets return to the chain before; ACCEPT, DROP and jumps are not its to say.',
  match: 'It matches by what no rule of a group can say.',
  'source-ports': 'It names source ports, which no rule of a group can.',
  'several-ports': 'It names several ranges of ports; a rule of a group has one.',
  members: 'Members of a set are the addresses of the ports that have the group. Change those instead.',
  chain: 'A chain as a whole is no rule of a group.',
  policy: 'The policy of a hook is not part of a project.',
  moved: 'The order of the lines of a group is not part of a project.',
  copy: 'It is a second copy of a rule that the project has already.',
  'not-of-group': 'No rule of a group made this line, so none can be changed.',
  'member-line': 'This line stands for one member of a remote group. Change the ports or addresses of that group instead.',
  gone: 'The project no longer has the rule, group or port that this line came from. The next apply settles it.',
  'not-of-port': 'It stands in a chain that belongs to no port.',
  'no-group': 'Choose a group that the port has; a port without groups has no place for a rule.',
  'not-explained': 'No single rule of a group comes to exactly this on this host.',
}

const because = (why: Why): Issue => issue([], `take-over.${why}`, WORDS[why])
const refuse = (why: Why): Result<never, Issue> => err(because(why))
