import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { type EchoLine, echoLines, type PingRun, readoutsOf } from '../../state/ping-run.ts'
import { roundTrip } from './ping-answers.tsx'
import { scaleTop, ticksOf } from './scale.ts'

const LEFT = 60
const RIGHT = 14
const TOP = 12
const BOTTOM = 22
/** More labels than this would run into each other. */
const MOST_LABELS = 12

/** A stem for each answer, a cross for each echo without one. */
export function RoundTripChart({ run }: { readonly run: PingRun | null }) {
  const { t } = useTranslation('ping')
  const { ref, width, height } = useElementSize()
  const lines = run === null ? [] : echoLines(run)
  const { slowest, average } = readoutsOf(run)
  const top = scaleTop(slowest ?? 1)
  const count = Math.max(lines.length, run?.request.count ?? 4)
  const x = (seq: number) => LEFT + ((seq - 0.5) / count) * (width - LEFT - RIGHT)
  const y = (ms: number) => TOP + (1 - ms / top) * (height - TOP - BOTTOM)
  return (
    <div ref={ref} className="ping-chart">
      {width < 80 ? null : (
        <svg width={width} height={height} role="img" aria-label={t('chart')}>
          {ticksOf(top).map((ms) => (
            <g key={ms}>
              <path d={`M${LEFT} ${y(ms)}H${width - RIGHT}`} stroke="var(--line)" />
              {slowest === null ? null : (
                <text x={LEFT - 6} y={y(ms) + 4} textAnchor="end" className="ping-axis">
                  {ms === top ? `${ms} ${t('ms')}` : ms}
                </text>
              )}
            </g>
          ))}
          {average === null ? null : (
            <>
              <path d={`M${LEFT} ${y(average)}H${width - RIGHT}`} stroke="var(--text-3)" strokeDasharray="4 4" />
              <text x={width - RIGHT - 4} y={y(average) - 5} textAnchor="end" className="ping-axis ping-axis-2">
                {t('averageLine', { ms: roundTrip(average) })}
              </text>
            </>
          )}
          {lines.map((line) => (
            <Stem key={line.seq} line={line} x={x(line.seq)} y={y} labelled={lines.length <= MOST_LABELS} />
          ))}
          {slowest === null ? (
            <text x={LEFT + 10} y={TOP + 18} className="ping-axis">
              {t(run?.state === 'ended' ? 'chartNone' : 'chartEmpty')}
            </text>
          ) : null}
        </svg>
      )}
    </div>
  )
}

interface StemProps {
  readonly line: EchoLine
  readonly x: number
  readonly y: (ms: number) => number
  readonly labelled: boolean
}

function Stem({ line: { seq, echo, final }, x, y, labelled }: StemProps) {
  const ground = y(0)
  const half = labelled ? 3.5 : 2
  return (
    <g>
      {labelled ? (
        <text x={x} y={ground + 16} textAnchor="middle" className="ping-axis">
          {seq}
        </text>
      ) : null}
      {echo === null ? (
        final ? (
          <path d={`M${x - 4} ${ground - 8}l8 8m0 -8l-8 8`} stroke="var(--drop)" strokeWidth="1.5" />
        ) : null
      ) : (
        <>
          <path d={`M${x} ${ground}V${y(echo.ms)}`} stroke="var(--accent)" strokeWidth="1.5" />
          <rect x={x - half} y={y(echo.ms) - half} width={2 * half} height={2 * half} fill="var(--accent)" />
          {labelled ? (
            <text x={x + 9} y={y(echo.ms) + 4} className="ping-axis ping-axis-value">
              {roundTrip(echo.ms)}
            </text>
          ) : null}
        </>
      )}
    </g>
  )
}
