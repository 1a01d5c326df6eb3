/** Number of the spot that a key leads to from one; null when the key means nothing here. */
export function nextSpot(spots: readonly { readonly main: boolean }[], at: number, key: string): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(spots.length - 1, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'ArrowRight': {
      const next = spots.findIndex(({ main }, each) => main && each > at)
      return next === -1 ? at : next
    }
    case 'ArrowLeft':
      return Math.max(
        0,
        spots.findLastIndex(({ main }, each) => main && each < at),
      )
    case 'Home':
      return 0
    case 'End':
      return spots.length - 1
    default:
      return null
  }
}
