import type { PacketWalk, SideBySide, TracedPass } from '#shared/contract/walk'
import { passesByRules } from '#shared/walk/passes'
import type { HookName, HookWalk, Journey, Pass, Step } from '#shared/walk/step'

/**
 * A packet's steps as rows of one table: each pass and each hook with a heading, and beside each step what the other side says of it. The
 * other side is the kernel's trace, or the same packet through other rules.
 */

export interface Crossing {
  /** The namespace, and what a person calls its machine. */
  readonly place: string
  readonly title: string
  readonly bridge: string | null
  readonly in: string | null
  readonly out: string | null
  readonly kind: Pass['kind']
  readonly end: Pass['end']
  readonly hooks: readonly HookWalk[]
  /** Of a trace: its last words were lost. */
  readonly isCut?: true
}

interface PassRow {
  readonly kind: 'pass'
  readonly key: string
  /** Counts from 1 over all passes that rules saw. */
  readonly number: number
  readonly of: number
  readonly crossing: Crossing
  /** The only hook of the pass; with more, each has a row of its own. */
  readonly hook: HookWalk | null
}
interface HookRow {
  readonly kind: 'hook'
  readonly key: string
  readonly crossing: Crossing
  readonly hook: HookWalk
}
export interface StepRow {
  readonly kind: 'step'
  readonly key: string
  /** Counts from 1 over all steps of the packet. */
  readonly number: number
  readonly pass: number
  readonly crossing: Crossing
  readonly hook: HookName
  /** At least one of the two is there. */
  readonly left: Step | null
  readonly right: Step | null
  /** What the row speaks of: the left one where there is one. */
  readonly step: Step
  /**
   * `alone`: there is no other side. `unnamed`: the other side says nothing of rules that did not match. `elsewhere`: nor of any at this
   * machine, where nothing was traced. `open`: what was worked out of the rule is not sure, or words of the kernel were lost, so that
   * both may be right.
   */
  readonly beside: 'alone' | 'same' | 'apart' | 'unnamed' | 'elsewhere' | 'open'
  /** Where a packet goes on that leaves the chain of this step; null in the chain of the hook. */
  readonly back: { readonly chain: string; readonly rule: number } | null
}
export type TraceRow = PassRow | HookRow | StepRow

export const isStep = (row: TraceRow): row is StepRow => row.kind === 'step'

type KeyOf = (step: Step) => string
/** The same line of the same rules. */
const byNumber: KeyOf = ({ table, chain, rule, text }) => `${table} ${chain} ${rule ?? (text === '' ? 'end' : 'policy')}`
/** The same line of other rules: its mark is the same wherever it stands. */
const byMark: KeyOf = (step) => (step.mark === null ? `${step.chain} ${step.text}` : `${step.chain} ${step.mark}`)

type Titles = readonly PacketWalk['places'][number][]
export const titleOf = (places: Titles, place: string): string => places.find(({ name }) => name === place)?.title ?? place

export const crossingsOf = ({ first }: Pick<Journey, 'first'>, places: Titles): Crossing[] =>
  passesByRules(first).map(({ place, bridge, in: from, out, kind, end, hooks }) => ({
    ...{ place, title: titleOf(places, place), bridge, in: from, out, kind, end, hooks },
  }))

const tracedCrossings = (traced: readonly TracedPass[], places: Titles): Crossing[] =>
  traced.map(({ place, in: from, out, hooks, verdict }) => ({
    ...(verdict === 'unsure' ? { isCut: true } : {}),
    place,
    title: titleOf(places, place),
    bridge: null,
    in: from,
    out,
    kind: 'bridge',
    end: null,
    hooks,
  }))

/** Prediction, and what the kernel told where it was asked. */
export const rowsOfWalk = ({ journey, traced, places }: Pick<PacketWalk, 'journey' | 'traced' | 'places'>): TraceRow[] =>
  layRows(crossingsOf(journey, places), traced === null ? null : tracedCrossings(traced, places), byNumber, true)

