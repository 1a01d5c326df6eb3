import type { HistoryItem } from '#shared/contract/apply-history'
import { errorLine } from '#shared/errors'
import type { ApplyEntry, HistoryEntry } from '#shared/history/entry'
import { localTime } from './times.ts'

const RESULTS: Readonly<Record<ApplyEntry['result'], string>> = {
  begun: 'begun, and broken off',
  kept: 'kept',
  trial: 'on trial',
  unchanged: 'nothing to do',
  failed: 'failed',
}

const WHY = {
  asked: 'asked for',
  'timed-out': 'the time was over',
  'lab-ended': 'the lab ended',
  'helper-ended': 'the helper ended',
} as const

function applyWords({ target, result, trial, hosts, error, point }: ApplyEntry): string {
  const lines = hosts
    .filter(({ transactions }) => transactions > 0)
    .map(({ host, added, removed, sets }) => `${host} +${added} -${removed}${sets === 0 ? '' : ` sets ${sets}`}`)
  return [
    `${RESULTS[result]}${result === 'trial' && trial !== null ? ` for ${trial} s` : ''}`,
    ...(target === 'machine' ? ['on this machine'] : []),
    ...lines,
    ...(error === null ? [] : [errorLine(error)]),
    ...(point || result === 'unchanged' ? [] : ['no restore point']),
  ].join(', ')
}

function entryWords(entry: HistoryEntry): string {
  switch (entry.act) {
    case 'apply':
      return applyWords(entry)
    case 'confirm':
      return `of ${entry.of ?? 'an apply that is not kept'}`
    case 'revert':
      return `of ${entry.of ?? 'an apply that is not kept'}, ${WHY[entry.why]}${entry.error === null ? '' : `: ${errorLine(entry.error)}`}`
    case 'restore':
      return `the project of before ${entry.of}`
    case 'put-back': {
      const { host, differences, error } = entry
      const words = `drift of ${host.host}, ${differences} put back, +${host.added} -${host.removed}`
      return error === null ? words : `drift of ${host.host}: ${errorLine(error)}`
    }
  }
}

/** One line for each act; ids of applies with a restore point are what `restore` takes. */
export function historyLines(items: readonly HistoryItem[]): string[] {
  const names = items.flatMap((item) => (item.is === 'entry' ? [item.entry.who.length] : []))
  const width = Math.max(4, ...names)
  return items.map((item) => {
    if (item.is === 'unreadable') return `${'?'.repeat(8)}  ${localTime(item.at)}  ${item.file}: ${errorLine(item.error)}`
    const { entry } = item
    const { id, at, who, act, revision } = entry
    return `${id}  ${localTime(at)}  ${who.padEnd(width)}  ${act.padEnd(8)}  revision ${revision}: ${entryWords(entry)}`
  })
}

/** The one apply with a restore point whose id begins so, or why there is none. */
export function pointOf(items: readonly HistoryItem[], written: string): { readonly id: string } | { readonly words: string } {
  const begins = written.trim().toLowerCase()
  const entries = items.flatMap((item) => (item.is === 'entry' ? [item.entry] : []))
  const found = entries.filter(({ id }) => begins !== '' && id.startsWith(begins))
  const points = found.filter((entry) => entry.act === 'apply' && entry.point)
  const [point] = points
  if (points.length > 1)
    return { words: `${written} begins several ids: ${points.map(({ id }) => id).join(', ')}. Write more of it.` }
  if (point !== undefined) return { id: point.id }
  return found.length > 0
    ? { words: `${written} has no restore point. Write the id of an apply that has one; \`tapwall history\` lists them.` }
    : { words: `The history has no ${written}. Write the id of an apply; \`tapwall history\` lists them.` }
}
