import { markIn } from '../netfilter/parse-save.ts'
import { type Family, TableName } from '../netfilter/rule-spec.ts'
import type { RuleAct } from '../walk/act.ts'
import { fitOf, NO } from '../walk/ask.ts'
import { ANY_STATE, type Asked, askedOf, UNKNOWN } from '../walk/asked.ts'
import type { Chain } from '../walk/rules.ts'
import { markAfter } from '../walk/run.ts'
import { HookName, type HookWalk, type Step, type Verdict } from '../walk/step.ts'
import { stepAct } from '../walk/step-act.ts'
import type { Subject } from '../walk/subject.ts'
import { whyOf } from '../walk/why.ts'
import { stepText, type ToldRules } from './told-rules.ts'
import type { TracedStep } from './trace-lines.ts'
import { traceRuleOf } from './trace-rules.ts'

/** One table at one hook, as the kernel told it, laid on the rules of a dump. */
export interface ToldHook {
  readonly walk: HookWalk
  /** Rules that were told, and how many of them the dump has. */
  readonly told: number
  readonly found: number
}

/** A chain that the packet is in: all rules up to `at`, from 0, were tried. */
interface Frame {
  readonly chain: Chain | null
  readonly name: string
  at: number
}

const hookOf = (chain: string): HookName | null => HookName.safeParse(chain).data ?? null
export const tableOf = (table: string): TableName | null => TableName.safeParse(table).data ?? null

interface Before {
  /** Where connection tracking looks by what the table raw said before. */
  readonly zone: number
  /** What rules may look at, as the first step left it; null: not known. */
  readonly subject: Subject | null
}

/**
 * The kernel tells which rules matched. The ones between them in the dump must have been tried and have not matched, chains that the packet
 * left without a word ended: these steps are inferred, with the match that failed as far as what is known of the packet tells it. Null for
 * steps that begin in no chain of a hook.
 */
export function toldHook(
  family: Family,
  steps: readonly TracedStep[],
  rules: ToldRules,
  { zone, subject }: Before,
): ToldHook | null {
  const [first] = steps
  const hook = first === undefined ? null : hookOf(first.chain)
  const table = first === undefined ? null : tableOf(first.table)
  if (first === undefined || hook === null || table === null) return null
  const walked: Step[] = []
  const frames: Frame[] = []
  let [told, found] = [0, 0]
  let verdict: Verdict = 'unsure'
  let own = zone
  const read = rules.of(family)
  const asked = subject === null ? null : askedOf(subject, read.names)

  const enter = (name: string) => void frames.push({ chain: rules.chain(family, table, name), name, at: -1 })
  const add = (chain: string, step: Omit<Step, 'table' | 'chain' | 'depth'>) =>
    void walked.push({ table, chain, depth: frames.length - 1, ...step })
  const actOf = (act: RuleAct) => stepAct(act, asked?.mark ?? UNKNOWN, () => true)
  const placeOf = (step: TracedStep, chain: Chain, after: number): number | null => {
    if (step.isCut === true) return asked === null ? null : onlyFit(step, chain, after, asked)
    return step.text === null ? null : rules.find(chain, step.text, after)
  }
  const infer = (frame: Frame, upTo: number) => {
    const { chain } = frame
    for (let at = frame.at + 1; at < upTo; at++) {
      const rule = chain?.rules[at]
      if (chain === null || rule === undefined) break
      const { asks, act } = chain.known[at] ?? chain.read(at)
      const why = asked === null ? null : whyOf(asks, asked)
      const { text, mark } = rule
      add(frame.name, { rule: at + 1, text: stepText(text), mark, match: 'no', why, act: actOf(act), by: 'inferred' })
    }
    frame.at = Math.max(frame.at, upTo - 1)
  }
  /** The chain came to its end, and the packet goes on in the one before. */
  const leave = (by: Step['by'] = 'inferred') => {
    const frame = frames.at(-1)
    if (frame === undefined) return
    infer(frame, frame.chain?.rules.length ?? 0)
    add(frame.name, { rule: null, text: '', mark: null, match: 'yes', why: null, act: { do: 'return' }, by })
    frames.pop()
  }
  const backTo = (name: string): Frame | undefined => {
    // Where a line was lost, the packet is in a chain that it was not seen to enter.
    if (!frames.some((frame) => frame.name === name)) enter(name)
    while (frames.at(-1)?.name !== name) leave()
    return frames.at(-1)
  }
  /** Back to where the caller goes on; the hook's own chain ends with its policy. */
  const drop = (frame: Frame | undefined) => {
    if (frame === undefined) return
    if (frames.length > 1) frames.pop()
    else frame.at = frame.chain?.rules.length ?? 0
  }

  enter(first.chain)
  for (const step of steps) {
    if (step.what === 'rule' && traceRuleOf(step.text ?? '') !== null) continue
    const frame = backTo(step.chain)
    if (step.what === 'policy') {
      while (frames.length > 1) leave()
      const base = frames[0]
      if (base !== undefined) infer(base, base.chain?.rules.length ?? 0)
      verdict = step.verdict === 'ACCEPT' ? 'accept' : 'drop'
      const act = { do: verdict } as const
      add(first.chain, { rule: null, text: `policy ${step.verdict}`, mark: null, match: 'yes', why: null, act, by: 'told' })
      break
    }
    if (step.what === 'return') {
      if (frames.length > 1) leave('told')
      continue
    }
    told += 1
    const text = step.text ?? ''
    const at = frame === undefined || frame.chain === null ? null : placeOf(step, frame.chain, frame.at)
    const rule = (at === null ? undefined : frame?.chain?.rules[at]) ?? { text, mark: markIn(text) }
    const { act } = read.read(rule)
    if (asked !== null && step === first) forgetBefore(asked, act)
    if (frame !== undefined && at !== null) {
      found += 1
      infer(frame, at)
      frame.at = at
    }
    const said = actOf(act)
    const ofRule = { rule: at === null ? null : at + 1, text: stepText(rule.text), mark: rule.mark }
    add(step.chain, { ...ofRule, match: 'yes', why: null, act: said, by: 'told' })
    if (said.do === 'zone') own = said.zone
    if (asked !== null && subject !== null) carryOn(asked, act, step === first ? subject : null)
    if (step.verdict === 'JUMP' && step.to !== null) enter(step.to)
    else if (step.verdict === 'GOTO' && step.to !== null) {
      // What a chain gone to returns to is where its caller would have.
      drop(frame)
      enter(step.to)
    } else if (step.verdict === 'RETURN') drop(frame)
    else if (step.verdict === 'ACCEPT' || step.verdict === 'DROP') {
      verdict = step.verdict === 'ACCEPT' ? 'accept' : 'drop'
      break
    }
  }
  return { walk: { hook, table, ...(table === 'raw' ? { state: null } : {}), zone: own, steps: walked, verdict }, told, found }
}

