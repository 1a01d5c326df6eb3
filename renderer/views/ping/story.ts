import type { TFunction } from 'i18next'
import type { MovedRow } from '#shared/contract/states'
import { portLabel } from '#shared/explain/names'
import type { Project } from '#shared/project/schema'
import { isVmPort } from '../../parts/way-strip/way-place.ts'
import { groupName } from '../../state/group-names.ts'
import type { KernelIndex, OriginState } from '../../state/kernel-index.ts'
import { seeRule } from '../../state/kernel-rule.ts'
import { shortChain } from '../../state/kernel-words.ts'
import type { PingRun } from '../../state/ping-run.ts'
import { movedInOrder, wordsOfText } from './moved-lines.ts'

/**
 * What a test did, told from the counters that moved and nothing else. Each sentence has its number from a rule; what no counter
 * says is not said.
 */
type T = TFunction<'ping'>

/** Words of the kernel are set apart from prose; these two signs cannot be in a name. */
const OPEN = '\u2068'
const CLOSE = '\u2069'
const code = (text: string): string => `${OPEN}${text}${CLOSE}`

/** A sentence in its parts, every second one a word of the kernel. */
export const storyParts = (sentence: string): string[] => sentence.split(/[\u2068\u2069]/)

/** A moved rule with what it was made for. */
interface Told {
  readonly row: MovedRow
  readonly origin: OriginState | null
  readonly role: KernelIndex['chains'][number]['role']
  readonly portId: string | null
  readonly verdict: ReturnType<typeof seeRule>['verdict']
  readonly jump: string | null
}

export function storyOf(t: T, run: PingRun, project: Project | null, host: string): string[] {
  if (run.moved === null || run.counted === null || run.seen === null) return []
  const told = tell(movedInOrder(run), run.seen.index)
  const ports = [...new Set(told.flatMap((one) => (one.portId === null ? [] : [one.portId])))]
  const sentences = [
    answered(t, run.counted, run.lines),
    ...(told.length === 0 && run.counted.sent > 0 ? [t('happened.noRule', { host })] : []),
    ...forward(t, told, project, host),
    ...ports.flatMap((portId) => ofPort(t, told, portId, project)),
    ...endings(t, told, project),
    ...losses(t, run, told, project, host),
    ...(told.length > 0 && !told.some((one) => one.row.chain === 'INPUT') ? [t('happened.inputStill')] : []),
  ]
  // Both address families may give the same sentence.
  return [...new Set(sentences)]
}

function tell(moved: readonly MovedRow[], index: KernelIndex): Told[] {
  const chains = new Map(index.chains.map((chain) => [`${chain.family} ${chain.table} ${chain.name}`, chain]))
  return moved.flatMap((row): Told[] => {
    if (row.table !== 'filter' || row.rule === null || row.packets <= 0) return []
    const chain = chains.get(`${row.family} ${row.table} ${row.chain}`)
    const { verdict, jump } = seeRule(row.text)
    const origin = (row.mark !== null && index.rules.origins[row.mark]) || null
    return [{ row, origin, role: chain?.role ?? 'foreign', portId: chain?.portId ?? null, verdict, jump }]
  })
}

interface Counted {
  readonly sent: number
  readonly received: number
}

function answered(t: T, { sent, received }: Counted, lines: readonly string[]): string {
  if (sent === 0) {
    const last = lines.findLast((line) => line.trim() !== '')
    return last === undefined ? t('happened.sentNothing') : t('happened.sentNothingSays', { words: code(last.trim()) })
  }
  if (received === 0) return t('happened.noneAnswered', { count: sent })
  return received >= sent ? t('happened.all', { count: sent }) : t('happened.some', { count: received, sent })
}

const sum = (told: readonly Told[]): number => told.reduce((all, one) => all + one.row.packets, 0)

/** Packets that met the hook, and of which ports they were, from the jumps by device. */
function forward(t: T, told: readonly Told[], project: Project | null, host: string): string[] {
  const most = Math.max(0, ...told.filter((one) => one.row.chain === 'FORWARD').map((one) => one.row.packets))
  if (most === 0) return []
  const parts = told
    .filter((one) => one.role === 'forward' && one.origin?.kind === 'port')
    .map((one) => {
      const name = one.origin?.kind === 'port' ? portLabel(project, one.origin.portId) : ''
      const towards = seeRule(one.row.text).matches.some((match) => match.kind === 'physdev' && match.out !== undefined)
      return t(towards ? 'happened.towards' : 'happened.outOf', { count: one.row.packets, name })
    })
  const split = parts.length === 0 ? '' : t('happened.split', { parts: parts.join(t('happened.comma')) })
  return [t('happened.forward', { count: most, host: code(host), split })]
}

