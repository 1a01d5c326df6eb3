import { issue } from '#shared/errors'
import { type PortRangeError, parsePortRange, printPortRange } from '#shared/net/port-range'
import { hasPorts, ICMP, ICMPV6, protocolNumber } from '#shared/net/protocol'
import type { AddressGroup, Direction, Ethertype, SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import { groupLabel, listLabel } from '../../state/group-names.ts'
import { issueWords } from '../../texts/issue-words.ts'

/** A rule as it is typed: texts, some of them not yet right. */
export interface RuleDraft {
  readonly direction: Direction
  readonly ethertype: Ethertype
  readonly protocol: string
  readonly ports: string
  readonly icmpType: string
  readonly icmpCode: string
  readonly remote: string
  readonly description: string
}
export type DraftField = keyof RuleDraft

export const ANY = 'any'
const GROUP = 'group '
const LIST = 'address group '

export const emptyDraft: RuleDraft = {
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  ports: '',
  icmpType: '',
  icmpCode: '',
  remote: '',
  description: '',
}

/** Which fields the protocol has. A text that is no protocol yet has none. */
export function fieldsOf(protocol: string): 'ports' | 'icmp' | 'none' {
  const number = protocolNumber(protocol.trim())
  if (number === null) return 'none'
  if (hasPorts(number)) return 'ports'
  return number === ICMP || number === ICMPV6 ? 'icmp' : 'none'
}

function portProblem({ code, message, values }: PortRangeError): { readonly message: string; readonly code: string } {
  const found = issue([], `rule.${code}`, message, values)
  return { message: issueWords(found), code: found.code }
}

const isAny = (text: string): boolean => text.trim() === '' || text.trim().toLowerCase() === ANY

/** What stands in the remote field for a group. */
export const remoteWord = (group: SecurityGroup, groups: readonly SecurityGroup[]): string => `${GROUP}${groupLabel(group, groups)}`

/** What stands in the remote field for an address group. */
export const listWord = (list: AddressGroup, lists: readonly AddressGroup[]): string => `${LIST}${listLabel(list, lists)}`

const remoteList = (text: string, lists: readonly AddressGroup[]): AddressGroup | null =>
  lists.find((list) => listWord(list, lists) === text.trim() || list.id === text.trim()) ?? null

/** The group that is meant: by the word that is offered, or by its bare name or id where only one has it. */
export function remoteGroup(text: string, groups: readonly SecurityGroup[]): SecurityGroup | null {
  const typed = text.trim()
  if (isAny(typed)) return null
  const offered = groups.find((group) => remoteWord(group, groups) === typed)
  if (offered !== undefined) return offered
  const named = groups.filter((group) => group.name === typed || group.id === typed)
  return named.length === 1 ? (named[0] ?? null) : null
}

export interface DraftProblem {
  /** Null: it is about the rule as a whole. */
  readonly field: DraftField | null
  readonly message: string
  /** Of the issue that it is. */
  readonly code?: string
  /** What Neutron would answer to it: `SecurityGroupInvalidPortRange 400`. */
  readonly answer?: string | null
}
export interface ReadDraft {
  readonly rule: SecurityGroupRule
  /** What could not be read as a value at all; `checkRule` judges the rest. */
  readonly problems: readonly DraftProblem[]
}

interface Words {
  readonly notANumber: (text: string) => string
}

/** The rule that the texts say. Fields that the protocol does not have are left out, whatever was typed in them before. */
export function readDraft(
  draft: RuleDraft,
  id: string,
  groups: readonly SecurityGroup[],
  words: Words,
  lists: readonly AddressGroup[] = [],
): ReadDraft {
  const problems: DraftProblem[] = []
  const fields = fieldsOf(draft.protocol)
  const list = remoteList(draft.remote, lists)
  const group = list === null ? remoteGroup(draft.remote, groups) : null
  const number = (field: 'icmpType' | 'icmpCode'): number | null => {
    const text = draft[field].trim()
    if (isAny(text)) return null
    if (/^\d{1,4}$/.test(text)) return Number(text)
    problems.push({ field, message: words.notANumber(text) })
    return null
  }
  let range: { min: number | null; max: number | null } = { min: null, max: null }
  if (fields === 'ports' && !isAny(draft.ports)) {
    const parsed = parsePortRange(draft.ports)
    if (parsed.ok) range = parsed.value
    else problems.push({ field: 'ports', ...portProblem(parsed.error) })
  }
  if (fields === 'icmp') range = { min: number('icmpType'), max: number('icmpCode') }
  return {
    problems,
    rule: {
      id,
      direction: draft.direction,
      ethertype: draft.ethertype,
      protocol: isAny(draft.protocol) ? null : draft.protocol.trim(),
      portRangeMin: range.min,
      portRangeMax: range.max,
      remoteIpPrefix: group !== null || list !== null || isAny(draft.remote) ? null : draft.remote.trim(),
      remoteGroupId: group?.id ?? null,
      remoteAddressGroupId: list?.id ?? null,
      description: draft.description,
    },
  }
}

/** A rule as texts, to be edited. */
export function draftOf(rule: SecurityGroupRule, groups: readonly SecurityGroup[], lists: readonly AddressGroup[] = []): RuleDraft {
  const fields = fieldsOf(rule.protocol ?? '')
  const remote = groups.find((group) => group.id === rule.remoteGroupId)
  const list = lists.find(({ id }) => id === rule.remoteAddressGroupId)
  const text = (value: number | null): string => (value === null ? '' : String(value))
  return {
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: rule.protocol ?? ANY,
    ports: fields === 'ports' ? printPortRange(rule.portRangeMin, rule.portRangeMax) : '',
    icmpType: fields === 'icmp' ? text(rule.portRangeMin) : '',
    icmpCode: fields === 'icmp' ? text(rule.portRangeMax) : '',
    remote:
      remote !== undefined ? remoteWord(remote, groups) : list !== undefined ? listWord(list, lists) : (rule.remoteIpPrefix ?? ''),
    description: rule.description,
  }
}

/** The field in which a person finds what an issue is about. */
export function fieldOfIssue(path: readonly (string | number)[], fields: 'ports' | 'icmp' | 'none'): DraftField | null {
  const last = path.findLast((step) => typeof step === 'string')
  switch (last) {
    case 'direction':
    case 'ethertype':
    case 'protocol':
    case 'description':
      return last
    case 'portRangeMin':
      return fields === 'icmp' ? 'icmpType' : 'ports'
    case 'portRangeMax':
      return fields === 'icmp' ? 'icmpCode' : 'ports'
    case 'remoteIpPrefix':
    case 'remoteGroupId':
    case 'remoteAddressGroupId':
      return 'remote'
    default:
      return null
  }
}
