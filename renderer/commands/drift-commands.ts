import { driftNow, ignore, oursOpen, putBack, showDrift, takeOver } from '../state/drift.ts'
import { isConnected } from '../state/session.ts'
import { inGroup, type RefusalKey } from './command.ts'

/** Hosts on which something is open, one after another. */
const onEach = async (act: (host: string) => Promise<void>): Promise<void> => {
  for (const { host, open } of driftNow()) if (open > 0) await act(host)
}

const nothingOpen = (): RefusalKey | null => {
  if (!isConnected()) return 'noLine'
  return driftNow().every(({ open }) => open === 0) ? 'noDrift' : null
}

export const driftCommands = inGroup('kernel', {
  drift: { refusal: () => (driftNow().length === 0 ? 'noDrift' : null), run: showDrift },
  putBackDrift: {
    refusal: () => nothingOpen() ?? (driftNow().every((host) => oursOpen(host) === 0) ? 'noDriftOfOurs' : null),
    run: async () => {
      for (const host of driftNow()) if (oursOpen(host) > 0) await putBack(host.host, 'all')
    },
  },
  takeOverDrift: { refusal: nothingOpen, run: () => onEach((host) => takeOver(host, 'all', null)) },
  ignoreDrift: { refusal: nothingOpen, run: () => onEach((host) => ignore(host, 'all', true)) },
})
