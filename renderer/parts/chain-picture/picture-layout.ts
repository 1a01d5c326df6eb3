import { HEADER, LINE, type Place, type Places } from '../chain-graph/places.ts'
import type { Picture, PictureNode } from './picture-model.ts'

const WIDTH = 204
/** Between two columns: room for the ways down and back. */
const GUTTER = 54
const GAP = 20

const heightOf = (node: PictureNode): number => HEADER + Math.max(1, node.lines.length) * LINE

/** A column for each depth of jumps. A chain stands no higher than the line that calls it, and below what came before it. */
export function layoutPicture({ nodes, ways }: Picture): Places {
  const places = new Map<string, Place>()
  const free: number[] = []
  for (const node of nodes) {
    const call = ways.find((way) => !way.back && way.to === node.id)
    const caller = call === undefined ? undefined : places.get(call.from)
    const beside = caller === undefined ? 0 : caller.y + (call?.line ?? 0) * LINE
    const column = caller === undefined ? 0 : caller.column + 1
    const y = Math.max(free[column] ?? 0, beside)
    const height = heightOf(node)
    places.set(node.id, { x: column * (WIDTH + GUTTER), y, width: WIDTH, height, column })
    free[column] = y + height + GAP
  }
  return places
}
