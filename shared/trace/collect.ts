import type { Dump } from '../netfilter/dump.ts'
import { HookName } from '../walk/step.ts'
import { type ToldHook, tableOf, toldHook } from './told-hook.ts'
import { packetOf, subjectAt, type Traversal, wayOf } from './told-packet.ts'
import { type ToldRules, toldRules } from './told-rules.ts'
import { readTraceLine, type TracedHeaders, type TracedStep } from './trace-lines.ts'
import { type TraceRule, traceRuleOf } from './trace-rules.ts'
import type { TracedPass } from './traced.ts'

export interface TraceCollector {
  readonly hear: (line: string, at: number) => void
  /** The passes that were last heard of before `before`, in the order in which they began; they are forgotten here. */
  readonly take: (before: number) => TracedPass[]
  /** Later lines are laid on these rules. */
  readonly rules: (dump: Dump) => void
}

export interface TraceSource {
  readonly place: string
  readonly trace: string
  readonly rules: readonly TraceRule[]
  /** The other port of a bridge that has two, null where that is not known. */
  readonly otherPort: (bridge: string, port: string) => string | null
}

interface OpenPass {
  readonly id: string
  readonly at: number
  last: number
  readonly rules: ToldRules
  readonly traversals: Traversal[]
  readonly lines: string[]
  strange: number
}

const HOOKS: readonly string[] = HookName.options
const TABLES = ['raw', 'mangle', 'nat', 'filter']
/** The order in which a packet meets them; a packet that is sent begins with OUTPUT, which nothing precedes. */
const rankOf = ({ table, chain }: TracedStep): number => 10 * HOOKS.indexOf(chain) + TABLES.indexOf(table)
const isBegin = ({ chain }: TracedStep): boolean => HOOKS.includes(chain)

/** Beyond these something is wrong, and the oldest, or what comes on top, is given up. */
const MOST_OPEN = 1000
const MOST_LINES = 2000

/**
 * Puts the lines of one host's trace together: those of a packet by its id, which a later packet of the same connection may get again, so
 * that one which is back at an earlier hook is another. A frame that a bridge floods goes on as a copy with another id: what begins in
 * the middle belongs to the pass with the same headers that has not come so far. Never throws; memory is bounded.
 */
export function traceCollector(source: TraceSource, first: Dump): TraceCollector {
  let told = toldRules(first)
  let passes: OpenPass[] = []
  const open = new Map<string, OpenPass>()
  const waiting = new Map<string, { headers: TracedHeaders; line: string }>()

  const begin = (id: string, at: number): OpenPass => {
    const pass: OpenPass = { id, at, last: at, rules: told, traversals: [], lines: [], strange: 0 }
    if (passes.length >= MOST_OPEN) passes.shift()
    passes.push(pass)
    return pass
  }

  const hear: TraceCollector['hear'] = (line, at) => {
    const read = readTraceLine(line)
    if (read.is === 'other') return
    if (read.is === 'packet') {
      const last = open.get(read.id)?.traversals.at(-1)
      // Older tools print a packet behind the first step that it was told with.
      if (last !== undefined && last.headers === null && last.steps.length === 1) last.headers = read
      else if (waiting.size < MOST_OPEN) waiting.set(read.id, { headers: read, line })
      return
    }
    const headers = waiting.get(read.id)
    waiting.delete(read.id)
    const pass = passOf(read, headers?.headers ?? null, at)
    if (pass === null) return
    pass.last = at
    if (pass.lines.length >= MOST_LINES) return
    if (headers !== undefined) pass.lines.push(headers.line)
    pass.lines.push(line)
    if (read.family === null || tableOf(read.table) === null) pass.strange += 1
    else pass.traversals.at(-1)?.steps.push(read)
  }

  /** The pass that a step belongs to, with its traversal begun where it begins one. */
  function passOf(step: TracedStep, headers: TracedHeaders | null, at: number): OpenPass | null {
    const known = open.get(step.id)
    const isOurs = step.family !== null && tableOf(step.table) !== null
    if (!isOurs) return known ?? null
    const last = known?.traversals.at(-1)
    const rank = rankOf(step)
    const begins = isBegin(step) && (headers !== null || last === undefined || last.rank !== rank)
    if (!begins) return known ?? null
    const isLater = known !== undefined && (last === undefined || rank > last.rank)
    const pass = isLater ? known : (copyOf(step, headers) ?? begin(step.id, at))
    open.set(step.id, pass)
    pass.traversals.push({ headers, rank, hook: step.chain, steps: [] })
    return pass
  }

  function copyOf(step: TracedStep, headers: TracedHeaders | null): OpenPass | null {
    if (headers === null || step.chain === 'PREROUTING' || step.chain === 'OUTPUT') return null
    const rank = rankOf(step)
    return (
      passes.findLast(({ traversals }) => {
        const last = traversals.at(-1)
        return (
          last !== undefined &&
          last.rank < rank &&
          last.hook !== step.chain &&
          isSamePacket(traversals[0]?.headers ?? null, headers)
        )
      }) ?? null
    )
  }

  return {
    hear,
    rules: (next) => {
      told = toldRules(next)
    },
    take: (before) => {
      const done = passes.filter(({ last }) => last < before)
      passes = passes.filter(({ last }) => last >= before)
      for (const [id, pass] of open) if (pass.last < before) open.delete(id)
      return done.map((pass) => settle(pass, source))
    },
  }
}

