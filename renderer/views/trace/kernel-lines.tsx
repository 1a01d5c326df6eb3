import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TracedPass } from '#shared/contract/walk'
import type { Step } from '#shared/walk/step'
import { lookAtStep, useTrace } from '../../state/trace.ts'
import { toldLines } from '../../state/trace-lines.ts'
import { titleOf } from '../../state/trace-rows.ts'
import { isEnd, isPolicy } from './act-words.ts'
import type { ShownWay } from './use-trace-view.ts'

interface KernelLinesProps {
  readonly way: ShownWay
  /** Null where nothing was traced. */
  readonly traced: readonly TracedPass[] | null
}

/** The rule of the step as the kernel has it, and what the kernel's trace printed of the packet. */
export function KernelLines({ way, traced }: KernelLinesProps) {
  const { t } = useTranslation('trace')
  const places = useTrace((store) => store.shown?.places) ?? NO_PLACES
  const rows = useTrace((store) => store.rows)
  const compared = useTrace((store) => store.sides !== null)
  const passes = useMemo(() => (traced === null ? [] : toldLines(traced, rows)), [traced, rows])
  const key = way.row?.key ?? null
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line of another step comes into sight
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [key])
  const { row } = way
  return (
    <div ref={list} className="trace-lines m">
      {row === null ? null : compared ? (
        <>
          <RuleText label={t('table.edited')} step={row.left} />
          <RuleText label={t('table.applied')} step={row.right} />
        </>
      ) : (
        <RuleText label={t('details.rule')} step={row.step} />
      )}
      {passes.map((pass) => (
        <section key={pass.key}>
          <h3 className="lab">
            {titleOf(places, pass.place)} <span className="m">trace id {pass.traceId}</span>
          </h3>
          {pass.lines.map(({ text, row: own }, at) =>
            own === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was printed never changes
              <p key={at} className="t3">
                {text}
              </p>
            ) : (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: what was printed never changes
                key={at}
                type="button"
                aria-current={own === key ? 'step' : undefined}
                onClick={() => lookAtStep(own)}
              >
                {text}
              </button>
            ),
          )}
        </section>
      ))}
    </div>
  )
}

const NO_PLACES: readonly never[] = []

function RuleText({ label, step }: { readonly label: string; readonly step: Step | null }) {
  const { t } = useTranslation('trace')
  const text = step === null ? null : ruleText(step)
  return (
    <p className="trace-rule-text">
      <span className="lab">{label}</span>
      {text === null ? <span className="t3">{t('details.noRule')}</span> : <span>{text}</span>}
    </p>
  )
}

/** As `iptables-save` prints it; the end of a chain is no line of it. */
function ruleText(step: Step): string | null {
  if (isEnd(step)) return null
  const table = step.table === 'filter' ? '' : `-t ${step.table} `
  if (isPolicy(step)) return `${table}-P ${step.chain} ${step.text.replace(/^policy /, '')}`
  return `${table}-A ${step.chain} ${step.text}`
}
