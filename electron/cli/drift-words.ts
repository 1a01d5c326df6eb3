import type { DriftItemState, HostDrift } from '#shared/contract/drift'
import { localTime } from './times.ts'

const AS: Readonly<Record<DriftItemState['as'], string>> = {
  open: '',
  ignored: ' (ignored)',
  taken: ' (taken over, not applied yet)',
}

function itemLines({ kind, what, family, table, chain, at, was, now, from, as }: DriftItemState): string[] {
  const place = [family, table, chain, at].filter((word) => word !== null && word !== '').join(' ')
  const moved = from === null ? '' : `, from ${from.chain} ${from.at}`
  return [
    `  ${kind.padEnd(7)} ${what}: ${place}${moved}${AS[as]}`,
    ...(was === null ? [] : [`    - ${was}`]),
    ...(now === null ? [] : [`    + ${now}`]),
  ]
}

/** Each difference with the line that was applied (-) and the one that the kernel has (+). */
export const driftLines = (hosts: readonly HostDrift[]): string[] =>
  hosts.flatMap(({ host, since, open, ignored, taken, items }) => {
    const counts = [`${open} open`, ...(ignored > 0 ? [`${ignored} ignored`] : []), ...(taken > 0 ? [`${taken} taken over`] : [])]
    const more = open + ignored + taken - items.length
    return [
      `${host}: ${counts.join(', ')}${since === null ? '' : `; noticed at ${localTime(since)}`}`,
      ...items.flatMap(itemLines),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ]
  })
