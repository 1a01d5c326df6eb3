import { useEffect, useMemo } from 'react'
import type { LabNode } from '#shared/contract/states'
import type { WalkedPacket, WalkSummary } from '#shared/contract/walk'
import type { Project } from '#shared/project/schema'
import { useDeed } from '../../state/deeds.ts'
import { say } from '../../state/messages.ts'
import { useProject } from '../../state/project.ts'
import { useSession } from '../../state/session.ts'
import { chosenWalk, followTraces, predict, send, useTrace } from '../../state/trace.ts'
import { type ReadForm, readTraceForm, sendersOf, type TraceForm } from '../../state/trace-form.ts'
import { changeTraceForm, useTraceKept } from '../../state/trace-kept.ts'
import { isStep, type StepRow, type TraceRow, withoutTried } from '../../state/trace-rows.ts'
import { translateTrace } from '../../texts/i18n.ts'
import { type KnownAddress, knownAddresses } from '../ping/ping-form.ts'

const NO_NODES: readonly LabNode[] = []

type Refusal = 'wrong' | 'off' | 'starting' | 'machine' | 'line' | 'under' | 'notApplied'

export interface FormModel {
  readonly form: TraceForm
  readonly read: ReadForm
  readonly nodes: readonly LabNode[]
  readonly known: readonly KnownAddress[]
  readonly revisions: { readonly edited: number; readonly applied: number | null }
  readonly refusal: { readonly predict: Refusal | null; readonly send: Refusal | null }
  readonly change: (change: Partial<TraceForm>) => void
  readonly predict: () => void
  readonly send: () => void
}

/** What the form shows and may do. */
export function useFormModel(): FormModel {
  const kept = useTraceKept((store) => store.form)
  const session = useSession((store) => store.session)
  const connected = useSession((store) => store.connection === 'connected')
  const told = useProject((store) => store.told)
  const sending = useTrace((store) => store.sending !== null)
  const project = told?.applied?.project ?? told?.project ?? null
  const lab = session?.lab ?? null
  const nodes = useMemo(() => sendersOf(lab?.nodes ?? NO_NODES, project), [lab, project])
  const known = useMemo(() => knownAddresses(project), [project])
  const form = useMemo(() => withDefaults(kept, nodes, known), [kept, nodes, known])
  const read = useMemo(() => readTraceForm(form, nodes), [form, nodes])
  const state = lab?.state ?? 'off'
  const off: Refusal | null = state === 'running' ? null : state === 'starting' ? 'starting' : 'off'
  const general: Refusal | null = !connected ? 'line' : read.question === null ? 'wrong' : sending ? 'under' : null
  const appliedNone: Refusal | null = form.against === 'applied' && told?.applied == null ? 'notApplied' : null
  const refusal: FormModel['refusal'] = {
    predict: general ?? (form.against === 'kernel' && session?.target !== 'machine' ? off : null) ?? appliedNone,
    send: general ?? (session?.target === 'machine' ? 'machine' : off),
  }
  const run = (act: 'predict' | 'send') => () => {
    const why = refusal[act]
    if (why !== null || read.question === null) return say(() => translateTrace(`refusal.${why ?? 'wrong'}`))
    changeTraceForm(form)
    void (act === 'predict' ? predict(read.question, form.against) : send(read.question))
  }
  const acts = { predict: run('predict'), send: run('send') }
  useDeed('predict', acts.predict)
  useDeed('sendAndTrace', acts.send)
  return {
    ...{ form, read, nodes, known, refusal },
    revisions: { edited: told?.revision ?? 0, applied: told?.applied?.revision ?? null },
    change: (change) => changeTraceForm({ ...form, ...change }),
    ...acts,
  }
}

/** What is offered at the first visit: an echo request from outside to the first floating IP. */
function withDefaults(form: TraceForm, nodes: readonly LabNode[], known: readonly KnownAddress[]): TraceForm {
  const from = nodes.some(({ id }) => id === form.from)
    ? form.from
    : (nodes.find(({ kind }) => kind === 'outside')?.id ?? nodes[0]?.id ?? form.from)
  return { ...form, from, to: form.to === '' ? (known[0]?.address ?? '') : form.to }
}

export interface ShownWay {
  readonly walk: WalkSummary | null
  readonly packet: WalkedPacket | null
  /** As the table has them: with the tried rules, or without. */
  readonly rows: readonly TraceRow[]
  readonly steps: readonly StepRow[]
  readonly row: StepRow | null
  /** Of all steps, tried ones included. */
  readonly all: number
  readonly hidden: number
  readonly project: Project | null
}

/** The packet that is looked at. The walks are followed, and what is sent is traced, as long as this is mounted. */
export function useShownWay(): ShownWay {
  useEffect(followTraces, [])
  const told = useTrace((store) => store.told)
  const id = useTrace((store) => store.walk)
  const number = useTrace((store) => store.packet)
  const allRows = useTrace((store) => store.rows)
  const current = useTrace((store) => store.current)
  const tried = useTraceKept((store) => store.tried)
  const project = useProject((store) => store.told?.applied?.project ?? store.told?.project ?? null)
  const rows = useMemo(() => (tried ? allRows : withoutTried(allRows)), [allRows, tried])
  const steps = useMemo(() => rows.filter(isStep), [rows])
  const every = useMemo(() => allRows.filter(isStep), [allRows])
  const own = every.find(({ key }) => key === current) ?? null
  const row = own === null ? null : (steps.findLast((each) => each.number <= own.number) ?? null)
  const walk = chosenWalk({ told, walk: id })
  const packet = walk?.packets.find((each) => each.number === number) ?? null
  return { walk, packet, rows, steps, row, all: every.length, hidden: every.length - steps.length, project }
}