export const rowsOfSides = ({ edited, applied }: Pick<SideBySide, 'edited' | 'applied'>): TraceRow[] =>
  layRows(crossingsOf(edited.journey, edited.places), crossingsOf(applied.journey, applied.places), byMark, false)

interface Beside<Thing> {
  readonly left: Thing | null
  readonly right: Thing | null
}

/** Both lists in their order; things of one key that both have stand beside each other. */
export function layBeside<Thing>(
  left: readonly Thing[],
  right: readonly Thing[],
  keyOf: (thing: Thing) => string,
): Beside<Thing>[] {
  const places = new Map<string, number[]>()
  right.forEach((thing, at) => {
    const key = keyOf(thing)
    const known = places.get(key)
    if (known === undefined) places.set(key, [at])
    else known.push(at)
  })
  const laid: Beside<Thing>[] = []
  let next = 0
  for (const thing of left) {
    const found = places.get(keyOf(thing))?.find((at) => at >= next)
    if (found === undefined) {
      laid.push({ left: thing, right: null })
      continue
    }
    for (; next < found; next++) laid.push({ left: null, right: right[next] ?? null })
    laid.push({ left: thing, right: right[found] ?? null })
    next = found + 1
  }
  for (; next < right.length; next++) laid.push({ left: null, right: right[next] ?? null })
  return laid
}

/** `namesMatched`: the other side tells of rules that matched, and of others only what follows from that. */
function layRows(left: readonly Crossing[], right: readonly Crossing[] | null, keyOf: KeyOf, namesMatched: boolean): TraceRow[] {
  const crossings = layBeside(left, right ?? [], ({ place }) => place)
  const isCut = right?.some((crossing) => crossing.isCut) === true
  const rows: TraceRow[] = []
  let number = 0
  crossings.forEach((pair, at) => {
    const crossing = pair.left ?? pair.right
    if (crossing === null) return
    const isElsewhere = namesMatched && right?.every(({ place }) => place !== crossing.place) === true
    const hooks = layBeside(pair.left?.hooks ?? [], pair.right?.hooks ?? [], ({ hook, table }) => `${hook} ${table}`).filter(
      // Of two rulesets one may have a table without rules, which lets everything pass as no table does.
      (each) => namesMatched || (each.left !== null && each.right !== null) || !isIdle(each.left ?? each.right),
    )
    const only = hooks.length === 1 ? (hooks[0]?.left ?? hooks[0]?.right ?? null) : null
    rows.push({ kind: 'pass', key: `pass ${at + 1}`, number: at + 1, of: crossings.length, crossing, hook: only })
    hooks.forEach((each, hookAt) => {
      const hook = each.left ?? each.right
      if (hook === null) return
      if (only === null) rows.push({ kind: 'hook', key: `hook ${at + 1}.${hookAt}`, crossing, hook })
      // A table without rules that lets everything pass is not told of by the kernel's trace.
      const isSilent = namesMatched && isIdle(hook)
      const backs = new Backs()
      for (const one of layBeside(each.left?.steps ?? [], each.right?.steps ?? [], keyOf)) {
        const step = one.left ?? one.right
        if (step === null) continue
        number += 1
        rows.push({
          ...{ kind: 'step', key: `step ${number}`, number, pass: at + 1, crossing, hook: hook.hook, step },
          ...one,
          beside:
            right === null
              ? 'alone'
              : isElsewhere
                ? 'elsewhere'
                : isSilent && (one.left === null || one.right === null)
                  ? 'unnamed'
                  : isCut && one.right === null
                    ? 'open'
                    : besideOf(one.left, one.right, namesMatched),
          back: backs.of(step),
        })
      }
    })
  })
  return rows
}

const isIdle = (hook: HookWalk | null): boolean =>
  hook !== null && hook.verdict === 'accept' && hook.steps.every(({ rule }) => rule === null)

