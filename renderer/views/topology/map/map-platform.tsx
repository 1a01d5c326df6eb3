import { useTranslation } from 'react-i18next'
import { VerdictGlyph, type VerdictKind } from '../../../parts/verdict.tsx'
import type { KernelIndex } from '../../../state/kernel-index.ts'
import { seeRule } from '../../../state/kernel-rule.ts'
import { shortChain, shortWords } from '../../../state/kernel-words.ts'
import type { Box } from '../board/geometry.ts'
import { Label } from '../board/text.tsx'
import { type MapLayout, MOST_RULES } from './map-layout.ts'
import { type RuleCell, shownCells } from './map-rows.ts'
import type { MapWords } from './map-stations.ts'
import type { PlatformFacts } from './use-map.ts'

/** A chain of the port as a platform: its rules are cells, or rows where there is room. */

const CELL = 19
const PAD = 11

export interface CellPlace {
  readonly cell: RuleCell
  readonly box: Box
  /** Rules left out before it. */
  readonly gap: number
}

/** Where the cells of a platform are, rows at the level Rules. */
export function cellPlaces(
  { cells }: PlatformFacts,
  box: Box,
  layout: MapLayout,
  moved: ReadonlyMap<number, number>,
): readonly CellPlace[] {
  if (layout.zoom === 'rules')
    return cells.slice(0, MOST_RULES).map((cell, at) => ({
      ...{ cell, gap: 0 },
      box: { x: box.x + 6, y: box.y + 24 + at * layout.ruleRow, width: box.width - 12, height: layout.ruleRow },
    }))
  const room = Math.floor((box.width - 2 * PAD + 5) / (CELL + 4.5))
  const shown = shownCells(cells, room, (row) => moved.has(row))
  // Nine cells fill a platform of the drawn width; fewer stand as close as these.
  const step = Math.min(26, (box.width - 2 * PAD - CELL) / Math.max(1, room - 1))
  return shown.map(({ gap, ...cell }, at) => ({
    ...{ cell, gap },
    box: { x: Math.round(box.x + PAD + at * step), y: box.y + layout.cells, width: CELL, height: 18 },
  }))
}

interface PlatformProps {
  readonly words: MapWords
  readonly facts: PlatformFacts
  readonly box: Box
  readonly layout: MapLayout
  readonly index: KernelIndex | null
  readonly moved: ReadonlyMap<number, number>
  /** What it is for, at its right; left out where it would not fit. */
  readonly note: string
}

export function Platform({ words, facts, box, layout, index, moved, note }: PlatformProps) {
  const { t } = useTranslation('topology')
  const places = cellPlaces(facts, box, layout, moved)
  const isOpen = layout.zoom === 'rules'
  const left = facts.cells.length - places.length
  const room = box.width - 2 * PAD - words.name.length * 7 - 10
  return (
    <g className={words.lit ? 'map-platform map-on' : 'map-platform'}>
      <rect x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={7} />
      <Label
        x={box.x + PAD}
        y={box.y + (isOpen ? 16 : layout.cells - 6)}
        text={words.name}
        look="mono name"
        room={box.width / 2 + 20}
      />
      <Label
        x={box.x + box.width - PAD}
        y={box.y + (isOpen ? 16 : layout.cells - 6)}
        text={room > 90 ? note : ''}
        look="dim"
        anchor="end"
        room={room}
      />
      {facts.chain === null ? (
        <Label x={box.x + PAD} y={box.y + layout.cells + 14} text={t('map.noChain')} look="dim" room={box.width - 20} />
      ) : null}
      {places.map((place) =>
        isOpen && index !== null ? (
          <RuleRow key={place.cell.row} place={place} index={index} packets={moved.get(place.cell.row) ?? 0} />
        ) : (
          <RuleTick key={place.cell.row} place={place} packets={moved.get(place.cell.row) ?? 0} counts={box.y + layout.counts} />
        ),
      )}
      {isOpen && left > 0 ? (
        <Label x={box.x + PAD + 24} y={box.y + box.height - 12} text={t('map.moreRules', { count: left })} look="dim" />
      ) : null}
    </g>
  )
}

/** A rule as a square: filled with its number where it counted, crossed where it drops. */
function RuleTick({ place: { cell, box, gap }, packets, counts }: { place: CellPlace; packets: number; counts: number }) {
  const drops = cell.kind === 'drop'
  const used = packets > 0
  const middle = box.x + box.width / 2
  const look = ['map-tick', used ? 'map-used' : '', drops ? 'map-drops' : ''].filter(Boolean).join(' ')
  return (
    <g className={look}>
      {gap > 0 ? <path className="map-gap" d={`M${box.x - 3} ${box.y + 3}v12`} /> : null}
      <rect x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={3} />
      {drops ? (
        <path className="map-cross" d={`M${middle - 3.5} ${box.y + 5.5}l7 7m0-7l-7 7`} />
      ) : (
        <text className="mono" x={middle} y={box.y + 13} textAnchor="middle">
          {cell.number}
        </text>
      )}
      {used ? (
        <text className={drops ? 'mono lost' : 'mono live'} x={middle} y={counts} textAnchor="middle">
          {packets > 9999 ? '…' : packets}
        </text>
      ) : null}
    </g>
  )
}

const GLYPHS: { readonly [K in RuleCell['kind']]: VerdictKind } = { pass: 'return', drop: 'drop', jump: 'jump', other: 'none' }

function RuleRow({ place: { cell, box }, index, packets }: { place: CellPlace; index: KernelIndex; packets: number }) {
  const { t } = useTranslation('topology')
  const used = packets > 0
  const line = box.y + 13
  return (
    <g className={used ? 'map-row map-used' : 'map-row'}>
      {used ? <rect x={box.x} y={box.y + 0.5} width={box.width} height={box.height - 1} rx={3} /> : null}
      <text className="mono" x={box.x + 22} y={line} textAnchor="end">
        {cell.number}
      </text>
      <g transform={`translate(${box.x + 30} ${box.y + 4})`}>
        <VerdictGlyph verdict={GLYPHS[cell.kind]} size={11} />
      </g>
      <Label
        x={box.x + 48}
        y={line}
        text={ruleWords(index, cell.row) || t('map.everything')}
        look="mono"
        room={box.width - 48 - 60}
      />
      <text className={used ? 'mono live' : 'mono dim'} x={box.x + box.width - 6} y={line} textAnchor="end">
        {packets}
      </text>
    </g>
  )
}

/** What the rule asks for, or where it leads when it asks nothing; empty when it does neither. */
export function ruleWords(index: KernelIndex, row: number): string {
  const rule = seeRule(index.rows[row]?.text ?? '')
  const words = shortWords(rule)
  const target = rule.jump === null ? (rule.otherTarget ?? '') : shortChain(rule.jump)
  return words === '' ? target : target === '' ? words : `${words} → ${target}`
}
