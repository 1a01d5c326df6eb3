import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/shell.ts'

/** What a bench has measured: a table whose first column names the case. */
export interface Report {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** How it was measured, and against what. */
  readonly notes: readonly string[]
}

const cell = (value: string | number): string => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : value)

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Prints the table as Markdown and keeps it, as JSON too, in `dist/bench`. */
export function report(name: string, { title, columns, rows, notes }: Report): void {
  const text = [
    `## ${title}`,
    '',
    line(columns),
    line(columns.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(row.map(cell))),
    '',
    ...notes,
    '',
  ].join('\n')
  const folder = join(root, 'dist', 'bench')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.md`), text)
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ title, columns, rows, notes }, null, 2)}\n`)
  process.stdout.write(`\n${text}\n`)
}
