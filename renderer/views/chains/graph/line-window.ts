import type { GraphRow } from './graph-row.ts'

/** Lines of a chain that is too long to be drawn whole. */
const PAGE = 24

/**
 * A page of the lines, what is before and behind it as a line each, and the last one, which closes the chain. `row`: has to be on the
 * page; without it the first is shown. A chain that is a little longer than a page is drawn whole.
 */
export function windowed(lines: readonly GraphRow[], row: number | undefined, page = PAGE): readonly GraphRow[] {
  const last = lines.length - 1
  const closing = lines[last]
  if (lines.length <= page + page / 2 || closing === undefined) return lines
  const at = row === undefined ? 0 : lines.findIndex((line) => line.rows.includes(row))
  const from = Math.floor(Math.max(0, at) / page) * page
  const to = Math.min(last, from + page)
  return [...gap(lines.slice(0, from)), ...lines.slice(from, to), ...gap(lines.slice(to, last)), closing]
}

function gap(lines: readonly GraphRow[]): readonly GraphRow[] {
  const [first] = lines
  if (first === undefined || lines.length === 1) return lines
  return [
    {
      ...{ id: `gap ${first.id}`, kind: 'gap', number: null, verdict: 'none', words: '', afterOthers: false, portId: first.portId },
      ...{ rows: lines.flatMap((line) => line.rows), count: lines.reduce((sum, line) => sum + line.count, 0) },
    },
  ]
}
