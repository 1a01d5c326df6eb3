import { Check as Tick } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Check } from '#shared/checks/check'
import type { Review } from '#shared/contract/review'
import { keepsSafeOrder } from '#shared/sync/plan-order'
import { runCommand } from '../../commands/registry.ts'
import { Button } from '../../parts/button.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { useSession } from '../../state/session.ts'
import { useToldCautions } from '../../state/told-cautions.ts'
import { checkWords } from '../../texts/explain-words.ts'
import { clockTime } from '../../texts/format.ts'
import { kernelOf } from './use-review-view.ts'

interface CheckItem {
  readonly key: string
  readonly isGood: boolean
  readonly words: string
}

/** What was looked at before anything is written, over all hosts. */
export function Checks({ review, found }: { readonly review: Review; readonly found: readonly Check[] }) {
  const { t } = useTranslation('review')
  const { t: tc } = useTranslation('commands')
  const cautions = useToldCautions((state) => state.cautions.length)
  const lefts = review.hosts.map(({ asLeft }) => asLeft)
  const foreign = review.hosts.map((host) => kernelOf(host).foreign)
  const goes = foreign.reduce((sum, each) => sum + each.goes, 0)
  const lines = foreign.reduce((sum, each) => sum + each.lines, 0)
  const isSafe = useMemo(() => review.hosts.every(({ dump, plan }) => keepsSafeOrder(dump, plan)), [review])
  const left = lefts.includes(false) ? 'notAsLeft' : lefts.includes(true) ? 'asLeft' : 'first'
  const armed = useArmed()
  const items: readonly CheckItem[] = [
    { key: 'left', isGood: left !== 'notAsLeft', words: t(`checks.${left}`) },
    {
      key: 'foreign',
      isGood: goes === 0,
      words:
        goes > 0
          ? t('checks.foreignGoes', { count: goes })
          : lines > 0
            ? t('checks.foreignCount', { count: lines })
            : t('checks.foreign'),
    },
    { key: 'order', isGood: isSafe, words: t(isSafe ? 'checks.order' : 'checks.notOrder') },
    { key: 'armed', ...armed },
    ...found.map((check) => {
      const words = checkWords(check)
      return { key: `${check.code} ${words}`, isGood: check.level === 'good', words }
    }),
  ].toSorted((a, b) => Number(a.isGood) - Number(b.isGood))
  return (
    <section className="review-checks" aria-label={t('checks.title')}>
      <SectionBar title={t('checks.title')} />
      <ul>
        {items.map(({ key, isGood, words }) => (
          <li key={key}>
            {isGood ? <Tick size={14} aria-hidden="true" className="review-good" /> : <VerdictGlyph verdict="caution" />}
            <span>{words}</span>
          </li>
        ))}
        {cautions === 0 ? null : (
          <li>
            <VerdictGlyph verdict="caution" />
            <span>{t('checks.cautions', { count: cautions })}</span>
            <Button look="ghost" onClick={() => void runCommand('cautions')}>
              {tc('names.cautions')}
            </Button>
          </li>
        )}
      </ul>
    </section>
  )
}

/** Who brings the former rules back when nobody keeps the new ones: the lab itself, which nothing of it outlives, or the machine's guard. */
function useArmed(): Pick<CheckItem, 'isGood' | 'words'> {
  const { t } = useTranslation('review')
  const trial = useSession((store) => store.session?.trial ?? null)
  const onMachine = useSession((store) => store.session?.target === 'machine')
  const isRunning = useSession(({ session }) => (onMachine ? session?.machine.state : session?.lab.state) === 'running')
  if (!isRunning) return { isGood: false, words: t('checks.unarmed') }
  const who = onMachine ? 'machine' : 'lab'
  if (trial === null) return { isGood: true, words: t(`checks.armed.${who}`) }
  return { isGood: true, words: t(`checks.onTrial.${who}`, { time: clockTime(trial.until) }) }
}
