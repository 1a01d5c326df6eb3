import { type About, DESTINATION_PORT, type Fit, NO, quickAsk, SOURCE_PORT, sure, UNSURE, unknownAsk, wholeAsk } from './ask.ts'
import { NONE } from './asked.ts'
import type { Read } from './reading.ts'
import { portRanges } from './values.ts'

/** `--sport`, `--dports` and the like. */
export const ports =
  (field: 'source-port' | 'destination-port'): Read =>
  (words, not) => {
    const text = words.next() ?? ''
    const about: About = { field, words: text, not }
    const ranges = portRanges(text)
    if (ranges === null) return [unknownAsk(about)]
    const isSource = field === 'source-port'
    const [first = 0, last = 0] = ranges
    if (ranges.length === 2) return [quickAsk(isSource ? SOURCE_PORT : DESTINATION_PORT, first, last, about)]
    return [wholeAsk(about, (asked) => ofPorts(within(isSource ? asked.sourcePort : asked.destinationPort, ranges), not))]
  }

/** Who has no ports does not have another one either. */
const ofPorts = (is: boolean | typeof NONE | undefined, not: boolean): Fit =>
  is === undefined ? UNSURE : is === NONE ? NO : sure(is !== not)

function within(port: number, ranges: readonly number[]): boolean | typeof NONE | undefined {
  if (port < 0) return port === NONE ? NONE : undefined
  for (let at = 0; at < ranges.length; at += 2) if ((ranges[at] ?? 0) <= port && port <= (ranges[at + 1] ?? 0)) return true
  return false
}

/** `--ports` of multiport: one of both. */
export const anyPort: Read = (words, not) => {
  const text = words.next() ?? ''
  const about: About = { field: 'ports', words: text, not }
  const ranges = portRanges(text)
  if (ranges === null) return [unknownAsk(about)]
  return [
    wholeAsk(about, ({ sourcePort, destinationPort }) => {
      const [source, destination] = [within(sourcePort, ranges), within(destinationPort, ranges)]
      if (source === true || destination === true) return ofPorts(true, not)
      return ofPorts(destination === undefined ? undefined : source, not)
    }),
  ]
}
