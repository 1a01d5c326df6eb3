import { terminalLine } from '../terminal-text.ts'
import { textWidth } from './text-width.ts'

/**
 * A table as the neutron and openstack clients draw it (cliff over PrettyTable): borders of + and -, all to the left, one space beside
 * each text. A cell may have several lines, each one safe for a terminal.
 */
export function textTable(head: readonly string[], rows: readonly (readonly (readonly string[])[])[]): string {
  const cells = rows.map((row) => row.map((lines) => lines.map(terminalLine)))
  const widths = head.map((name, at) =>
    cells.reduce((most, row) => (row[at] ?? []).reduce((wide, line) => Math.max(wide, textWidth(line)), most), textWidth(name)),
  )
  const border = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`
  const line = (texts: readonly string[]) => `|${widths.map((width, at) => ` ${padded(texts[at] ?? '', width)} `).join('|')}|`
  const body = cells.flatMap((row) => {
    const height = Math.max(1, ...row.map((lines) => lines.length))
    return Array.from({ length: height }, (_, at) => line(row.map((lines) => lines[at] ?? '')))
  })
  return [border, line(head), border, ...body, border].join('\n')
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)))
