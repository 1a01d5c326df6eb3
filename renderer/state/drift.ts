import { create } from 'zustand'
import type { HostDrift } from '#shared/contract/drift'
import { ignoreDrift, putBackDrift, takeOverDrift } from '../api.ts'
import { translateDrift as t } from '../texts/i18n.ts'
import { say } from './messages.ts'
import { tellRefusal } from './refusals.ts'
import { useSession } from './session.ts'
import { oneAtATime } from './under-way.ts'

/** Whether the list of drift is open, and which item's offer is asked for. */
interface DriftScreen {
  readonly open: boolean
  readonly offered: { readonly host: string; readonly item: string } | null
}
export const useDriftScreen = create<DriftScreen>()(() => ({ open: false, offered: null }))
export const showDrift = (): void => useDriftScreen.setState({ open: true, offered: null })
export const closeDrift = (): void => useDriftScreen.setState({ open: false, offered: null })
export const showOffer = (offered: DriftScreen['offered']): void => useDriftScreen.setState({ offered })

const NONE: readonly HostDrift[] = []
export const driftNow = (): readonly HostDrift[] => useSession.getState().session?.drift ?? NONE
export const useDrift = (): readonly HostDrift[] => useSession(({ session }) => session?.drift ?? NONE)

type Items = 'all' | string[]

/** What of a host can be put back without naming it. */
export const oursOpen = ({ items }: HostDrift): number =>
  items.filter(({ as, ofOthers, putBack }) => as === 'open' && !ofOthers && putBack).length

export const putBack = (host: string, items: Items): Promise<void> =>
  oneAtATime(`put back ${host}`, async () => {
    const answer = await putBackDrift(host, items)
    if (!answer.ok) return tellRefusal(answer.error)
    say(() => t('said.putBack', { count: answer.value.put, host }))
  })()

export const takeOver = (host: string, items: Items, groupId: string | null): Promise<void> =>
  oneAtATime(`take over ${host}`, async () => {
    const answer = await takeOverDrift(host, items, groupId)
    if (!answer.ok) return tellRefusal(answer.error)
    const { taken, refused } = answer.value
    showOffer(null)
    say(() =>
      [
        taken > 0 || refused.length === 0 ? t('said.taken', { count: taken }) : '',
        refused.length > 0 ? t('said.notTaken', { count: refused.length }) : '',
      ]
        .filter(Boolean)
        .join('. '),
    )
  })()

export const ignore = (host: string, items: Items, ignored: boolean): Promise<void> =>
  oneAtATime(`ignore ${host}`, async () => {
    const answer = await ignoreDrift(host, items, ignored)
    if (!answer.ok) tellRefusal(answer.error)
  })()
