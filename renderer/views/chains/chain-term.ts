import type { TermId } from '../../parts/term/help-store.ts'
import type { IndexedChain } from '../../state/kernel-index.ts'

const TERMS: { readonly [K in IndexedChain['role']]: TermId | null } = {
  hook: 'hook',
  'filter-top': 'filterTop',
  local: 'filterTop',
  forward: 'physdev',
  input: 'inputZero',
  output: 'hook',
  'sg-chain': 'sgChain',
  'sg-fallback': 'fallback',
  'port-in': 'portChains',
  'port-out': 'portChains',
  'port-source': 'antiSpoofing',
  raw: 'hook',
  nat: 'hook',
  foreign: null,
}

/** What a chain is for, as a word of the glossary. */
export const termOfChain = ({ role, name }: IndexedChain): TermId | null =>
  role === 'hook' && name === 'INPUT' ? 'inputZero' : TERMS[role]
