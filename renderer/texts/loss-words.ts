import type { LossKind } from '#shared/neutron/loss'
import { lossKinds as en } from '#shared/texts/en/losses'
import { lossKinds as zh } from '#shared/texts/zh/losses'
import { spoken } from './issue-words.ts'

/** What becomes of the things under this heading. */
export const lossKindWords = (kind: LossKind): string => ({ en, zh })[spoken()][kind]
