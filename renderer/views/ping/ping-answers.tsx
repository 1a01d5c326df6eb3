import { Check, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Term } from '../../parts/term/term.tsx'
import { type EchoLine, echoLines, type PingRun, readoutsOf } from '../../state/ping-run.ts'
import '../../parts/data-table.css'

const exact = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
})

/** Round trips with as many digits as ping gives: below a millisecond three, above two. */
export const roundTrip = (ms: number): string => (ms < 1 ? ms.toFixed(3) : ms.toFixed(2))

/** The six numbers of a test. */
export function Readouts({ run }: { readonly run: PingRun | null }) {
  const { t } = useTranslation('ping')
  const { sent, received, lostPercent, fastest, average, slowest } = readoutsOf(run)
  const time = (ms: number | null) => (ms === null ? null : roundTrip(ms))
  return (
    <dl className="ping-readouts" aria-label={t('readouts')}>
      <Readout label={t('sent')} value={sent} id="sent" />
      <Readout label={t('received')} value={run === null ? null : received} id="received" />
      <Readout
        label={t('lost')}
        value={lostPercent === null ? null : Math.round(lostPercent * 10) / 10}
        unit={t('percent')}
        id="lost"
      />
      <Readout label={t('fastest')} value={time(fastest)} unit={t('ms')} id="fastest" />
      <Readout label={t('average')} value={time(average)} unit={t('ms')} id="average" />
      <Readout label={t('slowest')} value={time(slowest)} unit={t('ms')} id="slowest" />
    </dl>
  )
}

interface ReadoutProps {
  readonly label: string
  readonly value: number | string | null
  readonly unit?: string
  readonly id: string
}

function Readout({ label, value, unit, id }: ReadoutProps) {
  const { t } = useTranslation('ping')
  return (
    <div>
      <dt className="lab">
        {label}
        {unit === t('ms') ? <small className="ping-ms">{unit}</small> : null}
      </dt>
      <dd data-testid={`ping-${id}`} className={value === null ? 'zero' : undefined}>
        {value ?? t('none')}
        {value === null || unit === undefined ? null : <small className={unit === t('ms') ? 'ping-ms' : undefined}>{unit}</small>}
      </dd>
    </div>
  )
}

/** One line an echo: what came back, or that nothing did. */
export function Echoes({ run }: { readonly run: PingRun }) {
  const { t } = useTranslation('ping')
  const lines = echoLines(run)
  return (
    <div className="ping-echoes">
      <table className="t t-dense ping-echo-grid" aria-label={t('echoes')}>
        <thead>
          <tr className="r r-head">
            <th scope="col" className="flush">
              {t('echo')}
            </th>
            <th scope="col">{t('answeredAt')}</th>
            <th scope="col" className="n">
              {t('roundTrip')}
            </th>
            <th scope="col">
              <Term id="ttl">{t('ttl')}</Term>
            </th>
            <th scope="col">{t('answer')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <EchoRow key={line.seq} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function EchoRow({ line: { seq, echo, final } }: { readonly line: EchoLine }) {
  const { t } = useTranslation('ping')
  return (
    <tr className="r" data-testid="echo">
      <td className="m flush">{t('seq', { seq })}</td>
      <td className="m t2">{echo === null ? '' : exact.format(echo.at)}</td>
      <td className="n">
        {echo === null ? '' : roundTrip(echo.ms)} {echo === null ? null : <span className="t3 ping-ms">{t('ms')}</span>}
      </td>
      <td className="m">{echo === null ? '' : t('ttlValue', { ttl: echo.ttl })}</td>
      <td className="m">
        {echo !== null ? (
          <span className="ping-yes">
            <Check size={14} aria-hidden="true" />
            {t('reply')}
          </span>
        ) : final ? (
          <span className="ping-no">
            <X size={14} aria-hidden="true" />
            {t('noAnswer')}
          </span>
        ) : (
          <span className="t3">{t('notYet')}</span>
        )}
      </td>
    </tr>
  )
}
