import type { TapwallError } from '#shared/errors'
import type { Dump, DumpTable } from '#shared/netfilter/dump'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family } from '#shared/netfilter/rule-spec'
import { lastingSets } from '#shared/netfilter/sets-text'
import { ok, type Result } from '#shared/result'
import type { Within } from './run-tool.ts'
import { numberCounters, type SplitSave, splitCounters } from './save-counters.ts'
import { savedText, saveTool } from './saved-text.ts'

/** Reading the kernel's tables and sets of one network namespace. */
export interface TableReading {
  /** Rises when the rules or sets, not the counters, are others than at the reading before. */
  readonly version: number
  /** Milliseconds since 1970, when the reading began. */
  readonly at: number
  readonly cost: number
  readonly dump: Dump
  /** In the order of `rowsOf(dump)`. */
  readonly packets: number[]
  readonly bytes: number[]
}

export type ReadTables = () => Promise<Result<TableReading, TapwallError>>

interface Texts {
  readonly v4: SplitSave
  readonly v6: SplitSave
  readonly sets: string
}

/** What the reading before knew: which counter of the text belongs to which row. */
interface Known {
  readonly version: number
  readonly texts: Texts
  readonly dump: Dump
  readonly v4: readonly number[]
  readonly v6: readonly number[]
}

/** A reader that parses rules only when they are others than at its last reading. `nextVersion` never gives a number twice. */
export function tableReader(within: Within, nextVersion: () => number): ReadTables {
  let known: Known | null = null
  return async () => {
    const at = Date.now()
    const begun = performance.now()
    const texts = await readTexts(within)
    if (!texts.ok) return texts
    const now = known !== null && sameRules(known.texts, texts.value) ? known : parse(texts.value, nextVersion())
    known = now
    const { v4, v6 } = texts.value
    return ok({
      ...{ version: now.version, at, cost: performance.now() - begun, dump: now.dump },
      packets: [...pick(v4.packets, now.v4), ...pick(v6.packets, now.v6)],
      bytes: [...pick(v4.bytes, now.v4), ...pick(v6.bytes, now.v6)],
    })
  }
}

/** The tables of one family as they are now, without counters. */
export async function readFamily(within: Within, family: Family): Promise<Result<readonly DumpTable[], TapwallError>> {
  const text = await savedText(within, saveTool(family), [])
  return text.ok ? ok(parseSave(family, text.value).tables) : text
}

async function readTexts(within: Within): Promise<Result<Texts, TapwallError>> {
  const [v4, v6, sets] = await Promise.all([
    savedText(within, 'iptables-save', ['-c']),
    savedText(within, 'ip6tables-save', ['-c']),
    savedText(within, 'ipset', ['save']),
  ])
  if (!v4.ok) return v4
  if (!v6.ok) return v6
  if (!sets.ok) return sets
  return ok({ v4: splitCounters(v4.value), v6: splitCounters(v6.value), sets: lastingSets(sets.value) })
}

const sameRules = (a: Texts, b: Texts): boolean => a.v4.bare === b.v4.bare && a.v6.bare === b.v6.bare && a.sets === b.sets

function parse(texts: Texts, version: number): Known {
  const v4 = parseSave('ipv4', numberCounters(texts.v4.bare))
  const v6 = parseSave('ipv6', numberCounters(texts.v6.bare))
  const dump: Dump = { tables: [...v4.tables, ...v6.tables], sets: parseSets(texts.sets) }
  return { version, texts, dump, v4: v4.packets, v6: v6.packets }
}

const pick = (counters: readonly number[], places: readonly number[]): number[] => places.map((place) => counters[place] ?? 0)