function ofPort(t: T, told: readonly Told[], portId: string, project: Project | null): string[] {
  const own = told.filter((one) => one.portId === portId)
  const name = portLabel(project, portId)
  const into = decided(
    t,
    own.filter((one) => one.role === 'port-in'),
    project,
  )
  const out = decided(
    t,
    own.filter((one) => one.role === 'port-out'),
    project,
  )
  return [
    ...(into === '' ? [] : [t('happened.into', { name, parts: into })]),
    ...sourceCheck(
      t,
      own.filter((one) => one.role === 'port-source'),
      name,
    ),
    ...(out === '' ? [] : [t('happened.out', { name, parts: out })]),
  ]
}

/** The rules of one port chain that took packets, group rules first. */
function decided(t: T, told: readonly Told[], project: Project | null): string {
  const first = (one: Told) => (one.origin?.kind === 'group-rule' ? 0 : 1)
  return [...told]
    .sort((a, b) => first(a) - first(b))
    .flatMap((one) => {
      const count = one.row.packets
      const words = code(wordsOfText(one.row.text))
      const { origin } = one
      if (origin?.kind === 'group-rule') return [t('happened.matchedRule', { count, words, origin: groupRule(t, origin, project) })]
      if (origin?.kind === 'base' && origin.what === 'invalid') return [t('happened.invalid', { count })]
      if (origin?.kind === 'base' && origin.what === 'fallback')
        return [t('happened.fellThroughIn', { count, chain: code(shortChain(one.jump ?? '')) })]
      if (one.verdict === 'drop') return [t('happened.dropped', { count, words })]
      return one.verdict === 'return' || one.verdict === 'accept' ? [t('happened.matched', { count, words })] : []
    })
    .join(t('happened.comma'))
}

function groupRule(t: T, origin: Extract<OriginState, { kind: 'group-rule' }>, project: Project | null): string {
  const group = project?.securityGroups.find((g) => g.id === origin.groupId)
  const at = group?.rules.findIndex((rule) => rule.id === origin.ruleId) ?? -1
  const name = group === undefined ? origin.groupId.slice(0, 8) : groupName(group)
  return at === -1 ? name : t('happened.groupRule', { group: name, number: at + 1 })
}

function sourceCheck(t: T, told: readonly Told[], name: string): string[] {
  const chain = code(shortChain(told[0]?.row.chain ?? ''))
  const passed = sum(told.filter((one) => one.verdict === 'return'))
  const dropped = sum(told.filter((one) => one.verdict === 'drop'))
  return [
    ...(passed > 0 ? [t('happened.sourcePassed', { count: passed, name, chain })] : []),
    ...(dropped > 0 ? [t('happened.sourceDropped', { count: dropped, name, chain })] : []),
  ]
}

function endings(t: T, told: readonly Told[], project: Project | null): string[] {
  const accepted = told.filter((one) => one.role === 'sg-chain' && one.verdict === 'accept')
  const fallback = told.filter((one) => one.role === 'sg-fallback' && one.verdict === 'drop')
  const names = [
    ...new Set(
      told.flatMap((one) =>
        one.origin?.kind === 'base' && one.origin.what === 'fallback' ? [portLabel(project, one.origin.portId)] : [],
      ),
    ),
  ].join(t('happened.nameComma'))
  return [
    ...fallback.map((one) => t('happened.fallback', { count: one.row.packets, chain: code(shortChain(one.row.chain)), names })),
    ...accepted.map((one) => t('happened.accepted', { count: one.row.packets, chain: code(shortChain(one.row.chain)) })),
  ]
}

/** Only the watched host is read: that nothing was dropped anywhere is certain when every echo was answered, and only then. */
function losses(t: T, run: PingRun, told: readonly Told[], project: Project | null, host: string): string[] {
  const { sent, received } = run.counted ?? { sent: 0, received: 0 }
  if (sent === 0) return []
  const policy = run.moved?.some((row) => row.rule === null && row.packets > 0 && row.text === 'policy DROP') ?? false
  const dropped = sum(told.filter((one) => one.verdict === 'drop'))
  const none = told.length > 0 && dropped === 0 && !policy
  if (received >= sent) return none ? [t('happened.nothingDropped')] : []
  const others = filteringHosts(project).filter((name) => name !== host)
  const unread = t('happened.notRead', { count: others.length, names: others.map(code).join(t('happened.nameComma')) })
  if (none && others.length === 0) return [t('happened.lostElsewhere', { host: code(host) })]
  return [
    ...(none ? [t('happened.nothingDroppedHere', { host: code(host) })] : []),
    ...(others.length > 0 && dropped < sent - received ? [unread] : []),
  ]
}

/** Hosts with a VM on them: elsewhere no chain of a port is. */
const filteringHosts = (project: Project | null): string[] =>
  project?.hosts.map(({ name }) => name).filter((name) => project.ports.some((port) => port.hostName === name && isVmPort(port))) ??
  []