const changedBy = (act: RuleAct): 'mark' | 'connectionMark' | 'ttl' | 'length' | null =>
  act.do === 'mark' || act.do === 'restore-mark'
    ? 'mark'
    : act.do === 'save-mark' || act.do === 'set-connection-mark'
      ? 'connectionMark'
      : act.do === 'go-on'
        ? act.forgets
        : null

/** The packet is printed as the first rule left it: what that changes was another before. */
function forgetBefore(asked: Asked, act: RuleAct): void {
  const field = changedBy(act)
  if (field !== null) asked[field] = UNKNOWN
}

/** What a rule that matched changed. `printed`: the packet as it is afterwards, where it was printed. */
function carryOn(asked: Asked, act: RuleAct, printed: Subject | null): void {
  const field = changedBy(act)
  if (printed !== null) {
    asked.mark = printed.mark ?? UNKNOWN
    if (field === 'ttl' || field === 'length') asked[field] = printed.packet[field] ?? UNKNOWN
  } else if (act.do === 'mark') asked.mark = markAfter(asked.mark, act.keep, act.flip)
  else if (field !== null) asked[field] = UNKNOWN
  if (act.do === 'zone' || act.do === 'notrack') asked.states = ANY_STATE
}

/** Extensions of IPv6 alone (iptables 1.8, extensions/libip6t_*.c). */
const OF_IPV6 = / (-m (ah|dst|eui64|frag|hbh|hl|icmp6|ipv6header|mh|rt|srh)|-j (DNPT|HL|SNPT)) /

const VERDICTS: Readonly<Partial<Record<RuleAct['do'], TracedStep['verdict']>>> = {
  ...{ accept: 'ACCEPT', translate: 'ACCEPT', drop: 'DROP', reject: 'DROP', return: 'RETURN', jump: 'JUMP', goto: 'GOTO' },
}

/**
 * A rule that could not be printed: the only one further down that is such a rule, that the packet may match and that leads where it was
 * told. Null where there are several, or none.
 */
function onlyFit({ verdict, to }: TracedStep, chain: Chain, after: number, asked: Asked): number | null {
  const fits: number[] = []
  for (let at = after + 1; at < chain.rules.length; at++) {
    if (!OF_IPV6.test(` ${chain.rules[at]?.text ?? ''} `)) continue
    const { asks, act } = chain.known[at] ?? chain.read(at)
    const leads = (VERDICTS[act.do] ?? 'CONTINUE') === verdict && (!('chain' in act) || act.chain === to)
    if (leads && fitOf(asks, asked) !== NO) fits.push(at)
  }
  return fits.length === 1 ? (fits[0] ?? null) : null
}
