import { type LayoutAsked, layOut } from './drawing.ts'

/** Lays out large graphs beside the page, which goes on scrolling and counting meanwhile. */
self.addEventListener('message', ({ data }: MessageEvent<LayoutAsked>) => self.postMessage(layOut(data)))
