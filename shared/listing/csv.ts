/** A table as comma-separated values (RFC 4180), all of them in quotes, as cliff's `-f csv` writes text. A cell may have several lines. */
export const csv = (head: readonly string[], rows: readonly (readonly (readonly string[])[])[]): string =>
  [head, ...rows.map((row) => row.map((lines) => lines.join('\n')))].map((row) => `${row.map(quoted).join(',')}\r\n`).join('')

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
