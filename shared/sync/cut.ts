import type { Plan, TableStep, Transaction } from './plan.ts'
import { printStep } from './print-restore.ts'

/**
 * Bytes of text that one table transaction may have, a short step counting as `LEAST_COST`. In a user namespace an iptables-nft transaction is limited by the socket buffer
 * (net.core.wmem_default, which SO_SNDBUFFORCE may not exceed there): measured with 1.8.9, 450 plain rules pass and 500 fail with
 * "Message too long", and 250 of the length of ours with a comment fail. A rule of ours has about 150 characters.
 */
export const LARGEST_TRANSACTION = 24 * 1024

/**
 * What a step costs at the least, whatever its text: the kernel is sent a whole message for each. Measured for deletions by number,
 * whose text is the shortest: 287 in one transaction pass and 300 fail, as with added rules of ours.
 */
const LEAST_COST = 150

/**
 * The same plan with table transactions of at most `maxBytes` printed bytes. Steps keep their order; `planSync` orders them so that each
 * boundary is a safe state. A step that alone is larger stays alone.
 */
export function cutPlan(plan: Plan, maxBytes: number = LARGEST_TRANSACTION): Plan {
  return { ...plan, transactions: plan.transactions.flatMap((transaction) => cutTransaction(transaction, maxBytes)) }
}

function cutTransaction(transaction: Transaction, maxBytes: number): Transaction[] {
  if (transaction.on !== 'table') return [transaction]
  const frame = `*${transaction.table}\nCOMMIT\n`.length
  const parts: TableStep[][] = []
  let part: TableStep[] = []
  let bytes = frame
  for (const step of transaction.steps) {
    const size = Math.max(LEAST_COST, printStep(transaction.family, step).length + 1)
    if (part.length > 0 && bytes + size > maxBytes) {
      parts.push(part)
      part = []
      bytes = frame
    }
    part.push(step)
    bytes += size
  }
  parts.push(part)
  return parts.map((steps) => ({ ...transaction, steps }))
}
