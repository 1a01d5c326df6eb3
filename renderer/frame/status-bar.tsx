import { type ReactNode, useEffect, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { KernelState, LabState } from '#shared/contract/states'
import { Term } from '../parts/term/term.tsx'
import { Verdict } from '../parts/verdict.tsx'
import { useBaselineTime } from '../state/counters.ts'
import { useDocument } from '../state/document.ts'
import { useMessages } from '../state/messages.ts'
import { useProject } from '../state/project.ts'
import { useSession } from '../state/session.ts'
import { lineOf } from '../texts/error-words.ts'
import { clockTime, milliseconds } from '../texts/format.ts'
import { ApplyCell } from './apply-cell.tsx'
import { CautionsCell } from './cautions-cell.tsx'
import { DriftCell } from './drift-cell.tsx'
import './status-bar.css'

/** What runs, what it costs and what was said last. */
export function StatusBar() {
  const { t } = useTranslation()
  const lab = useSession((store) => store.session?.lab ?? null)
  const kernel = useSession((store) => store.session?.kernel ?? null)
  const project = useProject((store) => store.project)
  const baseline = useBaselineTime()
  // Of the host that is looked at, or will be.
  const release = (project?.hosts.find(({ name }) => name === kernel?.host) ?? project?.hosts[0])?.release
  const data = [<b key="0" className="m" />]
  return (
    <footer className="status">
      <Cell>
        <TargetStateWords lab={lab} />
      </Cell>
      {kernel === null ? null : (
        <Cell>
          <Reading kernel={kernel} />
        </Cell>
      )}
      {kernel === null || baseline === null ? null : (
        <Cell>
          <Term id="baseline">
            <span>
              <Trans t={t} i18nKey="status.baseline" values={{ time: clockTime(baseline) }} components={data} />
            </span>
          </Term>
        </Cell>
      )}
      {project === null || release === undefined ? null : (
        <Cell wide>
          <Trans t={t} i18nKey="status.release" values={{ release, layout: project.layout }} components={data} />
        </Cell>
      )}
      {kernel === null ? null : (
        <Cell wide>
          <Term id="bridgeNf">
            <span>
              <Trans t={t} i18nKey="status.bridge" values={{ value: kernel.bridgeNfCallIptables ? 1 : 0 }} components={data} />
            </span>
          </Term>
        </Cell>
      )}
      <DriftCell />
      <CautionsCell />
      <ApplyCell />
      <LastMessage />
    </footer>
  )
}

function Cell({ wide = false, children }: { readonly wide?: boolean; readonly children: ReactNode }) {
  return (
    <span className={wide ? 'status-cell wide' : 'status-cell'}>
      <span>{children}</span>
    </span>
  )
}

/** Of the lab, or of this machine where rules go there. */
function TargetStateWords({ lab }: { readonly lab: LabState | null }) {
  const { t } = useTranslation()
  const session = useSession((store) => store.session)
  if (session?.target !== 'machine') return <LabWords lab={lab} />
  const { name, host, state } = session.machine
  return t(state === 'lost' ? 'machine.lost' : 'machine.running', { name, host: host ?? '' })
}

function LabWords({ lab }: { readonly lab: LabState | null }) {
  const { t } = useTranslation()
  const isHeard = useSession((store) => store.connection === 'connected')
  if (lab === null) return t('lab.unknown')
  if (lab.state !== 'running') return t(`lab.${lab.state}`)
  const count = (kind: 'vm' | 'router' | 'outside') => lab.nodes.filter((node) => node.kind === kind).length
  const nodes = t('lab.nodes', {
    vms: t('lab.vms', { count: count('vm') }),
    routers: t('lab.routers', { count: count('router') }),
    outside: t('lab.outside', { count: count('outside') }),
  })
  return (
    <>
      {isHeard ? <i className="status-live" aria-hidden="true" /> : null}
      {t('lab.running', { nodes })}
    </>
  )
}

function Reading({ kernel }: { readonly kernel: KernelState }) {
  const { t } = useTranslation()
  const { intervalMs, costMs } = kernel
  const every =
    intervalMs < 1000
      ? t('status.milliseconds', { count: Math.round(intervalMs) })
      : t('status.seconds', { count: Math.round(intervalMs / 100) / 10 })
  const cost = t('status.cost', { ms: milliseconds(costMs) })
  return <Trans t={t} i18nKey="status.reading" values={{ every, cost }} components={[<b key="0" className="m" />]} />
}

const FRESH_MS = 10_000

/** Whether the message is of this moment. In a small window it lies above the page only as long; then it is at the page's end. */
function useFresh(message: number | null): boolean {
  const [old, setOld] = useState<number | null>(null)
  useEffect(() => {
    if (message === null) return
    const timer = window.setTimeout(() => setOld(message), FRESH_MS)
    return () => window.clearTimeout(timer)
  }, [message])
  return message !== null && old !== message
}

/** A project that could not be written is told for as long as it is so, beside what was said last. */
function LastMessage() {
  const { t } = useTranslation()
  const { t: te } = useTranslation('errors')
  const last = useMessages((messages) => messages.last)
  const saved = useDocument((store) => store.document?.saved ?? null)
  const saveError = saved?.is === 'failed' ? saved.error : null
  const text = last?.words() ?? ''
  const isFresh = useFresh(last?.at ?? null)
  const unsaved = saveError === null ? '' : t('status.saveError', { why: lineOf(te, saveError) })
  return (
    <>
      {unsaved === '' ? null : (
        <span className="status-cell" role="alert" title={unsaved}>
          <Verdict verdict="caution">
            <span className="status-unsaved">{t('status.notSaved')}</span>
          </Verdict>
          <span className="sr">{unsaved}</span>
        </span>
      )}
      <span
        className={isFresh ? 'status-cell status-last status-fresh' : 'status-cell status-last'}
        role="status"
        aria-live="polite"
        title={text}
      >
        <span className="el">{text}</span>
      </span>
    </>
  )
}
