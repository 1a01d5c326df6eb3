import { chainKey, type IndexedChain, type KernelIndex } from '../../state/kernel-index.ts'
import { seeRule } from '../../state/kernel-rule.ts'

/**
 * Where packets enter a chain and where they leave it, from counters alone. A RETURN, ACCEPT or DROP ends the way in this chain; a
 * jump ends it only for packets that do not come back. Sums are shown, so that a reader can check them.
 */
export interface Leaving {
  readonly row: number
  readonly number: number
  readonly verdict: 'accept' | 'return' | 'drop' | 'jump'
  /** Chain of a jump that does not come back. */
  readonly jump: string | null
  readonly packets: number
}

export interface ChainFlow {
  /** Rows of other chains that jump here. */
  readonly callers: readonly number[]
  readonly entered: number
  readonly leaving: readonly Leaving[]
  /** Packets that passed the last rule; null where a jump's losses cannot be told. */
  readonly atEnd: number | null
  /** The sums agree; null where they cannot be checked, since the end of the chain takes whatever is left. */
  readonly balanced: boolean | null
}

type Packets = (row: number) => number

/** By chain, once for each version of the rules: a chain of thousands of jumps asks for the callers of each. */
const callers = new WeakMap<KernelIndex, ReadonlyMap<string, readonly number[]>>()

export function callersOf(index: KernelIndex, chain: IndexedChain): readonly number[] {
  const known = callers.get(index) ?? findCallers(index)
  callers.set(index, known)
  return known.get(chain.key) ?? []
}

function findCallers(index: KernelIndex): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const chain of index.chains)
    for (const row of chain.rows) {
      const target = targetOf(index, chain, row)
      if (target === undefined) continue
      const rows = found.get(target.key)
      if (rows) rows.push(row)
      else found.set(target.key, [row])
    }
  return found
}

export function chainFlow(index: KernelIndex, chain: IndexedChain, packets: Packets): ChainFlow {
  const from = callersOf(index, chain)
  const entered = from.reduce((sum, row) => sum + packets(row), 0)
  let known = true
  const leaving = chain.rows.flatMap((row, at): Leaving[] => {
    const { verdict, jump } = seeRule(textOf(index, row))
    if (verdict === 'none') return []
    const lost = verdict === 'jump' ? lostIn(index, chain, row, packets) : packets(row)
    if (lost === null) known = false
    return [{ row, number: at + 1, verdict, jump, packets: lost ?? 0 }]
  })
  const left = leaving.reduce((sum, one) => sum + one.packets, 0)
  const ends = isClosed(index, chain)
  const atEnd = known ? (ends ? 0 : Math.max(0, entered - left)) : null
  return {
    callers: from,
    entered,
    leaving: leaving.filter((one) => one.packets > 0),
    atEnd,
    balanced: !known || from.length === 0 ? null : ends || left > entered ? left === entered : atEnd === 0 ? true : null,
  }
}

/** Packets that a jump does not give back; null when the chain is jumped to from elsewhere too, and its counters mix. */
function lostIn(index: KernelIndex, from: IndexedChain, row: number, packets: Packets, depth = 0): number | null {
  const target = targetOf(index, from, row)
  if (target === undefined || depth > 32) return null
  if (neverReturns(index, target)) return packets(row)
  const ending = target.rows.filter((own) => {
    const { verdict } = seeRule(textOf(index, own))
    return verdict === 'accept' || verdict === 'drop'
  })
  const jumps = target.rows.filter((own) => seeRule(textOf(index, own)).verdict === 'jump')
  if (ending.length === 0 && jumps.length === 0) return 0
  if (callersOf(index, target).some((other) => other !== row && packets(other) > 0)) return null
  let lost = ending.reduce((sum, own) => sum + packets(own), 0)
  for (const jump of jumps) {
    const more = lostIn(index, target, jump, packets, depth + 1)
    if (more === null) return null
    lost += more
  }
  return lost
}

/** No packet passes the last rule of such a chain: one that asks nothing ends the way. */
export function isClosed(index: KernelIndex, chain: IndexedChain, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(chain.key)) return false
  return chain.rows.some((row) => {
    if (!asksNothing(index, row)) return false
    const { verdict } = seeRule(textOf(index, row))
    if (verdict !== 'jump') return verdict !== 'none'
    const target = targetOf(index, chain, row)
    return target !== undefined && isClosed(index, target, new Set([...seen, chain.key])) && !returns(index, target)
  })
}

/** No packet comes back out of such a chain: sg-fallback, and sg-chain with its closing ACCEPT. */
export const neverReturns = (index: KernelIndex, chain: IndexedChain): boolean => isClosed(index, chain) && !returns(index, chain)

const returns = (index: KernelIndex, chain: IndexedChain): boolean =>
  chain.rows.some((row) => seeRule(textOf(index, row)).verdict === 'return')

export function asksNothing(index: KernelIndex, row: number): boolean {
  const { source, destination, protocol, matches, unknown } = seeRule(textOf(index, row))
  return !source && !destination && !protocol && unknown.length === 0 && matches.every((match) => match.kind === 'comment')
}

export const targetOf = (index: KernelIndex, from: IndexedChain, row: number): IndexedChain | undefined => {
  const { jump } = seeRule(textOf(index, row))
  return jump === null ? undefined : index.chainByName.get(chainKey(from.family, from.table, jump))
}

export const textOf = (index: KernelIndex, row: number): string => index.rows[row]?.text ?? ''