const sameAct = (a: Step, b: Step): boolean =>
  a.match === b.match && (a.match === 'no' || JSON.stringify(a.act) === JSON.stringify(b.act))

function besideOf(left: Step | null, right: Step | null, namesMatched: boolean): StepRow['beside'] {
  if (namesMatched && left !== null && isOpen(left)) return 'open'
  if (namesMatched && left !== null && !isDecided(left) && (right === null || !isDecided(right))) return 'unnamed'
  if (namesMatched && left === null && right !== null && !isDecided(right)) return 'unnamed'
  return left !== null && right !== null && sameAct(left, right) ? 'same' : 'apart'
}

const isOpen = (step: Step): boolean => isDecided(step) && (step.match === 'unsure' || step.isDoubtful === true)

/** Told by the kernel when it happens: a rule that matched, a policy that decided. That a chain has ended is not. */
const isDecided = ({ match, rule, text }: Step): boolean => match !== 'no' && (rule !== null || text !== '')

/** Remembers the jump that led to each depth, so that a step knows where the packet goes back to. */
class Backs {
  private readonly jumps: (StepRow['back'] | undefined)[] = []
  of(step: Step): StepRow['back'] {
    if (step.match === 'yes' && step.act.do === 'jump')
      this.jumps[step.depth + 1] = { chain: step.chain, rule: (step.rule ?? 0) + 1 }
    // A chain that was gone to leads back to where its caller would have.
    if (step.match === 'yes' && step.act.do === 'goto') this.jumps[step.depth + 1] = this.jumps[step.depth] ?? null
    return this.jumps[step.depth] ?? null
  }
}

/** The first row where the two sides do not say the same, as far as it changes a packet's way. */
export const firstApart = (rows: readonly TraceRow[]): StepRow | null =>
  rows.filter(isStep).find(({ beside, left, right }) => beside === 'apart' && (left?.match !== 'no' || right?.match !== 'no')) ??
  null

/**
 * Without rules that neither side matched, and without tables that have no rule at the hook, whose policy lets everything pass. Headings of
 * nothing go, too.
 */
export function withoutTried(rows: readonly TraceRow[]): TraceRow[] {
  const kept = rows.filter((row) => !isStep(row) || ((isMet(row.left) || isMet(row.right)) && !isQuiet(row)))
  const of = (row: TraceRow) => (row.kind === 'step' ? 2 : row.kind === 'hook' ? 1 : 0)
  // A heading stays where a row of a lower kind comes before the next of its own.
  return kept.filter((row, at) => {
    if (isStep(row)) return true
    const next = kept.slice(at + 1).find((each) => isStep(each) || of(each) <= of(row))
    return next !== undefined && isStep(next)
  })
}

/** A chain that ended without a word did nothing either. */
const isMet = (step: Step | null): boolean => step !== null && isDecided(step)
const isQuiet = ({ crossing, hook, step, beside }: StepRow): boolean =>
  beside !== 'apart' &&
  step.rule === null &&
  step.act.do === 'accept' &&
  crossing.hooks.some((each) => each.hook === hook && each.table === step.table && each.steps.length === 1)

/** The row of a step that something else names: in its pass, else in any. */
export function rowOfStep(
  rows: readonly TraceRow[],
  { table, chain, rule }: Pick<Step, 'table' | 'chain' | 'rule'>,
  pass: number | null = null,
): StepRow | null {
  const fits = rows
    .filter(isStep)
    .filter(({ left, right }) =>
      [left, right].some((step) => step?.table === table && step.chain === chain && step.rule === rule && step.match !== 'no'),
    )
  return fits.find((row) => row.pass === pass) ?? fits.at(-1) ?? null
}

/** The step by which the packet's way was decided: the last that matched. */
export const decidingRow = (rows: readonly TraceRow[]): StepRow | null =>
  rows.filter(isStep).findLast(({ left, step }) => (left ?? step).match !== 'no' && isDecided(left ?? step)) ?? null
