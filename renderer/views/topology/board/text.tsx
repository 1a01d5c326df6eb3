import { CELL, cutMiddle } from '../../../parts/way-strip/labels.ts'

/** Mean width of a letter of the sans face at 11 px. */
const LETTER = 5.5
/** The same of a name, which is larger and bolder. */
const STRONG = 6.9

interface LabelProps {
  readonly x: number
  readonly y: number
  readonly text: string
  /** Pixels that there are for it; it is cut in the middle where it is longer. */
  readonly room?: number
  readonly anchor?: 'start' | 'middle' | 'end'
  /** `mono`: data. */
  readonly look?: string
}

/** One line of text in a drawing. */
export function Label({ x, y, text, room = 400, anchor = 'start', look = '' }: LabelProps) {
  const cell = look.includes('mono') ? CELL : look === 'strong' ? STRONG : LETTER
  return (
    <text className={look} x={x} y={y} textAnchor={anchor}>
      {cutMiddle(text, (room + 0.5) / cell)}
    </text>
  )
}

interface PillProps {
  /** Its middle. */
  readonly x: number
  readonly y: number
  readonly text: string
  readonly look: 'live' | 'still' | 'dropped'
}

/** A number where it is counted. */
export function Pill({ x, y, text, look }: PillProps) {
  const width = Math.max(19, Math.round(text.length * CELL) + 12)
  return (
    <g className={`board-pill board-pill-${look}`}>
      <rect x={Math.round(x - width / 2) + 0.5} y={Math.round(y - 9) + 0.5} width={width} height={17} rx={3} />
      <text
        className={look === 'live' ? 'mono live' : 'mono'}
        x={Math.round(x - width / 2) + 0.5 + width / 2}
        y={y + 4}
        textAnchor="middle"
      >
        {text}
      </text>
    </g>
  )
}
