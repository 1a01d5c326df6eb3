/** Scripts that run from right to left (their blocks), and characters that only say in which direction others run. */
const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/**
 * A text of somebody within a sentence of ours: its direction ends with it. Without this a name that ends in a right-to-left override
 * (U+202E) turns the rest of the line around, and what stands beside it is read backwards.
 */
export const isolated = (text: string): string => (TURNS.test(text) ? `${FIRST_STRONG_ISOLATE}${closed(text)}${POP_ISOLATE}` : text)

/** The text without a closing isolate that would close ours, and with one for each that it leaves open. */
function closed(text: string): string {
  let open = 0
  let kept = ''
  for (const c of text) {
    if (c === POP_ISOLATE && open === 0) continue
    if (c === POP_ISOLATE) open -= 1
    if (c >= '\u2066' && c <= FIRST_STRONG_ISOLATE) open += 1
    kept += c
  }
  return kept + POP_ISOLATE.repeat(open)
}
