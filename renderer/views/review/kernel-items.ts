import type {
  ChainLine,
  ChangedChain,
  ChangedSet,
  KernelChange,
  TransactionHead,
  UntouchedChain,
} from '#shared/review/kernel-change'

/** One row of the kernel layer. `key` stays the same as long as the plan does. */
export type KernelItem = { readonly key: string } & (
  | { readonly kind: 'transaction'; readonly head: TransactionHead; readonly isEarly: boolean }
  | { readonly kind: 'chain'; readonly chain: ChangedChain; readonly isOpen: boolean }
  | { readonly kind: 'line'; readonly chain: ChangedChain; readonly line: ChainLine }
  | { readonly kind: 'fold'; readonly count: number }
  | { readonly kind: 'set'; readonly set: ChangedSet; readonly isOpen: boolean }
  | { readonly kind: 'member'; readonly set: ChangedSet; readonly how: 'comes' | 'goes'; readonly member: string }
  | { readonly kind: 'untouched-head'; readonly isOpen: boolean }
  | { readonly kind: 'untouched'; readonly chain: UntouchedChain }
)

/** Lines that stay beside one that changes; a chain this short is shown whole. */
const CONTEXT = 2
const SHORT = 24
/** A plan of more lines begins with its chains folded. */
const LONG = 2000

const placeOf = ({ family, table, name }: { family: string; table: string; name: string }) => `${family} ${table} ${name}`

/**
 * The layer as rows: each transaction with the chains and sets that it touches first. `toggled`: keys whose state is another than the
 * one that they begin with.
 */
export function kernelItems(change: KernelChange, toggled: ReadonlySet<string>): readonly KernelItem[] {
  const isLong = change.comes + change.goes > LONG
  const isOpen = (key: string, begins: boolean) => begins !== toggled.has(key)
  const byFirst = new Map<number, KernelItem[]>()
  const rowsOf = (first: number) => {
    const rows = byFirst.get(first) ?? []
    byFirst.set(first, rows)
    return rows
  }
  for (const set of change.sets) {
    const key = `set ${set.name}`
    const open = isOpen(key, !isLong)
    const rows = rowsOf(set.first)
    rows.push({ key, kind: 'set', set, isOpen: open })
    if (!open) continue
    for (const member of set.leaves) rows.push({ key: `${key} - ${member}`, kind: 'member', set, how: 'goes', member })
    for (const member of set.joins) rows.push({ key: `${key} + ${member}`, kind: 'member', set, how: 'comes', member })
  }
  for (const chain of change.chains) {
    const key = `chain ${placeOf(chain)}`
    const open = isOpen(key, !isLong)
    const rows = rowsOf(chain.first)
    rows.push({ key, kind: 'chain', chain, isOpen: open })
    if (open) pushLines(rows, key, chain, toggled)
  }
  const items: KernelItem[] = []
  const firstTable = change.transactions.find(({ on }) => on === 'table')?.number ?? Number.POSITIVE_INFINITY
  let last: KernelItem | null = null
  for (const head of change.transactions) {
    const rows = byFirst.get(head.number)
    if (rows === undefined) continue
    // Sets are transactions of their own, one each; they share a heading.
    const isEarly = head.number < firstTable
    const follows = last?.kind === 'transaction' && last.head.on === head.on && last.isEarly === isEarly && head.on !== 'table'
    if (!follows) {
      last = { key: `transaction ${head.number}`, kind: 'transaction', head, isEarly }
      items.push(last)
    }
    for (const row of rows) items.push(row)
  }
  if (change.untouched.length > 0) {
    const open = isOpen('untouched', change.untouched.length <= SHORT)
    items.push({ key: 'untouched', kind: 'untouched-head', isOpen: open })
    if (open) for (const chain of change.untouched) items.push({ key: `untouched ${placeOf(chain)}`, kind: 'untouched', chain })
  }
  return items
}

function pushLines(rows: KernelItem[], key: string, chain: ChangedChain, toggled: ReadonlySet<string>): void {
  const { lines } = chain
  const isShown = lines.map(() => lines.length <= SHORT)
  if (lines.length > SHORT)
    lines.forEach(({ kind }, at) => {
      if (kind !== 'stays') isShown.fill(true, Math.max(0, at - CONTEXT), at + CONTEXT + 1)
    })
  let folded = 0
  const fold = (end: number) => {
    if (folded > 0) rows.push({ key: `${key} fold ${end - folded}`, kind: 'fold', count: folded })
    folded = 0
  }
  let from = 0
  lines.forEach((line, at) => {
    if (isShown[at] === false) {
      if (folded === 0) from = at
      if (!toggled.has(`${key} fold ${from}`)) {
        folded += 1
        return
      }
    } else fold(at)
    rows.push({ key: `${key} ${at}`, kind: 'line', chain, line })
  })
  fold(lines.length)
}
