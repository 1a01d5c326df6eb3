/** Readings are not a second apart to the millisecond: below ten one digit after the point is kept when it says something. */
export function rateWords(perSecond: number): string {
  if (perSecond <= 0) return '0'
  if (perSecond < 0.1) return '<0.1'
  return String(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))
}
