/**
 * How well a text answers what was typed. Every word typed must be found: at a beginning best, within next, scattered as the last
 * resort ("dgrp" finds "Duplicate group"). Pure.
 */
const WHOLE = 100
const WORD = 80
const WITHIN = 60
const SCATTERED = 30

/** The sum over the words typed, each by the text that has it best; null when one of them is nowhere. */
export function rank(asked: string, texts: readonly string[]): number | null {
  const words = folded(asked).split(/\s+/).filter(Boolean)
  const known = texts.map(folded)
  let sum = 0
  for (const word of words) {
    const best = Math.max(0, ...known.map((text) => rankWord(word, text)))
    if (best === 0) return null
    sum += best
  }
  return sum
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

function rankWord(word: string, text: string): number {
  const at = text.indexOf(word)
  if (at === 0) return WHOLE
  if (at > 0) return /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && !beginsWord(word, text) ? WITHIN : WORD
  return scattered(word, text)
}

const beginsWord = (word: string, text: string): boolean => text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))

/** All letters in order, not too far apart; two letters are somewhere in every sentence. */
function scattered(word: string, text: string): number {
  if (word.length < 3) return 0
  let at = text.indexOf(word.charAt(0))
  const first = at
  for (const letter of word.slice(1)) {
    if (at === -1) return 0
    at = text.indexOf(letter, at + 1)
  }
  if (at === -1) return 0
  const gaps = at - first + 1 - word.length
  return gaps > word.length * 3 ? 0 : Math.max(1, SCATTERED - gaps)
}
