import type { Pass } from './step.ts'

/** A pass and all that came of it, in the order in which the packet made them; branches of a flood one after the other. */
export const passesOf = (first: Pass): readonly Pass[] => [first, ...first.next.flatMap(passesOf)]

/** Of these the ones that rules saw: bridges without bridge netfilter, and namespaces without a table, ask none. */
export const passesByRules = (first: Pass): readonly Pass[] => passesOf(first).filter(({ hooks }) => hooks.length > 0)

/** From a pass to each of its ends; one way where the packet did not branch. */
export const waysOf = (first: Pass): readonly (readonly Pass[])[] =>
  first.next.length === 0 ? [[first]] : first.next.flatMap((next) => waysOf(next).map((way) => [first, ...way]))

/** Where the packet, and each copy of it, ended. */
export const endsOf = (first: Pass): readonly Pass[] => passesOf(first).filter(({ next }) => next.length === 0)
