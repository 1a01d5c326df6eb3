/** The same list on three sides. */
export interface Lists {
  readonly base: readonly unknown[]
  readonly mine: readonly unknown[]
  readonly theirs: readonly unknown[]
}

type KeyOf = (item: unknown) => string

/**
 * The keys of all sides in one order, those that go included; null when a key is twice in one list, so that it tells nothing.
 * Where one side kept the order it began with, the other's is taken; where both changed it, mine: the order of rules and bindings
 * means nothing to a packet.
 */
export function orderOf({ base, mine, theirs }: Lists, keyOf: KeyOf): readonly string[] | null {
  const [before, own, other] = [base.map(keyOf), mine.map(keyOf), theirs.map(keyOf)]
  if ([before, own, other].some((keys) => new Set(keys).size < keys.length)) return null
  const [first, second] = keepsOrder(before, own) ? [other, own] : [own, other]
  return woven(woven(first, second), before)
}

/** The keys that both have stand in the same order. */
function keepsOrder(before: readonly string[], after: readonly string[]): boolean {
  const [had, has] = [new Set(before), new Set(after)]
  const kept = after.filter((key) => had.has(key))
  return before.filter((key) => has.has(key)).every((key, at) => key === kept[at])
}

/** `into` with the keys that only `from` has, each behind the one that it follows there. */
function woven(into: readonly string[], from: readonly string[]): readonly string[] {
  const known = new Set(into)
  const behind = new Map<string | null, string[]>()
  let last: string | null = null
  for (const key of from)
    if (known.has(key)) last = key
    else behind.set(last, [...(behind.get(last) ?? []), key])
  return [...(behind.get(null) ?? []), ...into.flatMap((key) => [key, ...(behind.get(key) ?? [])])]
}

/** Item by item, in the order of `keys`; `merge` answers undefined for one that goes. */
export function mergeLists(
  { base, mine, theirs }: Lists,
  keys: readonly string[],
  keyOf: KeyOf,
  merge: (key: string, three: { readonly base: unknown; readonly mine: unknown; readonly theirs: unknown }) => unknown,
): readonly unknown[] {
  const [before, own, other] = [base, mine, theirs].map((list) => new Map(list.map((item) => [keyOf(item), item] as const)))
  return keys.flatMap((key) => {
    const merged = merge(key, { base: before?.get(key), mine: own?.get(key), theirs: other?.get(key) })
    return merged === undefined ? [] : [merged]
  })
}
