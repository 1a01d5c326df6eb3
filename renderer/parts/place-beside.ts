const GAP = 6
const EDGE = 8

/** Under what it is about, above it where there is no room, and always inside the window. Without that, in the middle. */
export function placeBeside(own: DOMRect, about: DOMRect | null): { readonly left: number; readonly top: number } {
  const [wide, high] = [window.innerWidth - own.width - EDGE, window.innerHeight - own.height - EDGE]
  if (about === null) return { left: Math.max(EDGE, wide / 2), top: Math.max(EDGE, high / 3) }
  const below = about.bottom + GAP
  const above = about.top - own.height - GAP
  return {
    left: Math.max(EDGE, Math.min(about.left, wide)),
    top: Math.max(EDGE, below <= high || above < EDGE ? Math.min(below, high) : above),
  }
}
