import type { ReasonSubject } from '#shared/explain/reason'
import type { Project } from '#shared/project/schema'
import { chainKey, type IndexedChain, type KernelIndex } from '../../state/kernel-index.ts'
import { type SeenOrigin, seeOrigin, subjectOf } from '../../state/kernel-origin.ts'
import { type SeenRule, seeRule } from '../../state/kernel-rule.ts'
import { matchWords, plainAddress } from '../../state/kernel-words.ts'
import { asksNothing, textOf } from './chain-flow.ts'

/** One line of the chosen chain's table: all that stays the same while counters move. */
export interface RuleLine {
  readonly id: string
  readonly row: number
  /** Null for the policy of a hook, which comes last. */
  readonly number: number | null
  readonly chain: string
  /** The kernel's text after `-A CHAIN `. */
  readonly text: string
  readonly mark: string | null
  readonly rule: SeenRule
  /** Words of the tools; empty when the rule asks nothing. */
  readonly words: string
  readonly source: string | null
  /** Rules before it may have taken packets away, so that "every packet" would say too much. */
  readonly afterOthers: boolean
  readonly policy: string | null
  readonly origin: SeenOrigin
  /** What it is there for is told from this; null for a rule of others and for a policy. */
  readonly subject: ReasonSubject | null
}

export function ruleLines(index: KernelIndex, chain: IndexedChain, project: Project | null): RuleLine[] {
  const lines = chain.rows.map((row, at) => lineOf(index, chain, { row, at }, project))
  const policy = policyLine(index, chain)
  return policy === null ? lines : [...lines, policy]
}

/** The line of one row; null where there is none, and for a policy. */
export function ruleLineAt(index: KernelIndex, row: number, project: Project | null): RuleLine | null {
  const found = index.rows[row]
  if (found === undefined || found.rule === null) return null
  const chain = index.chainByName.get(chainKey(found.family, found.table, found.chain))
  return chain === undefined ? null : lineOf(index, chain, { row, at: found.rule - 1 }, project)
}

function lineOf(
  index: KernelIndex,
  chain: IndexedChain,
  { row, at }: { readonly row: number; readonly at: number },
  project: Project | null,
): RuleLine {
  const rule = seeRule(textOf(index, row))
  return {
    id: index.keys[row] ?? `${row}`,
    row,
    number: at + 1,
    chain: chain.name,
    text: textOf(index, row),
    mark: index.rows[row]?.mark ?? null,
    rule,
    words: matchWords(rule),
    source: rule.source,
    afterOthers: at > 0 && asksNothing(index, row) && takesAway(index, chain, at),
    policy: null,
    origin: seeOrigin(index, row, project),
    subject: subjectOf(index, chain, row),
  }
}

const takesAway = (index: KernelIndex, chain: IndexedChain, before: number): boolean =>
  chain.rows.slice(0, before).some((row) => !asksNothing(index, row) && seeRule(textOf(index, row)).verdict !== 'jump')

const POLICY: Readonly<Record<string, SeenRule['verdict']>> = { ACCEPT: 'accept', DROP: 'drop' }

function policyLine(index: KernelIndex, chain: IndexedChain): RuleLine | null {
  if (chain.policyRow === null || chain.policy === null) return null
  const rule: SeenRule = { ...seeRule(''), verdict: POLICY[chain.policy] ?? 'none' }
  return {
    id: index.keys[chain.policyRow] ?? 'policy',
    row: chain.policyRow,
    number: null,
    chain: chain.name,
    text: `-P ${chain.name} ${chain.policy}`,
    mark: null,
    rule,
    words: '',
    source: null,
    afterOthers: true,
    policy: chain.policy,
    origin: { kind: 'policy' },
    subject: null,
  }
}

/** Source as the column shows it: `/32` is the kernel's way to say one address. */
export const sourceWords = (line: RuleLine): string | null => (line.source === null ? null : plainAddress(line.source))
