import {
  type Announcements,
  type CollisionDetection,
  DndContext,
  DragOverlay,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Enter with Ctrl or Cmd is a command's, wherever the focus rests. */
class PlainKeySensor extends KeyboardSensor {
  static override activators: typeof KeyboardSensor.activators = KeyboardSensor.activators.map((activator) => ({
    ...activator,
    handler: (event, options, context) => !event.ctrlKey && !event.metaKey && activator.handler(event, options, context),
  }))
}

/** By mouse the pointer decides, by keyboard the chip itself. */
const collisions: CollisionDetection = (args) => (args.pointerCoordinates === null ? rectIntersection(args) : pointerWithin(args))

/** Up and down go from port to port, in the order on screen. */
const walkPorts: KeyboardCoordinateGetter = (event, { currentCoordinates, context }) => {
  const step =
    event.code === 'ArrowDown' || event.code === 'ArrowRight' ? 1 : event.code === 'ArrowUp' || event.code === 'ArrowLeft' ? -1 : 0
  if (step === 0) return undefined
  event.preventDefault()
  const rects = [...context.droppableRects.values()].sort((a, b) => a.top - b.top)
  const now = rects.findIndex((rect) => currentCoordinates.y >= rect.top - 1 && currentCoordinates.y < rect.bottom)
  const next = rects[now < 0 ? (step > 0 ? 0 : rects.length - 1) : Math.min(rects.length - 1, Math.max(0, now + step))]
  return next === undefined ? undefined : { x: next.left + 320, y: next.top + 4 }
}

interface DragPlaceProps {
  readonly nameOfGroup: (id: string) => string
  readonly nameOfPort: (id: string) => string
  readonly onDrop: (groupId: string, portId: string) => void
  /** What follows the pointer. */
  readonly ghost: (groupId: string) => ReactNode
  readonly children: ReactNode
}

/** Groups are taken from the bar and let go over a port, by mouse or by keyboard; both are told as they happen. */
export function DragPlace({ nameOfGroup, nameOfPort, onDrop, ghost, children }: DragPlaceProps) {
  const { t } = useTranslation('ports')
  const [held, setHeld] = useState<string | null>(null)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(PlainKeySensor, { coordinateGetter: walkPorts }),
  )
  const group = (id: string | number): string => nameOfGroup(String(id))
  const port = (id: string | number): string => nameOfPort(String(id))
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('said.picked', { group: group(active.id) }),
    onDragOver: ({ active, over }) =>
      over === null
        ? t('said.overNothing', { group: group(active.id) })
        : t('said.over', { group: group(active.id), vm: port(over.id) }),
    onDragEnd: ({ active, over }) =>
      over === null
        ? t('said.droppedNowhere', { group: group(active.id) })
        : t('said.dropped', { group: group(active.id), vm: port(over.id) }),
    onDragCancel: ({ active }) => t('said.cancelled', { group: group(active.id) }),
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={collisions}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('dragHint') } }}
      onDragStart={({ active }) => setHeld(String(active.id))}
      onDragCancel={() => setHeld(null)}
      onDragEnd={({ active, over }) => {
        setHeld(null)
        if (over !== null) onDrop(String(active.id), String(over.id))
      }}
    >
      {children}
      <DragOverlay dropAnimation={null}>{held === null ? null : ghost(held)}</DragOverlay>
    </DndContext>
  )
}
