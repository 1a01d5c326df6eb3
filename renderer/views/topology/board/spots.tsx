import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react'
import type { Box } from './geometry.ts'
import { nextSpot } from './next-spot.ts'

/** A place of the drawing that has a name and may lead somewhere. */
export interface Spot {
  readonly id: string
  readonly box: Box
  /** Said by a screen reader, and shown where one points at. */
  readonly name: string
  /** Left and right go from main spot to main spot; up and down through all of them. */
  readonly main: boolean
  readonly chosen: boolean
  /** Null where there is nothing to open: it can still be read. */
  readonly onOpen: (() => void) | null
}

interface SpotsProps {
  readonly label: string
  readonly spots: readonly Spot[]
  /** Brings a spot that got the focus into sight. */
  readonly onShow: (box: Box) => void
}

/** All spots are one stop of Tab; arrows go on from there, in the order in which a packet comes by. */
export const Spots = memo(({ label, spots, onShow }: SpotsProps) => {
  const [last, setLast] = useState<string | null>(null)
  const group = useRef<HTMLDivElement>(null)
  const stop = useMemo(
    () => (spots.find(({ id }) => id === last) ?? spots.find(({ chosen, main }) => chosen && main) ?? spots[0])?.id,
    [spots, last],
  )
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const at = spots.findIndex(({ id }) => id === (event.target as HTMLElement).dataset['spot'])
    const to = nextSpot(spots, at, event.key)
    const spot = to === null ? undefined : spots[to]
    if (spot === undefined) return
    event.preventDefault()
    setLast(spot.id)
    group.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(spot.id)}"]`)?.focus({ preventScroll: true })
  }
  return (
    <div ref={group} role="toolbar" aria-label={label} className="spots" onKeyDown={onKeyDown}>
      {spots.map((spot) => (
        <button
          key={spot.id}
          type="button"
          className="spot"
          data-spot={spot.id}
          style={{ left: spot.box.x, top: spot.box.y, width: spot.box.width, height: spot.box.height }}
          tabIndex={spot.id === stop ? 0 : -1}
          aria-label={spot.name}
          aria-disabled={spot.onOpen === null || undefined}
          aria-current={spot.chosen || undefined}
          title={spot.name}
          onClick={spot.onOpen ?? undefined}
          onFocus={() => {
            setLast(spot.id)
            onShow(spot.box)
          }}
        />
      ))}
    </div>
  )
})
