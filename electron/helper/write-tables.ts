import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { TableStep, Transaction } from '#shared/sync/plan'
import { printTransaction } from '#shared/sync/print-restore'
import { deletesInHook, foreignDeletions } from './ours.ts'
import { runTool, type Tool, type Within } from './run-tool.ts'
import type { TableLock } from './table-lock.ts'
import { readFamily } from './tables.ts'
import { aroundTraces } from './trace-writing.ts'

/** Writing a plan's transactions into the tables and sets of one network namespace. */

/**
 * Inside a user namespace one nft transaction must fit the socket's buffer: 450 plain rules pass and 500 are refused with "Message
 * too long", 250 with long comments. A refused transaction above this many bytes may have been too large, and is tried in two parts.
 */
const MAY_BE_TOO_LARGE = 8 * 1024

/** One transaction, `text` being its words, cut where the kernel takes it only in parts. What is not ours is refused as `drift`. `lock`: held by the caller. */
export async function writeTransaction(
  within: Within,
  transaction: Transaction,
  text = printTransaction(transaction),
  lock: TableLock | null = null,
): Promise<Result<null, TapwallError>> {
  if (transaction.on !== 'table') return restore(within, transaction, text, lock)
  if (deletesInHook(transaction)) {
    const now = await readFamily(within, transaction.family)
    if (!now.ok) return now
    const issues = foreignDeletions(transaction, now.value)
    if (issues.length > 0) return err({ kind: 'drift', detail: issues.map((i) => i.message).join(' ') })
  }
  const cuts = safeCuts(transaction.steps)
  const write = (steps: readonly TableStep[]) => {
    if (steps.length === transaction.steps.length) return restore(within, transaction, text, lock)
    const part: Transaction = { ...transaction, steps: [...steps] }
    return restore(within, part, printTransaction(part), lock)
  }
  return inParts(transaction.steps, 0, transaction.steps.length, cuts, write)
}

type Write = (steps: readonly TableStep[]) => Promise<Result<null, TapwallError>>

/** Steps `from` to `to` at once, or in halves where the kernel refuses and a safe cut lies between. */
async function inParts(
  steps: readonly TableStep[],
  from: number,
  to: number,
  cuts: readonly number[],
  write: Write,
): Promise<Result<null, TapwallError>> {
  const whole = await write(steps.slice(from, to))
  if (whole.ok || whole.error.kind !== 'kernel-refused' || whole.error.input.length < MAY_BE_TOO_LARGE) return whole
  const middle = (from + to) / 2
  const inside = cuts.filter((cut) => cut > from && cut < to)
  const cut = inside.reduce<number | null>(
    (best, at) => (best === null || Math.abs(at - middle) < Math.abs(best - middle) ? at : best),
    null,
  )
  if (cut === null) return whole
  const first = await inParts(steps, from, cut, cuts, write)
  return first.ok ? inParts(steps, cut, to, cuts, write) : first
}

/**
 * Where a transaction may be cut: after steps that only fill chains which it makes itself, since no packet can reach those before a
 * living chain jumps to them; and before steps that only empty and delete chains, since nothing jumps there any more. What changes
 * living chains stays in one piece.
 */
export function safeCuts(steps: readonly TableStep[]): number[] {
  const made = new Set<string>()
  const cuts = new Set<number>()
  for (const [at, step] of steps.entries()) {
    if (step.do === 'new-chain') made.add(step.chain)
    if (!made.has(step.chain)) break
    cuts.add(at + 1)
  }
  for (let at = steps.length - 1; at > 0; at--) {
    const step = steps[at]
    if (step?.do !== 'delete-chain' && step?.do !== 'flush-chain') break
    cuts.add(at)
  }
  return [...cuts].filter((cut) => cut < steps.length)
}

const restoreTool = (transaction: Transaction): Tool =>
  transaction.on !== 'table' ? 'ipset' : transaction.family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore'

async function restore(
  within: Within,
  transaction: Transaction,
  text: string,
  lock: TableLock | null,
): Promise<Result<null, TapwallError>> {
  const tool = restoreTool(transaction)
  const isRaw = transaction.on === 'table' && transaction.table === 'raw'
  const lines = isRaw ? await aroundTraces(within, transaction.family, text.split('\n')) : null
  if (lines?.ok === false) return lines
  const input = lines === null ? text : lines.value.join('\n')
  const ended = await runTool({
    tool,
    args: tool === 'ipset' ? ['restore'] : ['-w', '5', '--noflush'],
    within,
    input,
    endsWithUs: within === null,
    ...(lock === null || transaction.on !== 'table' ? {} : { extraEnvironment: lock.environment(transaction.family) }),
  })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool, exitCode, input, stderr })
}