function isSamePacket(a: TracedHeaders | null, b: TracedHeaders): boolean {
  if (a === null) return false
  const same = [
    'in',
    'sourceMac',
    'destinationMac',
    'source',
    'destination',
    'length',
    'ipId',
    'flowLabel',
    'sourcePort',
    'destinationPort',
  ]
  return same.every((field) => a[field as keyof TracedHeaders] === b[field as keyof TracedHeaders])
}

function settle(pass: OpenPass, source: TraceSource): TracedPass {
  const { rules, traversals } = pass
  const all = traversals.flatMap((traversal) => traversal.steps)
  const rule = firstTraceRule(all, source)
  const way = wayOf(traversals, rule, source.otherPort)
  const hooks: ToldHook[] = []
  let zone = 0
  for (const { headers, steps, hook: name } of traversals) {
    const family = steps[0]?.family
    const hook = HookName.safeParse(name).data
    if (family == null || hook === undefined) continue
    const isRaw = steps[0]?.table === 'raw'
    const subject = headers === null ? null : subjectAt({ hook, isRaw, headers, rule, way })
    const told = toldHook(family, steps, rules, { zone, subject })
    if (told === null) continue
    zone = told.walk.zone
    hooks.push(told)
  }
  const headers = traversals.flatMap((traversal) => traversal.headers ?? [])[0] ?? null
  const told = sum(hooks, (hook) => hook.told)
  const found = sum(hooks, (hook) => hook.found)
  const isCut = all.some((step) => step.isCut === true)
  const drops = hooks.some(({ walk }) => walk.verdict === 'drop')
  return {
    ...{ place: source.place, at: pass.at, traceId: pass.id, way: rule?.way ?? null },
    ...{ bridge: way.bridge, in: way.in, out: way.out },
    packet: packetOf(headers, rule),
    ipId: headers?.ipId ?? null,
    // A table without rules that accepts is left out, as where a way is worked out.
    hooks: hooks
      .map(({ walk }) => walk)
      .filter(({ steps: own, verdict }) => own.length > 1 || own[0]?.rule !== null || verdict !== 'accept'),
    // Behind a line that was cut nothing is told.
    verdict: drops ? 'drop' : isCut ? 'unsure' : (hooks.at(-1)?.walk.verdict ?? 'unsure'),
    ...{ lines: pass.lines, told, found, strange: pass.strange },
  }
}

const sum = (hooks: readonly ToldHook[], of: (hook: ToldHook) => number): number => hooks.reduce((all, hook) => all + of(hook), 0)

function firstTraceRule(steps: readonly TracedStep[], { trace, rules }: TraceSource): TraceRule | null {
  for (const { text } of steps) {
    const own = traceRuleOf(text ?? '')
    if (own?.trace === trace) return rules[own.nth] ?? null
  }
  return null
}
