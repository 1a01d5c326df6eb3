import type { Family } from '../netfilter/rule-spec.ts'
import type { Ask } from './ask.ts'
import type { Names } from './names.ts'
import type { Sets } from './sets.ts'

/** What the words of a rule are read with. */
export interface Reading {
  readonly family: Family
  readonly names: Names
  readonly sets: Sets
  /** By all that they ask: what stands in many rules stands there once. */
  readonly asks: Map<string, Ask>
}

/** What one `-m` of a rule has said so far; its matches are asked when all of it is read. */
export interface Module {
  readonly name: string
  /** Of conntrack. */
  hasState: boolean
  /** Of addrtype: as one interface sees it. */
  isLimited: boolean
}

/** What an option asks, its values taken from `words`; none where it asks nothing. */
export type Read = (words: Words, not: boolean, reading: Reading, module: Module) => readonly Ask[]

/** The words of a rule, one after the other. */
export class Words {
  private at = 0
  private readonly words: readonly string[]

  constructor(words: readonly string[]) {
    this.words = words
  }

  next(): string | null {
    return this.words[this.at++] ?? null
  }

  take(word: string): boolean {
    if (this.words[this.at] !== word) return false
    this.at++
    return true
  }

  /** The next word, which stays where it is. */
  peek(): string {
    return this.words[this.at] ?? ''
  }

  /** Those before the next option. */
  values(): readonly string[] {
    return this.until((word) => word === '!' || /^--?[a-z]/i.test(word))
  }

  /** Those before the next module and the target. */
  restOfModule(): readonly string[] {
    return this.until((word) => word === '-m' || word === '-j' || word === '-g')
  }

  rest(): readonly string[] {
    return this.words.slice(this.at)
  }

  private until(isEnd: (word: string) => boolean): readonly string[] {
    const from = this.at
    while (this.at < this.words.length && !isEnd(this.words[this.at] ?? '')) this.at++
    return this.words.slice(from, this.at)
  }
}
