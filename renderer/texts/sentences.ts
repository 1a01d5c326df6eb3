/** Full-width marks have the room behind them in themselves. */
const FULL_WIDTH_END = /[。，；：！？、）]$/

/** What stands between a sentence and what follows it. */
export const gapBehind = (sentence: string): string => (FULL_WIDTH_END.test(sentence) ? '' : ' ')

/** Sentences one after the other, as a language sets them: with a space between, and none behind a full-width mark. */
export const sentences = (parts: readonly (string | null | undefined)[]): string =>
  parts.reduce<string>((before, part) => {
    if (part === null || part === undefined || part === '') return before
    return before === '' ? part : before + gapBehind(before) + part
  }, '')
