import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SectionBar } from '../../../parts/pane.tsx'
import { Segmented } from '../../../parts/segmented.tsx'
import { VerdictGlyph } from '../../../parts/verdict.tsx'
import { useCaption } from '../../../parts/way-strip/way-caption.ts'
import type { WayDirection } from '../../../state/way.ts'
import { openRule } from '../map/map-spots.ts'
import type { MapModel } from '../map/use-map.ts'
import { type WayStep, waySteps } from './way-steps.ts'

/** The lit way once more as a list: for those who cannot see the map, or would rather read. */
export function WayList({ model }: { readonly model: MapModel }) {
  const { t } = useTranslation('topology')
  const { t: w } = useTranslation('way')
  const [direction, setDirection] = useState<WayDirection>('to')
  const caption = useCaption(model.way)
  const vm = model.way.place?.vm ?? w('vmUnknown')
  const steps = waySteps(t, model, direction)
  return (
    <>
      <SectionBar
        title={t(direction === 'to' ? 'side.wayIn' : 'side.wayOut')}
        actions={
          <Segmented<WayDirection>
            label={t('side.which')}
            value={direction}
            options={[
              { value: 'to', label: t('side.in') },
              { value: 'from', label: t('side.out') },
            ]}
            onChange={setDirection}
          />
        }
      />
      <p className="side-note" data-testid="map-caption">
        {caption}
      </p>
      <ol className="side-way" aria-label={w(direction, { vm })}>
        {steps.map((step) => (
          <Step key={step.id} step={step} model={model} />
        ))}
      </ol>
    </>
  )
}

function Step({ step, model }: { readonly step: WayStep; readonly model: MapModel }) {
  const { chain, row } = step
  const words = (
    <>
      <span className="m el">
        {step.glyph === null ? null : <VerdictGlyph verdict={step.glyph} size={11} />}
        {step.name}
      </span>
      <span className="t3 el">{step.note}</span>
      <span className={step.packets === null || step.packets === 0 ? 'n zero' : 'n'}>{step.packets ?? ''}</span>
    </>
  )
  const look = ['side-step', step.row === null ? '' : 'side-step-rule', (step.packets ?? 0) > 0 ? 'side-step-on' : '']
    .filter(Boolean)
    .join(' ')
  const { index } = model
  if (index === null || chain === null)
    return (
      <li className={look} title={step.title}>
        {words}
      </li>
    )
  return (
    <li className={look}>
      <button type="button" title={step.title} onClick={() => openRule(index, chain, row ?? -1)}>
        {words}
      </button>
    </li>
  )
}
