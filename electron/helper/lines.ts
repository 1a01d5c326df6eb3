import type { Readable } from 'node:stream'

/**
 * Calls `onLine` for each line of a stream, without its newline. A line longer than `longest` bytes ends the reading with
 * `onTooLong`: whoever sends it is broken or hostile, and its memory is ours. What follows the last newline is no line; `onRest` gets it.
 */
export function readLines(
  stream: Readable,
  longest: number,
  onLine: (line: string) => void,
  onTooLong: () => void,
  onRest?: (rest: string) => void,
): void {
  let parts: Buffer[] = []
  let size = 0
  let ended = false
  if (onRest !== undefined)
    stream.on('end', () => {
      if (size > 0) onRest(Buffer.concat(parts, size).toString('utf8'))
    })
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk
    while (!ended) {
      const newline = rest.indexOf(10)
      const piece = newline < 0 ? rest : rest.subarray(0, newline)
      size += piece.length
      if (size > longest) {
        ended = true
        parts = []
        onTooLong()
        return
      }
      if (piece.length > 0) parts.push(piece)
      if (newline < 0) return
      const line = Buffer.concat(parts, size).toString('utf8')
      parts = []
      size = 0
      rest = rest.subarray(newline + 1)
      onLine(line)
    }
  })
}
