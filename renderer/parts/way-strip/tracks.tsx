import type { WayDirection } from '../../state/way.ts'
import { MARKED, markAt, segmentPath, type WayGeometry } from './geometry.ts'
import { type LitWay, SEGMENTS, type Segment } from './lit.ts'

const DIRECTIONS: readonly WayDirection[] = ['to', 'from']

/** Both tracks: thin and grey where nothing moved, solid to the VM, hollow from it. Stations say the rest, so this is silent. */
export function Tracks({ geometry, lit, bracket }: { geometry: WayGeometry; lit: LitWay; bracket: boolean }) {
  const { width, height } = geometry
  return (
    <svg className="way-tracks" width={width} height={height} aria-hidden="true">
      {bracket ? <path className="way-bracket" d={bracketPath(geometry)} /> : null}
      {DIRECTIONS.flatMap((direction) =>
        SEGMENTS.filter((segment) => !lit[direction].has(segment)).map((segment) => (
          <path key={`${direction} ${segment}`} className="way-idle" d={segmentPath(geometry, direction, segment)} />
        )),
      )}
      {DIRECTIONS.flatMap((direction) =>
        SEGMENTS.filter((segment) => lit[direction].has(segment)).map((segment) => (
          <LitTrack key={`${direction} ${segment}`} geometry={geometry} direction={direction} segment={segment} />
        )),
      )}
    </svg>
  )
}

interface LitTrackProps {
  readonly geometry: WayGeometry
  readonly direction: WayDirection
  readonly segment: Segment
}

function LitTrack({ geometry, direction, segment }: LitTrackProps) {
  const path = segmentPath(geometry, direction, segment)
  const marked = MARKED.find((one) => one === segment)
  return (
    <g data-lit={`${direction} ${segment}`}>
      <path className={`way-lit way-lit-${direction}`} d={path} />
      {direction === 'from' ? <path className="way-hollow" d={path} /> : null}
      {marked === undefined ? null : (
        <path
          className={`way-mark way-mark-${direction}`}
          transform={`translate(${markAt(geometry, marked)} ${geometry.tracks[direction]})${direction === 'from' ? ' scale(-1 1)' : ''}`}
          d="M-5 -3L0 0L-5 3ZM1 -3L6 0L1 3Z"
        />
      )}
    </g>
  )
}

/** Marks the part that the canvas below shows: from the hook to the verdict. It ends above the names, which need the room. */
function bracketPath({ stops, middle, capsule }: WayGeometry): string {
  const from = stops.hook - 27.5
  const to = stops.accept + 27.5
  const end = Math.round(middle + capsule / 2) + 2.5
  return `M${from + 6} 1.5H${from}V${end}H${from + 6}M${to - 6} 1.5H${to}V${end}H${to - 6}`
}

/** The two line shapes with their words. */
export function LineSample({ direction }: { readonly direction: WayDirection }) {
  return (
    <svg width="26" height="8" aria-hidden="true">
      <path className={`way-lit way-lit-${direction}`} d="M2 4H24" />
      {direction === 'from' ? <path className="way-hollow" d="M2 4H24" /> : null}
    </svg>
  )
}
