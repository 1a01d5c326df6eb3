/** The parts of the page that F6 goes through: bars, rail and the panes of the view, in the order in which they are read. */
const REGIONS = '.top, .rail, .banner, main .pane, main .ping-bar, main .ping-output, main .way, .status'
const TABBABLE = 'a[href], button, input, select, textarea, [tabindex]'

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0

const firstIn = (region: HTMLElement): HTMLElement | undefined =>
  [...region.querySelectorAll<HTMLElement>(TABBABLE)].find((each) => each.tabIndex >= 0 && isShown(each))

/** Puts the focus on the first thing that Tab would reach in the next region, or in the one before. */
export function goToRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter(
    (each) => isShown(each) && firstIn(each) !== undefined,
  )
  const now = regions.findLastIndex((region) => region.contains(document.activeElement))
  const next = now === -1 ? (step === 1 ? 0 : regions.length - 1) : (now + step + regions.length) % regions.length
  const region = regions[next]
  if (region !== undefined) firstIn(region)?.focus()
}
