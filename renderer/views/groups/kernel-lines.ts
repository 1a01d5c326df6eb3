import { withoutMark } from '#shared/netfilter/dump'
import type { VerdictKind } from '../../parts/verdict.tsx'
import { type KernelIndex, originOf } from '../../state/kernel-index.ts'
import { seeRule } from '../../state/kernel-rule.ts'

/** One line of the kernel as the pane under the rules shows it. */
export interface KernelLine {
  readonly row: number
  readonly rows: readonly number[]
  readonly chain: string
  readonly family: 'ipv4' | 'ipv6'
  readonly number: number
  /** The kernel's words without our mark and without the target. */
  readonly text: string
  readonly verdict: VerdictKind
  readonly target: string | null
  readonly mark: string | null
  /** A neighbour that explains the line: what stands above it, and what is left below. */
  readonly isContext: boolean
}

/** So many chains get their neighbours; with more ports the lines alone are long enough. */
const MOST_WITH_CONTEXT = 2
const MOST_LINES = 40

export interface KernelLines {
  readonly lines: readonly KernelLine[]
  /** Lines of the rule in the kernel. */
  readonly count: number
  readonly hidden: number
}

/** The lines that a group rule became, each between RELATED,ESTABLISHED above it and the fallback below it. */
export function kernelLines(index: KernelIndex, ruleId: string): KernelLines {
  const own = index.rowsByGroupRule.get(ruleId) ?? []
  const withContext = own.length <= MOST_WITH_CONTEXT
  const lines = own.slice(0, MOST_LINES).flatMap((row) => {
    if (!withContext) return lineAt(index, row, false)
    const chain = index.chains.find((each) => each.rows.includes(row))
    const above = chain?.rows.find((other) => {
      const origin = originOf(index, other)
      return origin?.kind === 'base' && origin.what === 'established'
    })
    const below = chain?.rows.at(-1)
    return [
      ...(above === undefined ? [] : lineAt(index, above, true)),
      ...lineAt(index, row, false),
      ...(below === undefined || below === row ? [] : lineAt(index, below, true)),
    ]
  })
  return { lines, count: own.length, hidden: Math.max(0, own.length - MOST_LINES) }
}

function lineAt(index: KernelIndex, row: number, isContext: boolean): readonly KernelLine[] {
  const at = index.rows[row]
  if (at === undefined || at.rule === null) return []
  const seen = seeRule(at.text)
  return [
    {
      row,
      rows: [row],
      chain: at.chain,
      family: at.family,
      number: at.rule,
      text: withoutMark(at.text)
        .replace(/ ?-[jg] .*$/, '')
        .trim(),
      verdict: seen.verdict,
      target: seen.jump ?? seen.otherTarget,
      mark: at.mark,
      isContext,
    },
  ]
}
