import type { MapLayout } from './map-layout.ts'
import type { MapModel } from './use-map.ts'

/** What each part of the map is drawn from. */
export interface PartProps {
  readonly layout: MapLayout
  readonly model: MapModel
}
