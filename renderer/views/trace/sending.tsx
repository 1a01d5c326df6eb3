import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { stopSending, useTrace } from '../../state/trace.ts'
import type { Told } from '../../state/trace-sending.ts'
import { verdictSaid } from './act-words.ts'
import './sending.css'

/** How far the sending is: whether the trace is on, how much it told, and what was told last. */
export function SendingProgress() {
  const { t } = useTranslation('trace')
  const sending = useTrace((store) => store.sending)
  return (
    <>
      <p className="packet-progress" role="status">
        {sending === null ? null : sending.isArmed ? t('armed', { count: sending.lines }) : t('arming')}
      </p>
      {sending === null ? null : (
        <>
          {sending.last.length === 0 ? null : (
            <ol className="packet-told" aria-label={t('told')}>
              {sending.last.map((told) => (
                <li key={told.number}>
                  {told.is === 'line' ? <span className="m">{told.text}</span> : <ToldPacket told={told} />}
                </li>
              ))}
            </ol>
          )}
          <Button className="packet-stop" onClick={() => void stopSending()}>
            {t('stopSending')}
          </Button>
        </>
      )}
    </>
  )
}

function ToldPacket({ told: { packet: told } }: { readonly told: Extract<Told, { is: 'packet' }> }) {
  const { t } = useTranslation('trace')
  const { packet } = told
  // An ICMP error about it goes the other way, too.
  const isThere = told.way === 'there'
  const { verdict, words } = verdictSaid(told.verdict, t('unsureMatch'))
  return (
    <>
      <span className="t2" role="img" aria-label={t(isThere ? 'chip.toLabel' : 'chip.backLabel')}>
        {t(isThere ? 'chip.there' : 'chip.back')}
      </span>
      <span className="m el">
        {packet === null ? '' : t('toldEnds', { source: packet.source, destination: packet.destination })}
      </span>
      <span className="t2 packet-verdict">
        <VerdictGlyph verdict={verdict} />
        {words}
      </span>
    </>
  )
}
