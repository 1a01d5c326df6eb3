import { useEffect, useEffectEvent } from 'react'
import { openView, type View } from './screen.ts'

/** Acts that need what only a mounted view has: a field to focus, a form to open, a canvas. The view registers them while it is there. */
export type Deed =
  | 'history'
  | 'renameProject'
  | 'newGroup'
  | 'newAddressGroup'
  | 'renameGroup'
  | 'describeGroup'
  | 'newPort'
  | 'changePort'
  | 'renameNetwork'
  | 'newSubnet'
  | 'addRule'
  | 'editRule'
  | 'duplicateRule'
  | 'typedRuleAsCommand'
  | 'fitGraph'
  | 'fitTopology'
  | 'enlarge'
  | 'shrink'
  | 'searchChains'
  | 'runPing'
  | 'predict'
  | 'sendAndTrace'
  | 'newHost'
  | 'renameHost'
  | 'nextDifference'
  | 'previousDifference'

const deeds = new Map<Deed, () => void>()
/** Asked for while its view was not there yet. */
let asked: Deed | null = null
/** A view that has not come by then shows something else instead, such as an empty state. */
const PATIENCE = 1000

/** Does it where it belongs: opens the view first. */
export function doIn(view: View, deed: Deed): void {
  openView(view)
  doDeed(deed)
}

export function doDeed(deed: Deed): void {
  const act = deeds.get(deed)
  if (act !== undefined) {
    act()
    return
  }
  asked = deed
  window.setTimeout(() => {
    if (asked === deed) asked = null
  }, PATIENCE)
}

/** Registers the act for as long as the component is mounted, and does it at once when it was asked for on the way here. */
export function useDeed(deed: Deed, act: () => void): void {
  const latest = useEffectEvent(act)
  useEffect(() => {
    const run = () => latest()
    deeds.set(deed, run)
    if (asked === deed) {
      asked = null
      run()
    }
    return () => {
      if (deeds.get(deed) === run) deeds.delete(deed)
    }
  }, [deed])
}
