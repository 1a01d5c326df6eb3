import { create } from 'zustand'
import type { Listed } from '#shared/listing/list'

/** Which table is open: all groups, ports or rules, or those of one group. */
interface Listing {
  readonly kind: Listed
  readonly groupId: string | null
}

export const useListing = create<{ readonly listing: Listing | null }>()(() => ({ listing: null }))

export const openListing = (kind: Listed, groupId: string | null): void => useListing.setState({ listing: { kind, groupId } })
export const closeListing = (): void => useListing.setState({ listing: null })
