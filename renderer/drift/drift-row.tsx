import { useTranslation } from 'react-i18next'
import type { DriftItemState } from '#shared/contract/drift'
import type { Project } from '#shared/project/schema'
import { Button } from '../parts/button.tsx'
import { Verdict } from '../parts/verdict.tsx'
import { ignore, putBack, showOffer, useDriftScreen } from '../state/drift.ts'
import { DriftOffer } from './drift-offer.tsx'
import { originWords, placeWords, sideWords } from './drift-words.ts'

interface RowProps {
  readonly host: string
  readonly item: DriftItemState
  readonly project: Project | null
}

/** One difference: what it is and where, both sides, and what can be done. */
export function DriftRow({ host, item, project }: RowProps) {
  const { t } = useTranslation('drift')
  const isOffered = useDriftScreen(({ offered }) => offered?.host === host && offered.item === item.id)
  const place = placeWords(t, item)
  const origin = originWords(t, item, project)
  const [was, now] = [sideWords(t, item, item.was), sideWords(t, item, item.now)]
  return (
    <li className={`drift-row drift-${item.as}`} aria-label={`${t(`kind.${item.kind}`)}: ${place}`}>
      <div className="drift-head">
        <span className="drift-kind">
          <Verdict verdict={item.as === 'open' ? 'caution' : 'none'}>{t(`kind.${item.kind}`)}</Verdict>
        </span>
        <div className="drift-place">
          <span className="m">{place}</span>
          {origin === '' ? null : <span className="t3">{origin}</span>}
        </div>
        {item.as === 'open' ? null : <span className="drift-as t2">{t(`as.${item.as}`)}</span>}
        <Acts host={host} item={item} />
      </div>
      <dl className="drift-sides">
        {was === null || was === now ? null : <Side sign="−" label={t('was')} text={was} />}
        {now === null ? null : <Side sign={was === now ? '↕' : '+'} label={t('now')} text={now} />}
      </dl>
      {isOffered ? <DriftOffer host={host} item={item} /> : null}
    </li>
  )
}

function Side({ sign, label, text }: { readonly sign: string; readonly label: string; readonly text: string }) {
  return (
    <div className="drift-side">
      <dt>
        <span aria-hidden="true">{sign}</span>
        <span className="sr">{label}</span>
      </dt>
      <dd className="m">{text}</dd>
    </div>
  )
}

function Acts({ host, item }: Omit<RowProps, 'project'>) {
  const { t } = useTranslation('drift')
  const { id, as, chain, was } = item
  const settled = as === 'taken' ? t('refusals.settled') : null
  return (
    <div className="drift-acts">
      <Button
        refusal={item.putBack ? null : t('refusals.policy', { chain, was: was ?? '' })}
        hint={putBackHint(item, t)}
        onClick={() => void putBack(host, [id])}
      >
        {t('acts.putBack')}
      </Button>
      <Button refusal={settled} hint={t('hints.takeOver')} onClick={() => showOffer({ host, item: id })}>
        {t('acts.takeOver')}
      </Button>
      {as === 'ignored' ? (
        <Button onClick={() => void ignore(host, [id], false)}>{t('acts.unignore')}</Button>
      ) : (
        <Button refusal={settled} hint={t('hints.ignore')} onClick={() => void ignore(host, [id], true)}>
          {t('acts.ignore')}
        </Button>
      )}
    </div>
  )
}

/** The hooks of the kernel: what others have there stays. */
const HOOKS = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'])

function putBackHint({ ofOthers, what, chain }: DriftItemState, t: ReturnType<typeof useTranslation<'drift'>>['t']): string {
  if (!ofOthers) return t('hints.putBack')
  return what === 'rule' && HOOKS.has(chain) ? t('hints.bringBefore') : t('hints.takeAway')
}
