import { create } from 'zustand'
import { terms } from '../../texts/en/terms.ts'

type Terms = typeof terms
/** A word that the glossary explains. */
export type TermId = { [K in keyof Terms]: Terms[K] extends { readonly words: string } ? K : never }[keyof Terms]

export const termIds = Object.keys(terms).filter((key): key is TermId => typeof terms[key as keyof Terms] === 'object')

interface Help {
  readonly term: TermId
  /** What the explanation stands beside, and what gets the focus back; null: in the middle. */
  readonly beside: HTMLElement | null
}
export const useHelp = create<{ readonly help: Help | null }>()(() => ({ help: null }))

export const openHelp = (term: TermId, beside: HTMLElement | null): void => useHelp.setState({ help: { term, beside } })
export const closeHelp = (): void => useHelp.setState({ help: null })
