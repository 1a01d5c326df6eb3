import { type Dump, withoutMark } from '#shared/netfilter/dump'
import type { Family } from '#shared/netfilter/rule-spec'
import type { Step } from '#shared/walk/step'
import { seeRule } from '../../state/kernel-rule.ts'
import { shortChain, shortWords } from '../../state/kernel-words.ts'
import type { Way } from '../chain-graph/places.ts'
import type { VerdictKind } from '../verdict.tsx'

/** A packet's way through chains as a picture: the chains that it came through with their rules, and how it went from one to the next. */

export interface PictureLine {
  readonly id: string
  /** `fold` stands for several rules; `end` is the chain's policy, or its end. */
  readonly kind: 'rule' | 'fold' | 'end'
  /** First and last rule, from 1; of an end 0. */
  readonly first: number
  readonly last: number
  readonly verdict: VerdictKind
  /** Tools' words; empty for a rule that asks nothing, and for a fold. */
  readonly words: string
  readonly policy: string | null
  /** Null: not tried. Of a fold: whether its rules were. */
  readonly match: Step['match'] | null
  /** Numbers of the steps that it was tried in, from 0. */
  readonly steps: readonly number[]
  /** Of a fold: its rules. */
  readonly inside: readonly PictureLine[]
}

export interface PictureNode {
  readonly id: string
  readonly table: string
  readonly name: string
  /** Of a built-in chain. */
  readonly policy: string | null
  /** How deep the packet was in jumps when it came here first. */
  readonly depth: number
  readonly lines: readonly PictureLine[]
}

/** `step`: the one that sends the packet this way. `back`: out of a chain to where it was called from. */
export interface PictureWay extends Way {
  readonly step: number
  readonly back: boolean
}

export interface Picture {
  readonly nodes: readonly PictureNode[]
  readonly ways: readonly PictureWay[]
  /** Where each step is drawn. */
  readonly places: readonly LineAt[]
}

export interface PictureOf {
  /** What the packet was tried against: the same that the steps are of. */
  readonly dump: Dump
  readonly family: Family
  /** In order; of one hook or of several, of one table or of several. */
  readonly steps: readonly Step[]
}

const keyOf = (table: string, chain: string): string => `${table} ${chain}`

export function chainPicture({ dump, family, steps }: PictureOf): Picture {
  const visits = new Map<string, { readonly table: string; readonly chain: string; readonly depth: number; own: number[] }>()
  const visit = (table: string, chain: string, depth: number) => {
    const key = keyOf(table, chain)
    const known = visits.get(key) ?? { table, chain, depth, own: [] }
    visits.set(key, known)
    return known
  }
  steps.forEach((step, at) => {
    visit(step.table, step.chain, step.depth).own.push(at)
    // A chain without rules gives no step.
    if (isCall(step)) visit(step.table, step.act.chain, step.depth + 1)
  })
  const chains = new Map(
    dump.tables
      .filter((one) => one.family === family)
      .flatMap(({ table, chains: own }) => own.map((chain) => [keyOf(table, chain.name), chain] as const)),
  )
  const nodes = [...visits].map(([id, { table, chain, depth, own }]): PictureNode => {
    const dumped = chains.get(id)
    const rules = (dumped?.rules ?? []).map(({ text }) => text)
    const lines = linesOf(rules, dumped?.policy ?? null, { steps, own })
    return { id, table, name: chain, policy: dumped?.policy ?? null, depth, lines }
  })
  const places = placesOf(nodes, steps)
  return { nodes, ways: waysOf(steps, places), places }
}

const isCall = (step: Step): step is Step & { readonly act: { readonly do: 'jump' | 'goto'; readonly chain: string } } =>
  step.match === 'yes' && (step.act.do === 'jump' || step.act.do === 'goto')

interface Visit {
  readonly steps: readonly Step[]
  readonly own: readonly number[]
}

/** Chains as short as this are shown whole. */
const SHOW_ALL = 12
/** So many rules in a row that say nothing are one line. */
const FOLD_FROM = 4

