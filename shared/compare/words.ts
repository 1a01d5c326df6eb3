import { commonSubsequence } from '../sync/common-subsequence.ts'

/** A run of words of a line; `differs` when the other line has not got them. */
export interface Words {
  readonly text: string
  readonly differs: boolean
}

export interface BothWords {
  readonly left: readonly Words[]
  readonly right: readonly Words[]
}

/**
 * Two lines as runs of words, those marked in which they differ. Each side's runs, joined by a blank, are its line. An option and what
 * belongs to it stay together (`-m tcp`); of as many options in the same place only the words that differ are marked.
 */
export function compareWords(left: string, right: string): BothWords {
  const [a, b] = [optionsOf(left), optionsOf(right)]
  const words: { readonly left: Words[]; readonly right: Words[] } = { left: [], right: [] }
  let [atLeft, atRight] = [0, 0]
  for (const [endLeft, endRight] of [...commonSubsequence(a, b), [a.length, b.length] as const]) {
    const [one, two] = [a.slice(atLeft, endLeft), b.slice(atRight, endRight)]
    const between =
      one.length === two.length ? wordByWord(one.join(' '), two.join(' ')) : { left: one.map(differing), right: two.map(differing) }
    const same = endLeft < a.length ? [{ text: a[endLeft] ?? '', differs: false }] : []
    words.left.push(...(one.length > 0 ? between.left : []), ...same)
    words.right.push(...(two.length > 0 ? between.right : []), ...same)
    atLeft = endLeft + 1
    atRight = endRight + 1
  }
  return { left: joined(words.left), right: joined(words.right) }
}

const differing = (text: string): Words => ({ text, differs: true })

/** A quoted comment may hold a word that looks like an option, which cuts it and does no harm. */
const optionsOf = (line: string): string[] => line.split(/ (?=-)/)

function wordByWord(left: string, right: string): BothWords {
  const [a, b] = [left.split(' '), right.split(' ')]
  const common = commonSubsequence(a, b)
  const marked = (words: readonly string[], side: 0 | 1): Words[] => {
    const there = new Set(common.map((pair) => pair[side]))
    return words.map((text, at) => ({ text, differs: !there.has(at) }))
  }
  return { left: marked(a, 0), right: marked(b, 1) }
}

function joined(words: readonly Words[]): Words[] {
  const runs: { text: string; differs: boolean }[] = []
  for (const { text, differs } of words) {
    const last = runs.at(-1)
    if (last?.differs === differs) last.text += ` ${text}`
    else runs.push({ text, differs })
  }
  return runs
}
