import type { Network } from '#shared/project/schema'
import { shortId } from '../texts/format.ts'

/** What a network is called; one without a name by the head of its id. */
export const networkName = ({ name, id }: Pick<Network, 'name' | 'id'>): string => name || shortId(id)
