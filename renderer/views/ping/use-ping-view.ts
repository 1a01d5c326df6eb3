import { useMemo } from 'react'
import type { LabNode, PingRequest } from '#shared/contract/states'
import type { Project } from '#shared/project/schema'
import { useDeed } from '../../state/deeds.ts'
import { setKernelView, useKernelView } from '../../state/kernel-view.ts'
import { say } from '../../state/messages.ts'
import { startPing, stopPing, usePing } from '../../state/ping.ts'
import { isUnderWay, type PingRun } from '../../state/ping-run.ts'
import { useProject } from '../../state/project.ts'
import { openView, selectChain, selectKernelRow } from '../../state/screen.ts'
import { useSession } from '../../state/session.ts'
import { translatePing } from '../../texts/i18n.ts'
import type { MovedLine } from './moved-lines.ts'
import { type KnownAddress, knownAddresses, type PingField, type PingForm, readForm, withDefaults } from './ping-form.ts'

const NO_NODES: readonly LabNode[] = []

export type Refusal = 'off' | 'starting' | 'busy' | PingField

export interface PingModel {
  readonly form: PingForm
  readonly nodes: readonly LabNode[]
  readonly known: readonly KnownAddress[]
  readonly run: PingRun | null
  readonly underWay: boolean
  /** Why a test cannot be started now. */
  readonly refusal: Refusal | null
  readonly hideUnmoved: boolean
  readonly project: Project | null
  readonly host: string
  readonly change: (change: Partial<PingForm>) => void
  readonly start: () => void
  readonly stop: () => void
  readonly setHideUnmoved: (hide: boolean) => void
  readonly openLine: (line: MovedLine) => void
  readonly openChains: () => void
}

/** All that the Ping test view shows, gathered in one place. */
export function usePingView(): PingModel {
  const { ping: kept, hideUnmoved } = useKernelView()
  const run = usePing((store) => store.run)
  const lab = useSession((store) => store.session?.lab ?? null)
  const pinging = useSession((store) => store.session?.pinging ?? false)
  const watched = useSession((store) => store.session?.kernel?.host ?? '')
  const told = useProject((store) => store.told)
  const project = told?.applied?.project ?? told?.project ?? null
  const nodes = lab?.nodes ?? NO_NODES
  const known = useMemo(() => knownAddresses(project), [project])
  const form = useMemo(() => withDefaults(kept, nodes, known), [kept, nodes, known])
  const underWay = isUnderWay(run)
  const request = readForm(form, nodes)
  const refusal = refusalOf(lab?.state ?? 'off', pinging && !underWay, request)
  const start = () => {
    if (typeof request === 'string') return
    setKernelView({ ping: form })
    void startPing(request)
  }
  useDeed('runPing', () => {
    if (refusal === null) start()
    else say(() => translatePing(`refusal.${refusal}`))
  })
  return {
    form,
    nodes,
    known,
    run,
    underWay,
    refusal,
    hideUnmoved,
    project,
    host: run?.seen?.host ?? watched,
    change: (change) => setKernelView({ ping: { ...form, ...change } }),
    start,
    stop: stopPing,
    setHideUnmoved: (hide) => setKernelView({ hideUnmoved: hide }),
    openLine,
    openChains: () => openView('chains'),
  }
}

/** Opens Chains with this rule chosen. */
function openLine(line: MovedLine): void {
  selectChain(line.chain, line.family)
  selectKernelRow(line.mark)
  openView('chains')
}

function refusalOf(lab: string, busy: boolean, request: PingRequest | PingField): Refusal | null {
  if (lab === 'starting') return 'starting'
  if (lab !== 'running') return 'off'
  if (busy) return 'busy'
  return typeof request === 'string' ? request : null
}
