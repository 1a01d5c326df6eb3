import { rateWords } from './rate-words.ts'

/** Packets a second just now: dim 0 when nothing comes. */
export function RateCell({ value }: { readonly value: number }) {
  return <span className={value <= 0 ? 'counter n zero' : 'counter n'}>{rateWords(value)}</span>
}
