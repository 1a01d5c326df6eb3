/** Names under stations: each as long as its neighbours leave room, cut in the middle, where two of a kind are alike. */

/** Width of one figure of the mono face at 11 px. */
export const CELL = 6.6
const GAP = 8

/** Pictures and characters of the East take two cells. */
const WIDE = /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const partsOf = (text: string): string[] => [...graphemes.segment(text)].map((part) => part.segment)
const cellsOf = (part: string): number => (WIDE.test(part) ? 2 : 1)
const cells = (parts: readonly string[]): number => parts.reduce((sum, part) => sum + cellsOf(part), 0)

export const widthOf = (text: string, cell = CELL): number => cells(partsOf(text)) * cell

/** At most `room` cells; the end is kept, since numbered names differ there. Never splits what is seen as one character. */
export function cutMiddle(text: string, room: number): string {
  const parts = partsOf(text)
  if (cells(parts) <= room) return text
  const left = Math.max(1, Math.floor(room) - 1)
  const head = take(parts, Math.ceil(left / 2))
  const tail = take(parts.slice(head.length).reverse(), left - cells(head)).reverse()
  return `${head.join('')}…${tail.join('')}`
}

function take(parts: readonly string[], room: number): string[] {
  const taken: string[] = []
  let left = room
  for (const part of parts) {
    left -= cellsOf(part)
    if (left < 0) break
    taken.push(part)
  }
  return taken
}

export interface Label {
  readonly x: number
  readonly text: string
}

/** Width that each label may take around its place. Of two that would touch the longer gives way, down to half of the room. */
export function labelWidths(labels: readonly Label[], width: number, cell = CELL): number[] {
  const halves = labels.map(({ x, text }) => Math.min(widthOf(text, cell) / 2, x - 2, width - x - 2))
  labels.forEach(({ x }, at) => {
    const next = labels[at + 1]
    const [mine, other] = [halves[at] ?? 0, halves[at + 1] ?? 0]
    if (next === undefined) return
    const room = Math.max(0, next.x - x - GAP)
    if (mine + other <= room) return
    const least = Math.min(mine, other, room / 2)
    halves[at] = mine <= other ? least : room - least
    halves[at + 1] = mine <= other ? room - least : least
  })
  return halves.map((half) => half * 2)
}
