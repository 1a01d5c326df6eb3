import { useEffect, useMemo, useState } from 'react'
import { boxed, type Drawing, type LayoutAnswer, layOut } from './drawing.ts'
import type { ChainGraph } from './graph-model.ts'

/** Chains and jumps that are laid out within a frame: no need to wait for a worker. */
const AT_ONCE = 400

/**
 * The graph with its places; null while a large one is laid out, or until then another graph of the same rules. `rules`: whose rows the
 * graph counts.
 */
export function useDrawing(graph: ChainGraph, rules: object): Drawing | null {
  const isSmall = graph.nodes.length + graph.jumps.length <= AT_ONCE
  const small = useMemo(() => (isSmall ? drawingOf(graph, layOut({ asked: 0, graph: boxed(graph) })) : null), [graph, isSmall])
  const [large, setLarge] = useState<{ readonly drawing: Drawing; readonly rules: object } | null>(null)
  useEffect(() => {
    if (isSmall) return
    return layOutBeside(graph, (drawing) => setLarge({ drawing, rules }))
  }, [graph, isSmall, rules])
  return small ?? (large?.rules === rules ? large.drawing : null)
}

const drawingOf = (graph: ChainGraph, { places, pieces }: LayoutAnswer): Drawing => ({ graph, places: new Map(places), pieces })

let worker: Worker | null = null
let asked = 0

/** Until it is stopped. Where the page gets no worker it does the work itself: late is better than never. */
function layOutBeside(graph: ChainGraph, onDone: (drawing: Drawing) => void): () => void {
  asked += 1
  const question = { asked, graph: boxed(graph) }
  try {
    worker ??= new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  } catch {
    worker = null
  }
  const own = worker
  const here = () => onDone(drawingOf(graph, layOut(question)))
  if (own === null) {
    const timer = window.setTimeout(here, 0)
    return () => window.clearTimeout(timer)
  }
  const stop = () => {
    own.removeEventListener('message', hear)
    own.removeEventListener('error', fail)
  }
  const hear = ({ data }: MessageEvent<LayoutAnswer>) => {
    if (data.asked !== question.asked) return
    stop()
    onDone(drawingOf(graph, data))
  }
  const fail = () => {
    stop()
    if (worker === own) worker = null
    here()
  }
  own.addEventListener('message', hear)
  own.addEventListener('error', fail)
  own.postMessage(question)
  return stop
}
