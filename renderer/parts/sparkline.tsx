/** Stepped, never smoothed: a packet is there or it is not. A hairline is the baseline. */
const WIDTH = 88
const HEIGHT = 18
const BASE = 15.5
const TOP = 2.5

/** The path of values as steps; empty when nothing moved. */
export function stepPath(values: readonly number[]): string {
  const most = Math.max(0, ...values)
  if (most === 0 || values.length === 0) return ''
  const step = WIDTH / values.length
  const y = (value: number): string => (BASE - (value / most) * (BASE - TOP)).toFixed(1)
  let path = `M0 ${y(values[0] ?? 0)}`
  values.forEach((value, at) => {
    if (at > 0 && value !== values[at - 1]) path += `V${y(value)}`
    path += `H${((at + 1) * step).toFixed(1)}`
  })
  return path
}

export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const path = stepPath(values)
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <path d={`M0 ${BASE}H${WIDTH}`} stroke="var(--line-strong)" strokeWidth="1" />
      {path === '' ? null : <path d={path} fill="none" stroke="var(--accent)" strokeWidth="1.25" />}
    </svg>
  )
}
