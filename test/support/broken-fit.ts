import type { Ask, Fit } from '#shared/walk/ask'
import type { Asked } from '#shared/walk/asked'

type Real = typeof import('#shared/walk/ask')

/** The engine's `fitOf` with matches turned round of which the test says so; `broken` gives null while none is. */
export function brokenFitOf(real: Real, broken: () => ((ask: Ask) => boolean) | null): Real['fitOf'] {
  return (asks: readonly Ask[], asked: Asked): Fit => {
    const matcher = broken()
    if (matcher === null) return real.fitOf(asks, asked)
    const fits = asks.map((ask) => real.negated(real.answer(ask, asked), matcher(ask)))
    return fits.includes(real.NO) ? real.NO : fits.includes(real.UNSURE) ? real.UNSURE : real.YES
  }
}
