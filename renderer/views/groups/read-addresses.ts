import { parseAddress } from '#shared/net/address'
import { prefixesBetween } from '#shared/net/prefix'

/**
 * Lines, blanks and commas part addresses from each other. A range (10.0.0.1-10.0.0.9) becomes the prefixes that it is made of, since
 * the API of address groups has no ranges.
 */
export const readAddresses = (text: string): string[] =>
  text
    .replaceAll(/\s*-\s*/g, '-')
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .flatMap(withoutRange)

function withoutRange(typed: string): readonly string[] {
  const [first = '', last = '', ...more] = typed.split('-')
  const [from, to] = [parseAddress(first), parseAddress(last)]
  const prefixes = from.ok && to.ok && more.length === 0 ? prefixesBetween(from.value, to.value) : []
  return prefixes.length === 0 ? [typed] : prefixes.map(({ text }) => text)
}
