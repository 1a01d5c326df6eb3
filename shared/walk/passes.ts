import type { Pass } from './step.ts'

/** A pass and all that came of it, in the order in which the packet made them; branches of a flood one after the other. */
export const passesOf = (first: Pass): readonly Pass[] => [first, ...first.next.flatMap(passesOf)]

/** Of these the ones that rules saw: bridges without bridge netfilter, and namespaces without a table, ask none. */
export const passesByRules = (first: Pass): readonly Pass[] => passesOf(first).filter(({ hooks }) => hooks.length > 0)

/** From a pass to each of its ends; one way where the packet did not branch. */
export const waysOf = (first: Pass): readonly (readonly Pass[])[] =>
  first.next.length === 0 ? [[first]] : first.next.flatMap((next) => waysOf(next).map((way) => [first, ...way]))

/**
 * The way that a person asks about. Of a flood the one that came to somebody, else that which rules did not let on, else one that was
 * refused at its end, else one that a bridge showed to rules. Never empty.
 */
export function mainWay(first: Pass): readonly Pass[] {
  const ways = waysOf(first)
  const last = (way: readonly Pass[]): Pass => way.at(-1) ?? first
  return (
    ways.find((way) => last(way).end === 'delivered') ??
    ways.find((way) => last(way).hooks.some(({ verdict }) => verdict !== 'accept')) ??
    ways.find((way) => last(way).verdict !== 'accept') ??
    ways.find((way) => way.some(({ hooks, kind }) => kind === 'bridge' && hooks.length > 0)) ??
    ways[0] ?? [first]
  )
}

/** Where the packet, and each copy of it, ended. */
export const endsOf = (first: Pass): readonly Pass[] => passesOf(first).filter(({ next }) => next.length === 0)
