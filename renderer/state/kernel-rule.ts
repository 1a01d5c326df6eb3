import { isExtensionTarget, parseRule, targetWord } from '#shared/netfilter/parse-rule'
import type { Match, Target } from '#shared/netfilter/rule-spec'

/** A kernel rule as the page speaks of it. Whatever is not known keeps the kernel's own words. */
export interface SeenRule {
  readonly source: string | null
  readonly destination: string | null
  readonly protocol: string | null
  readonly matches: readonly Match[]
  /** Words that no match of ours stands for. */
  readonly unknown: readonly string[]
  readonly verdict: 'accept' | 'return' | 'drop' | 'jump' | 'none'
  /** Chain that is jumped to. */
  readonly jump: string | null
  /** A target that is none of these, in the kernel's words. */
  readonly otherTarget: string | null
}

/** Texts repeat with every version of the rules; each is parsed once. */
const seen = new Map<string, SeenRule>()
const MOST = 200_000

export function seeRule(text: string): SeenRule {
  const known = seen.get(text)
  if (known) return known
  if (seen.size > MOST) seen.clear()
  const rule = read(text)
  seen.set(text, rule)
  return rule
}

function read(text: string): SeenRule {
  const { spec, words } = parseRule(text)
  if (spec === null) return readUnknown(words)
  const target = wordOfTarget(spec.target)
  return {
    source: spec.source ?? null,
    destination: spec.destination ?? null,
    protocol: spec.protocol ?? null,
    matches: spec.matches,
    unknown: spec.inInterface === undefined ? [] : ['-i', spec.inInterface],
    verdict: verdictOf(spec.target),
    jump: spec.target.kind === 'jump' ? spec.target.chain : null,
    otherTarget: target,
  }
}

/** The verdict of a target; a zone is none: the packet goes on. */
export const verdictOf = (target: Target): SeenRule['verdict'] =>
  target.kind === 'zone' || target.kind === 'notrack' ? 'none' : target.kind

const wordOfTarget = (target: Target): string | null =>
  target.kind === 'zone' ? `CT zone ${target.zone}` : target.kind === 'notrack' ? 'CT notrack' : null

const VERDICTS: Readonly<Record<string, SeenRule['verdict']>> = { ACCEPT: 'accept', DROP: 'drop', RETURN: 'return' }

/** A rule with words that have no model: only its target is understood, all else is carried as it stands. */
function readUnknown(words: readonly string[]): SeenRule {
  const target = targetWord(words)
  const before = words.slice(
    0,
    words.findIndex((word) => word === '-j' || word === '-g'),
  )
  const verdict = VERDICTS[target ?? ''] ?? (target === null || isExtensionTarget(target) ? 'none' : 'jump')
  return {
    source: null,
    destination: null,
    protocol: null,
    matches: [],
    unknown: target === null ? words : before,
    verdict,
    jump: verdict === 'jump' ? target : null,
    otherTarget: verdict === 'none' ? target : null,
  }
}
