import { z } from 'zod'
import { terminalLine, terminalText } from './terminal-text.ts'

/** A sentence is for reading; what it names may come from anywhere and be of any length. */
const LONGEST_MESSAGE = 4000

/**
 * One thing that is wrong with one input.
 * `path` leads to the value in the object that was checked; `code` is stable and is what a catalogue translates;
 * `message` is the English sentence: what is wrong, and what to write instead.
 */
export const Issue = z.strictObject({
  path: z.array(z.union([z.string(), z.number()])).max(32),
  code: z.string().max(100),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string().max(LONGEST_MESSAGE),
})
export type Issue = z.infer<typeof Issue>

export const issue = (
  path: readonly (string | number)[],
  code: string,
  message: string,
  values: Readonly<Record<string, string | number>> = {},
): Issue => ({ path: [...path], code, values: travelling(values), message: message.slice(0, LONGEST_MESSAGE) })

/** JSON has no word for Infinity, which a file can say as 1e999. */
const travelling = (values: Readonly<Record<string, string | number>>): Issue['values'] =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    ]),
  )

/** Every way in which something asked for may fail. Closed: each kind has its words in `errorWords`. */
export const TapwallError = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('invalid'), issues: z.array(Issue) }),
  z.strictObject({ kind: z.literal('drift'), detail: z.string() }),
  z.strictObject({
    kind: z.literal('kernel-refused'),
    tool: z.string(),
    exitCode: z.number().nullable(),
    input: z.string(),
    stderr: z.string(),
  }),
  z.strictObject({
    kind: z.literal('privilege'),
    reason: z.enum(['no-user-namespaces', 'declined', 'not-allowed', 'timed-out']),
    detail: z.string(),
    fix: z.string(),
  }),
  z.strictObject({
    kind: z.literal('tool-missing'),
    tools: z.array(z.strictObject({ tool: z.string(), debianPackage: z.string() })),
  }),
  /** `of`: the helper of this machine's firewall; without it, the lab. */
  z.strictObject({ kind: z.literal('helper-lost'), detail: z.string(), of: z.literal('machine').optional() }),
  z.strictObject({ kind: z.literal('busy'), doing: z.string() }),
  z.strictObject({ kind: z.literal('cancelled') }),
  z.strictObject({ kind: z.literal('bug'), detail: z.string() }),
])
export type TapwallError = z.infer<typeof TapwallError>
export type TapwallErrorKind = TapwallError['kind']

export const invalid = (issues: readonly Issue[]): TapwallError => ({ kind: 'invalid', issues: [...issues] })

/** What happened, why, what to do; and whether the same call may be tried again as it is. */
export interface ErrorWords {
  readonly what: string
  readonly why: string
  readonly advice: string
  readonly mayRetry: boolean
}

type WordsOf = { readonly [K in TapwallErrorKind]: (error: Extract<TapwallError, { kind: K }>) => ErrorWords }

const words: WordsOf = {
  invalid: (e) => ({
    what: 'This input is not valid.',
    why: e.issues.map((i) => i.message).join(' '),
    advice: 'Correct what is named and try again.',
    mayRetry: false,
  }),
  drift: (e) => ({
    what: 'The kernel no longer holds what was applied.',
    why: e.detail,
    advice: 'Apply again to put the rules back.',
    mayRetry: true,
  }),
  'kernel-refused': (e) => ({
    what: `${e.tool} refused the rules${e.exitCode === null ? '' : ` with status ${e.exitCode}`}.`,
    why: e.stderr.trim(),
    advice: 'Nothing of this transaction was applied. If a kernel module is named, load it and apply again.',
    mayRetry: true,
  }),
  privilege: (e) => ({
    what:
      e.reason === 'no-user-namespaces'
        ? 'The rights that the lab needs were not granted.'
        : 'The rights over the firewall of this machine were not granted.',
    why: e.detail,
    advice: e.fix,
    mayRetry: true,
  }),
  'tool-missing': (e) => ({
    what: `Not installed: ${e.tools.map((t) => t.tool).join(', ')}.`,
    why: 'Tapwall works with these tools of the system.',
    advice: `apt-get install ${[...new Set(e.tools.map((t) => t.debianPackage))].join(' ')}`,
    mayRetry: true,
  }),
  'helper-lost': (e) => ({
    what: e.of === 'machine' ? 'The helper of this machine’s firewall does not run.' : 'The lab program ended.',
    why: e.detail,
    advice:
      e.of === 'machine'
        ? 'Rules that were on trial go back by themselves, rules that were kept stay. Switch this machine on again.'
        : 'Its namespaces and processes ended with it. Start the lab anew and apply.',
    mayRetry: true,
  }),
  busy: (e) => ({
    what: 'Another act is still under way.',
    why: e.doing,
    advice: 'Wait until it has ended.',
    mayRetry: true,
  }),
  cancelled: () => ({ what: 'Cancelled.', why: '', advice: '', mayRetry: true }),
  bug: (e) => ({
    what: 'Something is wrong in this program.',
    why: e.detail,
    advice: 'Your project is safe. Please report what you did.',
    mayRetry: false,
  }),
}

/** English words for an error; the page has its own catalogue by kind and code. */
export function errorWords(error: TapwallError): ErrorWords {
  // The table is typed per kind; TypeScript cannot tie the looked-up function to the same member.
  return (words[error.kind] as (e: TapwallError) => ErrorWords)(error)
}

/** For a terminal: one line, but for what a tool said in several. The sentences of issues already say what to do. */
export function errorLine(error: TapwallError): string {
  if (error.kind === 'invalid') return error.issues.map((i) => terminalLine(i.message)).join(' ')
  const w = errorWords(error)
  return terminalText([w.what, w.why, w.advice].filter((s) => s !== '').join(' '))
}
