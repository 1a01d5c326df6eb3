import { useTranslation } from 'react-i18next'
import { Banner } from '../../parts/banner.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane } from '../../parts/pane.tsx'
import { useTrace } from '../../state/trace.ts'
import { useTraceKept } from '../../state/trace-kept.ts'
import { wordsOf } from '../../texts/error-words.ts'
import { sentences } from '../../texts/sentences.ts'
import { Conversation } from './conversation.tsx'
import { Details } from './details.tsx'
import { KeptWalks } from './kept-walks.tsx'
import { PacketForm } from './packet-form.tsx'
import { Refusal } from './refusal.tsx'
import { StepFoot } from './step-foot.tsx'
import { type Beside, StepsTable } from './steps-table.tsx'
import { Summary } from './summary.tsx'
import { TraceHead } from './trace-head.tsx'
import './trace-view.css'
import { useFormModel, useShownWay } from './use-trace-view.ts'
import { WayFigure } from './way-figure.tsx'
import { WayPicture } from './way-picture.tsx'

/** One packet's way: what is asked, every rule that it is tried against, and what the kernel and the counters say of the same. */
export function TraceView() {
  return (
    <div className="trace">
      <Asked />
      <Shown />
    </div>
  )
}

/** Apart from what is shown: going from step to step draws nothing anew here. */
function Asked() {
  const { t } = useTranslation('trace')
  const model = useFormModel()
  return (
    <Pane label={t('form')} className="trace-left">
      <PacketForm model={model} />
      <span className="sp" />
      <KeptWalks nodes={model.nodes} known={model.known} />
    </Pane>
  )
}

function Shown() {
  const { t } = useTranslation('trace')
  const way = useShownWay()
  const shown = useTrace((store) => store.shown)
  return (
    <Pane label={t('title')} className="trace-right-pane">
      <TraceHead way={way} />
      <Failure />
      {way.walk === null || shown === null ? (
        <EmptyState title={t('empty.title')}>{t('empty.words')}</EmptyState>
      ) : (
        <>
          <Conversation walk={way.walk} packet={way.packet} />
          <WayFigure way={way} />
          <Steps way={way} />
          <Details way={way} />
          <Refusal project={way.project} />
          <StepFoot row={way.row} project={way.project} />
          <Summary asked={way.walk} />
        </>
      )}
    </Pane>
  )
}

function Steps({ way }: { readonly way: ReturnType<typeof useShownWay> }) {
  const { t } = useTranslation('trace')
  const shown = useTrace((store) => store.shown)
  const look = useTraceKept((store) => store.look)
  const compared = useTrace((store) => store.sides !== null)
  const beside: Beside = compared ? 'sides' : shown?.traced == null ? 'nothing' : 'kernel'
  if (way.all === 0)
    return (
      <div className="trace-table">
        <EmptyState title={t('empty.noStepsTitle')}>{t('empty.noSteps')}</EmptyState>
      </div>
    )
  if (look === 'picture') return <WayPicture way={way} />
  return <StepsTable way={way} beside={beside} traceId={shown?.traced?.[0]?.traceId ?? null} />
}

function Failure() {
  const { t } = useTranslation('errors')
  const failure = useTrace((store) => store.failure)
  if (failure === null) return null
  const words = wordsOf(t, failure.error)
  return (
    <Banner title={words.what} role="alert">
      {sentences([words.why, words.advice])}
    </Banner>
  )
}
