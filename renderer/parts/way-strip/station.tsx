import { type CSSProperties, type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useKernel } from '../../state/kernel.ts'
import { goToPort, openView, selectChain, selectKernelRow, useScreen } from '../../state/screen.ts'
import type { WayRows } from '../../state/way.ts'
import { VerdictGlyph } from '../verdict.tsx'
import type { WayGeometry } from './geometry.ts'
import { type StationFacts, spokenName } from './stations.ts'

export interface StationText {
  /** Cut to the room that there is. */
  readonly name: string
  readonly role: string
  readonly width: number
}

interface StationProps {
  readonly facts: StationFacts
  readonly geometry: WayGeometry
  readonly text: StationText
  readonly chosen: boolean
  readonly onOpen: (() => void) | null
}

/** A capsule across both tracks with its name below. */
export function Station({ facts, geometry, text, chosen, onOpen }: StationProps) {
  const { id, lit } = facts
  if (id === 'in' || id === 'out') return null
  const { stops, middle, capsule, pillTop, roles } = geometry
  const width = Math.max(22, text.width)
  const style: CSSProperties = { left: stops[id] - width / 2, width, top: middle - capsule / 2, height: geometry.height - middle }
  return (
    <>
      <Place facts={facts} onOpen={onOpen} className={look('way-stop', lit, chosen)} style={style}>
        <i className="way-capsule" style={{ height: capsule }}>
          {id === 'accept' ? <VerdictGlyph verdict="accept" size={12} /> : null}
        </i>
        <span className="way-name">{text.name}</span>
        {roles && id !== 'accept' ? <span className="way-role">{text.role}</span> : null}
      </Place>
      <Pill facts={facts} style={{ left: stops[id], top: pillTop }} />
    </>
  )
}

/** The small station of what does not arrive. */
export function DropStation({ facts, geometry, chosen, onOpen }: Omit<StationProps, 'text'>) {
  const { stops, middle } = geometry
  return (
    <Place
      facts={facts}
      onOpen={onOpen}
      className={look('way-drop', facts.lit, chosen)}
      style={{ left: stops.drop - 8, top: middle - 8 }}
    >
      <VerdictGlyph verdict="drop" size={12} />
      <span>{facts.name}</span>
      <Pill facts={facts} inline />
    </Place>
  )
}

/** A chain of the port: its name, the rule that counted or how many there are, and its packets. */
export function Platform({ facts, geometry, rule, chosen, onOpen }: Omit<StationProps, 'text'> & { readonly rule: string }) {
  const box = geometry.platforms[facts.id === 'in' ? 'to' : 'from']
  // Where the whole name has no room, its letter says enough: the device at the end of the way has the rest.
  const name = rule !== '' && box.width < 150 ? facts.name.slice(0, 1) : facts.name
  return (
    <Place
      facts={facts}
      onOpen={onOpen}
      className={look('way-platform', facts.lit, chosen)}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    >
      <span className="way-platform-name">{name}</span>
      {rule === '' ? null : <span className="way-platform-rule">· {rule}</span>}
      <Pill facts={facts} inline />
    </Place>
  )
}

const look = (base: string, lit: boolean, chosen: boolean): string =>
  [base, lit ? 'way-on' : '', chosen ? 'way-chosen' : ''].filter(Boolean).join(' ')

interface PillProps {
  readonly facts: StationFacts
  readonly inline?: boolean
  readonly style?: CSSProperties
}

/** Packets since the baseline, where they are counted; nothing where nothing came. */
function Pill({ facts: { packets, id }, inline = false, style }: PillProps) {
  const { t } = useTranslation('way')
  if (packets === null || packets === 0) return null
  return (
    <span className={inline ? 'way-pill' : 'way-pill way-pill-over'} style={style} data-way-pill={id} aria-hidden="true">
      {t('more', { count: packets })}
    </span>
  )
}

interface PlaceProps {
  readonly facts: StationFacts
  readonly onOpen: (() => void) | null
  readonly className: string
  readonly style: CSSProperties
  readonly children: ReactNode
}

/** A button where there is something to open, else a picture with a name. */
function Place({ facts, onOpen, className, style, children }: PlaceProps) {
  const { t } = useTranslation('way')
  const name = spokenName(t, facts)
  const title = facts.fullName === facts.name ? name : `${facts.fullName}\n${name}`
  const shared = { className, style, title, 'aria-label': name, 'data-station': facts.id }
  if (onOpen === null)
    return (
      <span role="img" {...shared}>
        {children}
      </span>
    )
  return (
    <button type="button" {...shared} onClick={onOpen}>
      {children}
    </button>
  )
}

/** What a click on a station does; null where there is nothing to open. */
export function useOpenStation(portId: string | null, rows: WayRows | null): (facts: StationFacts) => (() => void) | null {
  const view = useScreen((screen) => screen.view)
  return useMemo(() => {
    const openChain = ({ chain, id }: StationFacts) => {
      if (chain === null) return
      selectChain(chain.name, chain.family)
      if (id === 'accept') selectRow(rows?.accept[0])
      openView('chains')
    }
    const openPort = () => {
      goToPort(portId)
      openView('ports')
    }
    return (facts) => {
      if (facts.leadsTo === 'chain') return () => openChain(facts)
      if (facts.leadsTo === 'ports') return openPort
      return facts.leadsTo === 'ping' && view !== 'ping' ? () => openView('ping') : null
    }
  }, [portId, rows, view])
}

/** The accepting rule itself is chosen in its chain. */
function selectRow(row: number | undefined): void {
  const { index } = useKernel.getState()
  if (index !== null && row !== undefined) selectKernelRow(index.rows[row]?.mark ?? index.keys[row] ?? null)
}
