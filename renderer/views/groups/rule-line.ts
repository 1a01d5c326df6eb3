import { compile } from '#shared/compile/compile'
import { portIssue } from '#shared/net/port-range'
import { printRule } from '#shared/netfilter/print-rule'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import type { DraftField, RuleDraft } from './rule-draft.ts'

/** A line in pieces; the pieces that a field makes wrong are marked. */
export interface LinePiece {
  /** How many characters stand before it. */
  readonly at: number
  readonly text: string
  readonly bad: boolean
}
type Piece = Omit<LinePiece, 'at'>

/** Stands in for what cannot be compiled yet, so that the rest of the line is the compiler's own. */
const STAND_IN = { IPv4: '192.0.2.0/24', IPv6: '2001:db8::/32' } as const

/** Where a field's text stands in the line: behind one of these flags. */
const FLAGS: Partial<Record<DraftField, readonly string[]>> = {
  remote: ['-s', '-d'],
  protocol: ['-p'],
  ports: ['--dport', '--dports'],
  icmpType: ['--icmp-type', '--icmpv6-type'],
  icmpCode: ['--icmp-type', '--icmpv6-type'],
}

/** The iptables line that the draft would become, in the words of iptables-save; empty when nothing can be said yet. */
export function ruleLine(
  project: Project,
  groupId: string,
  draft: RuleDraft,
  rule: SecurityGroupRule,
  bad: ReadonlySet<DraftField>,
): readonly LinePiece[] {
  const sound: SecurityGroupRule = {
    ...rule,
    protocol: bad.has('protocol') ? null : rule.protocol,
    ...(bad.has('ports') ? { portRangeMin: 1, portRangeMax: 2 } : {}),
    ...(bad.has('icmpType') || bad.has('icmpCode') ? { portRangeMin: 8, portRangeMax: null } : {}),
    ...(bad.has('remote') ? { remoteIpPrefix: STAND_IN[rule.ethertype], remoteGroupId: null, remoteAddressGroupId: null } : {}),
  }
  const line = compileOne(project, groupId, sound)
  if (line === null) return []
  const typed: Partial<Record<DraftField, string>> = {
    remote: draft.remote.trim(),
    ports: draft.ports.trim().replace('-', ':'),
    icmpType: [draft.icmpType, draft.icmpCode]
      .map((text) => text.trim())
      .filter(Boolean)
      .join('/'),
    icmpCode: [draft.icmpType, draft.icmpCode]
      .map((text) => text.trim())
      .filter(Boolean)
      .join('/'),
  }
  const words = bad.has('protocol') ? ['-p', draft.protocol.trim(), ...line.split(' ')] : line.split(' ')
  const pieces = words.flatMap((word, at) => {
    const flag = words[at - 1] ?? ''
    const field = [...bad].find((each) => FLAGS[each]?.includes(flag) === true)
    const text = field === undefined || field === 'protocol' ? word : (typed[field] ?? word)
    const blank = at === 0 ? [] : [{ text: ' ', bad: false }]
    return [...blank, ...(field === 'ports' ? portPieces(text) : [{ text, bad: field !== undefined }])]
  })
  return placed(pieces)
}

function placed(pieces: readonly Piece[]): readonly LinePiece[] {
  let at = 0
  return pieces.map((piece) => {
    const here = at
    at += piece.text.length
    return { ...piece, at: here }
  })
}

/** Of a range only the number that cannot be a port is wrong; where both could be, their order is, and both are marked. */
function portPieces(text: string): readonly Piece[] {
  const [from = '', to] = text.split(':')
  const isPort = (part: string): boolean => /^\d{1,5}$/.test(part) && portIssue(Number(part)) === null
  if (to === undefined || isPort(from) === isPort(to)) return [{ text, bad: true }]
  return [
    { text: from, bad: !isPort(from) },
    { text: ':', bad: false },
    { text: to, bad: !isPort(to) },
  ]
}

/** Compiles the project with this one rule on one port, and takes its line. */
function compileOne(project: Project, groupId: string, rule: SecurityGroupRule): string | null {
  const host = project.hosts[0]
  const port = project.ports.find((each) => each.hostName === host?.name && each.deviceOwner.startsWith('compute:'))
  if (host === undefined || port === undefined) return null
  const small: Project = {
    ...project,
    floatingIps: [],
    ports: [{ ...port, securityGroupIds: [groupId], portSecurityEnabled: true }],
    securityGroups: project.securityGroups.flatMap((group) =>
      group.id === groupId ? { ...group, rules: [rule] } : group.id === rule.remoteGroupId ? { ...group, rules: [] } : [],
    ),
  }
  try {
    const ruleset = compile(small, host.name)
    if (!ruleset.ok) return null
    for (const { family, chains } of ruleset.value.tables)
      for (const { rules } of chains)
        for (const { origin, spec } of rules)
          if (origin.kind === 'group-rule' && origin.ruleId === rule.id) return printRule(family, spec)
  } catch {
    // A half-typed rule may be nothing that can be compiled; then there is no line to show.
  }
  return null
}
