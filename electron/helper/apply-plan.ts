import { setImmediate as pause } from 'node:timers/promises'
import { type Issue, invalid, issue, type TapwallError } from '#shared/errors'
import type { TableName } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import type { Plan, Transaction } from '#shared/sync/plan'
import { printTransaction } from '#shared/sync/print-restore'
import type { SavedState } from '#shared/sync/saved'
import { bringBack } from './bring-back.ts'
import { foreignParts } from './ours.ts'
import { firstDifference, readState } from './read-state.ts'
import type { Within } from './run-tool.ts'
import { holdTableLock, type TableLock } from './table-lock.ts'
import { writeTransaction } from './write-tables.ts'

export interface ApplySteps {
  /** Told what was there before, ahead of the first write; an error stops the apply with nothing written. */
  readonly saved: (saved: SavedState) => Promise<Result<null, TapwallError>>
  /** Told after each transaction how many are written. */
  readonly written?: (count: number) => void
}

/**
 * Runs a plan. Nothing is written when any part of it is not ours (`invalid`), or when a chain or set that it touches is not what the
 * plan was made from (`drift`). When the kernel refuses a transaction, those before it are taken back and its refusal is the answer.
 */
export async function applyPlan(within: Within, plan: Plan, steps: ApplySteps): Promise<Result<null, TapwallError>> {
  if (plan.transactions.length === 0) return ok(null)
  // Looking at the plan takes as long as the tools take to look at the kernel.
  const reading = readState(within, plan.from)
  const issues = [...plan.transactions.flatMap(foreignParts), ...unsaid(plan)]
  const state = await reading
  if (issues.length > 0) return err(invalid(issues))
  if (!state.ok) return state
  const other = firstDifference(plan.from, state.value)
  if (other !== null) return err({ kind: 'drift', detail: other })
  // What is long is done while others keep us waiting: the guard writes its journal now.
  const keeping = steps.saved(state.value)
  const texts: string[] = []
  for (const transaction of plan.transactions) {
    await pause()
    texts.push(printTransaction(transaction))
  }
  const kept = await keeping
  if (!kept.ok) return kept
  let count = 0
  const runs = inRuns(plan.transactions.map((transaction, at) => ({ transaction, text: texts[at] ?? '' })))
  for (const lanes of runs) {
    // Also when one fails, the other is waited for: nothing may be written any more when the way back begins.
    const lock = within === null && lanes.filter(isLong).length > 1 ? await holdTableLock() : null
    const done = await Promise.all(lanes.map((lane) => writeLane(within, lane, lock, () => steps.written?.(++count))))
    lock?.release()
    const failed = done.find(({ ok: fine }) => !fine)
    if (failed === undefined) continue
    const back = await bringBack(within, state.value)
    return back.ok ? failed : back
  }
  return ok(null)
}

/** A transaction, and what its tool reads. */
interface Printed {
  readonly transaction: Transaction
  readonly text: string
}

/** So many steps take longer than getting the lock for both families. */
const LONG = 2000
const isLong = (lane: readonly Printed[]): boolean =>
  lane.reduce((sum, { transaction }) => sum + (transaction.on === 'table' ? transaction.steps.length : 0), 0) > LONG

async function writeLane(
  within: Within,
  lane: readonly Printed[],
  lock: TableLock | null,
  written: () => void,
): Promise<Result<null, TapwallError>> {
  for (const group of inGroups(lane)) {
    const done = await Promise.all(group.map(({ transaction, text }) => writeTransaction(within, transaction, text, lock)))
    for (const each of done) {
      if (!each.ok) return each
      written()
    }
  }
  return ok(null)
}

/**
 * What may be written side by side: tables of IPv4 and of IPv6, whose packets never meet. Sets belong to both, so what stands before one
 * is done before it, and what stands behind it after.
 */
function inRuns(transactions: readonly Printed[]): Printed[][][] {
  const runs: Printed[][][] = []
  let lanes: Map<string, Printed[]> = new Map()
  for (const printed of transactions) {
    const { transaction } = printed
    const lane = transaction.on === 'table' ? transaction.family : 'sets'
    if ((lane === 'sets') !== lanes.has('sets')) {
      runs.push([...lanes.values()])
      lanes = new Map()
    }
    const known = lanes.get(lane)
    if (known === undefined) lanes.set(lane, [printed])
    else known.push(printed)
  }
  return [...runs, [...lanes.values()]]
}

/** Neighbours of one family in different tables that are no filter: zones and addresses have nothing to do with each other. */
function inGroups(lane: readonly Printed[]): Printed[][] {
  const groups: Printed[][] = []
  for (const printed of lane) {
    const last = groups.at(-1)
    const table = tableOf(printed)
    const isApart = table === 'filter' || table === null || last?.some((other) => [table, 'filter', null].includes(tableOf(other)))
    if (last === undefined || isApart) groups.push([printed])
    else last.push(printed)
  }
  return groups
}

const tableOf = ({ transaction }: Printed): TableName | null => (transaction.on === 'table' ? transaction.table : null)

/** Chains and sets that are written but not named among what the plan was made from: they could not be brought back. */
function unsaid({ from, transactions }: Plan): Issue[] {
  const said = new Set(from.map((each) => (each.what === 'set' ? `set ${each.set}` : `${each.family} ${each.table} ${each.chain}`)))
  const issues: Issue[] = []
  for (const transaction of transactions)
    for (const what of touched(transaction))
      if (!said.has(what)) issues.push(issue([], 'plan.unsaid', `The plan writes ${what} and does not say what it was.`, { what }))
  return issues
}

function touched(transaction: Transaction): string[] {
  if (transaction.on !== 'table') return [`set ${transaction.on === 'set' ? transaction.write.name : transaction.name}`]
  const { family, table, steps } = transaction
  return [...new Set(steps.map(({ chain }) => chain))].map((chain) => `${family} ${table} ${chain}`)
}
