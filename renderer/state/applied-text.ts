import type { HistoryItem } from '#shared/contract/apply-history'
import type { KernelDifference } from '#shared/history/difference'
import { projectChanges } from '#shared/review/project-changes'
import { translateHistory as t } from '../texts/i18n.ts'
import type { Shown } from './applied-detail.ts'
import { factWords, type ItemWords } from './applied-words.ts'
import { changeWords } from './change-words.ts'
import { nothingApplied } from './changes.ts'

/** A row of the kernel's side. `key` stays the same as long as the two moments do. */
export type LineItem = { readonly key: string } & (
  | { readonly kind: 'host'; readonly host: string; readonly added: number; readonly removed: number; readonly isKept: boolean }
  | {
      readonly kind: 'place'
      readonly where: string
      readonly name: string
      readonly change: 'added' | 'removed' | 'changed'
      readonly isSet: boolean
    }
  | { readonly kind: 'line'; readonly sign: '+' | '-'; readonly at: number | null; readonly text: string }
  | { readonly kind: 'more'; readonly count: number }
)

const TOOLS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const

/** What differs in the kernels, host by host; hosts that stay as they are have no row. */
export function lineItems(hosts: Shown['hosts']): readonly LineItem[] {
  return hosts.flatMap(({ host, change }): LineItem[] => {
    const rows = change === null ? [] : rowsOf(host, change)
    if (change !== null && rows.length === 0) return []
    const count = (sign: string) => rows.filter((row) => row.kind === 'line' && row.sign === sign).length
    return [{ key: host, kind: 'host', host, added: count('+'), removed: count('-'), isKept: change !== null }, ...rows]
  })
}

function rowsOf(host: string, { sets, chains, more }: KernelDifference): LineItem[] {
  const rows: LineItem[] = []
  for (const { name, change, lines } of sets) {
    const key = `${host} set ${name}`
    rows.push({ key, kind: 'place', where: 'ipset', name, change, isSet: true })
    // Members have no places.
    for (const { sign, text } of lines) rows.push({ key: `${key} ${sign} ${text}`, kind: 'line', sign, at: null, text })
  }
  for (const { family, table, chain, change, lines } of chains) {
    const key = `${host} ${family} ${table} ${chain}`
    // A hook is always there; it is our jumps that come and go.
    const how = /^[A-Z]+$/.test(chain) ? 'changed' : change
    rows.push({ key, kind: 'place', where: `${TOOLS[family]} ${table}`, name: chain, change: how, isSet: false })
    for (const { sign, at, text } of lines) rows.push({ key: `${key} ${sign}${at}`, kind: 'line', sign, at, text })
  }
  if (more > 0) rows.push({ key: `${host} more`, kind: 'more', count: more })
  return rows
}

/** Changes of the project between two moments; null where one of them has none to compare. */
export function shownChanges({ before, after }: Shown) {
  if (after === null) return null
  const from = before ?? nothingApplied(after)
  return { before: from, after, changes: projectChanges(from, after) }
}

/** `title`: which moments are compared; null: what an apply did. */
export function detailText(item: HistoryItem, words: ItemWords, shown: Shown | null, title: string | null): string {
  const head = [
    [words.act, words.revision, words.when].filter(Boolean).join(' '),
    words.result,
    ...(words.error === null ? [] : [words.error]),
    ...factWords(item, words),
  ]
  if (shown === null) return `${head.join('\n')}\n`
  const found = shownChanges(shown)
  const project =
    found?.changes.flatMap((change) => {
      const { title: name, lines } = changeWords(change, found.before, found.after)
      return [`${SIGNS[change.change]} ${name}`, ...lines.map((line) => `  ${line}`)]
    }) ?? []
  return [
    ...head,
    ...(title === null ? [] : [title]),
    '',
    t('project.title'),
    ...project,
    ...lineItems(shown.hosts).map(lineText),
    '',
  ].join('\n')
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const

function lineText(item: LineItem): string {
  switch (item.kind) {
    case 'host':
      return `\n${t('kernel.of', { host: item.host })}`
    case 'place':
      return `${item.where} ${item.name}`
    case 'line':
      return `${item.sign} ${item.text}`
    case 'more':
      return t('kernel.more', { count: item.count })
  }
}
