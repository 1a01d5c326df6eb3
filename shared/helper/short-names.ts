import { type Issue, issue } from '../errors.ts'

/** Characters of an id that people read: those before its first hyphen. */
const SHORTEST = 8

/**
 * A short name for each id: the prefix and the first eight characters of the id, or as many more as it takes for all to differ.
 * Where the name would be longer than `longest` an issue tells it.
 */
export function shortNames(prefix: string, ids: readonly string[], longest: number, issues: Issue[]): Map<string, string> {
  let length = SHORTEST
  const differ = () => new Set(ids.map((id) => id.slice(0, length))).size === new Set(ids).size
  while (!differ() && prefix.length + length < longest) length++
  if (!differ())
    issues.push(issue([], 'lab.same-name', `Two ids do not differ in their first ${length} characters.`, { prefix, length }))
  return new Map(ids.map((id) => [id, `${prefix}${id.slice(0, length)}`]))
}