function linesOf(rules: readonly string[], policy: string | null, { steps, own }: Visit): PictureLine[] {
  const byRule = new Map<number, number[]>()
  const ends: number[] = []
  for (const at of own) {
    const number = steps[at]?.rule ?? null
    if (number === null) ends.push(at)
    else byRule.set(number, [...(byRule.get(number) ?? []), at])
  }
  const all = rules.map((text, at) => ruleLine(text, at + 1, byRule.get(at + 1) ?? [], steps))
  // Rules that the steps name and the dump does not have: it was read at another time.
  for (const [number, at] of [...byRule].sort(([a], [b]) => a - b))
    if (number > rules.length) all.push(ruleLine(steps[at[0] ?? 0]?.text ?? '', number, at, steps))
  const lines = all.length <= SHOW_ALL ? all : folded(all)
  if (ends.length === 0) return lines
  return [...lines, endLine(ends, policy)]
}

function ruleLine(text: string, number: number, at: readonly number[], steps: readonly Step[]): PictureLine {
  const rule = seeRule(withoutMark(text))
  const words = [shortWords(rule), rule.otherTarget].filter(Boolean).join(' ')
  const matches = at.map((one) => steps[one]?.match)
  return {
    ...{ id: `${number}`, kind: 'rule', first: number, last: number, verdict: rule.verdict, policy: null, steps: at },
    inside: [],
    words: words === '' && rule.jump !== null ? shortChain(rule.jump) : words,
    match: matches.includes('yes') ? 'yes' : matches.includes('unsure') ? 'unsure' : (matches[0] ?? null),
  }
}

const endLine = (steps: readonly number[], policy: string | null): PictureLine => ({
  ...{ id: 'end', kind: 'end', first: 0, last: 0, words: '', policy, match: 'yes', steps, inside: [] },
  verdict: policy === 'ACCEPT' ? 'accept' : policy === 'DROP' ? 'drop' : 'return',
})

/** Rules in a row that did not match, and those that were not tried, as one line each. */
function folded(lines: readonly PictureLine[]): PictureLine[] {
  const result: PictureLine[] = []
  let run: PictureLine[] = []
  const close = () => {
    const [first] = run
    const last = run.at(-1)
    if (first && last && run.length >= FOLD_FROM)
      result.push({
        ...{ id: `${first.first}-${last.last}`, kind: 'fold', first: first.first, last: last.last, verdict: 'none' },
        ...{ words: '', policy: null, match: first.match, steps: run.flatMap((line) => line.steps), inside: run },
      })
    else result.push(...run)
    run = []
  }
  for (const line of lines) {
    if (run.length > 0 && run[0]?.match !== line.match) close()
    if (line.match === 'yes' || line.match === 'unsure') {
      close()
      result.push(line)
    } else run.push(line)
  }
  close()
  return result
}

function placesOf(nodes: readonly PictureNode[], steps: readonly Step[]): LineAt[] {
  const byStep = new Map<number, LineAt>()
  for (const node of nodes)
    node.lines.forEach((line, at) => {
      for (const step of line.steps) byStep.set(step, { node: node.id, line: at })
    })
  return steps.map((step, at) => byStep.get(at) ?? { node: keyOf(step.table, step.chain), line: 0 })
}

interface LineAt {
  readonly node: string
  readonly line: number
}

/** Down by jumps, and back by RETURN or the end of a chain: through the lines that called, to the one that is tried next. */
function waysOf(steps: readonly Step[], places: readonly LineAt[]): PictureWay[] {
  const ways: PictureWay[] = []
  /** By depth: the line that the packet left that depth from. */
  const callers: LineAt[] = []
  const back = (step: number, from: LineAt, depth: number, to: LineAt, toDepth: number) => {
    let at = from
    for (let next = depth - 1; next >= toDepth; next--) {
      const target = next === toDepth ? to : (callers[next] ?? to)
      if (target.node === at.node) continue
      const way = { from: at.node, line: at.line, to: target.node, toLine: target.line }
      ways.push({ id: `${step} back ${next}`, step, back: true, ...way })
      at = target
    }
  }
  steps.forEach((step, at) => {
    const [place, next, nextPlace] = [places[at], steps[at + 1], places[at + 1]]
    if (place === undefined) return
    const goesOn = next !== undefined && nextPlace !== undefined && next.table === step.table
    if (isCall(step)) {
      const to = keyOf(step.table, step.act.chain)
      callers[step.depth] = place
      ways.push({ id: `${step.depth} ${at}`, step: at, back: false, from: place.node, line: place.line, to, toLine: null })
      // Nothing was tried there: it is empty, and the packet comes back at once.
      if (goesOn && nextPlace.node !== to) back(at, { node: to, line: 0 }, step.depth + 1, nextPlace, next.depth)
    } else if (goesOn && next.depth < step.depth) back(at, place, step.depth, nextPlace, next.depth)
  })
  return ways
}
