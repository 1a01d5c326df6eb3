/** The next round number of milliseconds above the slowest answer. */
export function scaleTop(slowest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(slowest, 0.001)))
  const steps = [1, 2, 4, 5, 8, 10]
  return Number((power * (steps.find((step) => step * power >= slowest * 1.02) ?? 20)).toPrecision(3))
}

/** Four or five lines whose numbers are as round as the top's. */
export function ticksOf(top: number): number[] {
  const parts = /^5|^0\.0*5/.test(String(top)) ? 5 : 4
  return Array.from({ length: parts + 1 }, (_, at) => Number(((top * at) / parts).toPrecision(3)))
}
