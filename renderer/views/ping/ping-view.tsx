import { Route, X } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { runCommand } from '../../commands/registry.ts'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, SectionBar } from '../../parts/pane.tsx'
import type { TermId } from '../../parts/term/help-store.ts'
import { Term } from '../../parts/term/term.tsx'
import { usePingWay } from '../../parts/way-strip/use-way.ts'
import { WayStrip } from '../../parts/way-strip/way-strip.tsx'
import type { PingRun } from '../../state/ping-run.ts'
import { wordsOf } from '../../texts/error-words.ts'
import { MovedTable } from './moved-table.tsx'
import { Echoes, Readouts } from './ping-answers.tsx'
import { PingBar } from './ping-bar.tsx'
import './ping-view.css'
import './ping-narrow.css'
import { sentences } from '../../texts/sentences.ts'
import { RoundTripChart } from './round-trip-chart.tsx'
import { storyOf, storyParts } from './story.ts'
import { type PingModel, usePingView } from './use-ping-view.ts'

/** One ping test: what was sent, what came back, which rules counted it, and what that means. */
export function PingView() {
  const model = usePingView()
  const { t } = useTranslation('ping')
  const { run } = model
  const way = usePingWay(model.form)
  return (
    <div className="ping">
      <div className="ping-head">
        <WayStrip portId={way.portId} family={way.family} />
        <PingBar model={model} />
        <FieldMessage model={model} />
        {run?.error ? <Failure run={run} /> : null}
      </div>
      <Pane label={t('readouts')} className="ping-left">
        <Readouts run={run} />
        {run === null ? (
          <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
        ) : (
          <>
            <Echoes run={run} />
            <Story model={model} run={run} />
          </>
        )}
      </Pane>
      <Pane label={t('counters')} className="ping-right">
        <RoundTripChart run={run} />
        <MovedTable
          run={run}
          hideUnmoved={model.hideUnmoved}
          onHideUnmoved={model.setHideUnmoved}
          onOpen={model.openLine}
          onOpenChains={model.openChains}
        />
      </Pane>
      <Output run={run} />
    </div>
  )
}

/** What is wrong with a field, in words; why Run is off for another reason stands at the button. */
function FieldMessage({ model: { refusal, underWay } }: { readonly model: PingModel }) {
  const { t } = useTranslation('ping')
  if (underWay || refusal === null || refusal === 'off' || refusal === 'starting' || refusal === 'busy') return null
  return (
    <p className="ping-wrong" role="alert">
      <X size={14} aria-hidden="true" />
      {t(`refusal.${refusal}`)}
    </p>
  )
}

function Failure({ run }: { readonly run: PingRun }) {
  const { t } = useTranslation('errors')
  if (run.error === null || run.error.kind === 'cancelled') return null
  const words = wordsOf(t, run.error)
  return (
    <Banner title={words.what} role="alert">
      {sentences([words.why, words.advice])}
    </Banner>
  )
}

/** Told from the counters; see `story.ts`. */
function Story({ model, run }: { readonly model: PingModel; readonly run: PingRun }) {
  const { t } = useTranslation('ping')
  const { project, host } = model
  const sentences = useMemo(() => storyOf(t, run, project, host), [t, run, project, host])
  return (
    <>
      <SectionBar
        title={t('story')}
        actions={
          <Button look="ghost" hint={t('traceHint')} onClick={() => void runCommand('packetOfPing')}>
            <Route size={14} aria-hidden="true" />
            {t('trace')}
          </Button>
        }
      />
      {sentences.length === 0 ? (
        <p className="ping-note">{t(run.state === 'stopped' ? 'storyStopped' : 'storyWait')}</p>
      ) : (
        <ol className="ping-story">
          {sentences.map((sentence) => (
            <Sentence key={sentence} sentence={sentence} term={sentence === t('happened.inputStill') ? 'inputZero' : null} />
          ))}
        </ol>
      )}
    </>
  )
}

/** Words of the kernel stand out from the prose around them. */
function Sentence({ sentence, term }: { readonly sentence: string; readonly term: TermId | null }) {
  return (
    <li>
      {storyParts(sentence).map((part, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change places
        at % 2 === 1 ? <b key={at}>{part}</b> : <span key={at}>{part}</span>,
      )}
      {term === null ? null : <Term id={term} />}
    </li>
  )
}

/** Ping's own words as they come; the last line stays in sight. */
function Output({ run }: { readonly run: PingRun | null }) {
  const { t } = useTranslation('ping')
  const lines = run?.lines ?? []
  const box = useRef<HTMLDivElement>(null)
  const count = lines.length
  useEffect(() => {
    if (count > 0 && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [count])
  return (
    <section className="ping-output" aria-label={t('output')}>
      <SectionBar title={t('output')} note={run?.command ? <span className="m">{run.command}</span> : null} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div ref={box} className="ping-lines m" role="log" aria-live="polite" aria-label={t('output')} tabIndex={0}>
        {run === null ? <p className="t3">{t('outputEmpty')}</p> : null}
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines only come behind each other, and two may read alike
          <div key={at}>{line === '' ? '\u00a0' : line}</div>
        ))}
      </div>
    </section>
  )
}
