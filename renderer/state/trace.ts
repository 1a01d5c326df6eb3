import { create } from 'zustand'
import type { PacketQuestion, PacketWalk, SendEvent, SideBySide, WalkAgainst, WalkSummary, WalksState } from '#shared/contract/walk'
import type { TapwallError } from '#shared/errors'
import { askPacketWalk, askSideBySide, endTrace, exportWalk, followWalks, forgetWalk, predictWalk, sendWalk } from '../api.ts'
import type { Stop } from '../connection.ts'
import { translateTrace as t } from '../texts/i18n.ts'
import { say } from './messages.ts'
import { tellRefusal } from './refusals.ts'
import { saveFile } from './save-file.ts'
import { decidingRow, firstApart, isStep, rowOfStep, rowsOfSides, rowsOfWalk, type TraceRow } from './trace-rows.ts'
import { NOTHING_TOLD, type Sending, withTold } from './trace-sending.ts'

/** One of the two sides of an edited project. */
export type Drawn = 'edited' | 'applied'

type Asking = 'predict' | 'packet' | 'sides'

interface TraceStore {
  /** The walks that main keeps; null until it has told them. */
  readonly told: WalksState | null
  /** The walk that is looked at, and which of its packets, from 1. */
  readonly walk: number | null
  readonly packet: number
  readonly shown: PacketWalk | null
  /** The same packet through edited and applied rules; null while those are not compared. */
  readonly sides: SideBySide | null
  /** Which of these two is drawn as a picture and a way. */
  readonly drawn: Drawn
  readonly rows: readonly TraceRow[]
  /** Key of the step that is looked at. */
  readonly current: string | null
  readonly asking: Asking | null
  /** While packets are being sent; else null. */
  readonly sending: Sending | null
  readonly failure: { readonly act: Asking | 'send'; readonly error: TapwallError } | null
  /** Which way the steps are being played. */
  readonly playing: 1 | -1 | null
}

const NO_ROWS: readonly TraceRow[] = []

/** Packets' ways as this page looks at them. The walks themselves are main's. */
export const useTrace = create<TraceStore>()(() => ({
  ...{ told: null, walk: null, packet: 1, shown: null, sides: null, drawn: 'edited', rows: NO_ROWS, current: null },
  ...{ asking: null, sending: null, failure: null, playing: null },
}))

/**
 * As long as the view is open; what is being sent then ends with it. The newest is shown where none is chosen, or the chosen one is gone.
 */
export function followTraces(): Stop {
  const stop = followWalks((told) => {
    useTrace.setState({ told })
    const { walk, asking, sending } = useTrace.getState()
    if (told.walks.some(({ id }) => id === walk) || asking === 'predict' || sending !== null) return
    const [newest] = told.walks
    if (newest === undefined) useTrace.setState({ walk: null, shown: null, sides: null, rows: NO_ROWS, current: null })
    else void showPacket(newest.id, 1)
  })
  return () => {
    stop()
    leave.abort()
  }
}

export const chosenWalk = ({ told, walk }: Pick<TraceStore, 'told' | 'walk'>): WalkSummary | null =>
  told?.walks.find(({ id }) => id === walk) ?? null

let asked = 0

/** Only the latest question counts: an answer that comes behind another one is passed over. */
async function asks<T>(
  act: Asking,
  call: () => Promise<{ ok: true; value: T } | { ok: false; error: TapwallError }>,
): Promise<T | null> {
  asked += 1
  const own = asked
  useTrace.setState({ asking: act, failure: null, playing: null })
  const answer = await call()
  if (own !== asked) return null
  useTrace.setState({ asking: null, ...(answer.ok ? {} : { failure: { act, error: answer.error } }) })
  return answer.ok ? answer.value : null
}

export async function predict(question: PacketQuestion, against: WalkAgainst): Promise<void> {
  const made = await asks('predict', () => predictWalk(question, against))
  if (made !== null) await take(made)
}

/** Who sends leaves the stream with it. */
let leave = new AbortController()

/** Sends the packets in the lab, unless some are on their way already. */
export async function send(question: PacketQuestion): Promise<void> {
  if (useTrace.getState().sending !== null) return
  asked += 1
  const own = asked
  let made: WalkSummary | null = null
  leave = new AbortController()
  useTrace.setState({ asking: null, sending: NOTHING_TOLD, failure: null, playing: null })
  const hear = (event: SendEvent) => {
    if (event.kind === 'ended') made = event.walk
    else if (event.kind !== 'failed') useTrace.setState(({ sending }) => ({ sending: withTold(sending ?? NOTHING_TOLD, event) }))
    else if (event.error.kind !== 'cancelled') useTrace.setState({ failure: { act: 'send', error: event.error } })
  }
  await sendWalk(question, hear, leave.signal)
  useTrace.setState({ sending: null })
  if (made !== null && own === asked) await take(made)
}

/** Main ends the trace and what is sent, and tells that it did. */
export async function stopSending(): Promise<void> {
  const answer = await endTrace()
  if (!answer.ok) tellRefusal(answer.error)
}

/** The walk that was just made may not have been told yet. */
async function take(made: WalkSummary): Promise<void> {
  useTrace.setState(({ told }) => {
    const others = (told?.walks ?? []).filter(({ id }) => id !== made.id)
    return { told: { walks: [made, ...others], more: told?.more ?? 0 } }
  })
  await showPacket(made.id, 1)
}

/** Shows one packet of a walk, at the step that decided, or at one that is asked for. */
export async function showPacket(
  walk: number,
  packet: number,
  wanted: { step: Parameters<typeof rowOfStep>[1]; pass: number } | null = null,
): Promise<void> {
  useTrace.setState({ walk, packet })
  const shown = await asks('packet', () => askPacketWalk(walk, packet))
  if (shown === null) return
  const rows = rowsOfWalk(shown)
  const row = (wanted === null ? null : rowOfStep(rows, wanted.step, wanted.pass)) ?? decidingRow(rows) ?? rows.find(isStep)
  useTrace.setState({ shown, sides: null, rows, current: row?.key ?? null })
}

/** The packet that is shown through the edited and the applied rules, at the first step where they part. */
export async function compareSides(): Promise<void> {
  const summary = chosenWalk(useTrace.getState())
  if (summary === null) return
  const sides = await asks('sides', () => askSideBySide(summary.question, useTrace.getState().packet))
  if (sides === null) return
  const rows = rowsOfSides(sides)
  useTrace.setState({ sides, drawn: 'edited', rows, current: (firstApart(rows) ?? decidingRow(rows))?.key ?? null })
}

export function leaveSides(): void {
  const { shown } = useTrace.getState()
  const rows = shown === null ? NO_ROWS : rowsOfWalk(shown)
  useTrace.setState({ sides: null, rows, current: decidingRow(rows)?.key ?? null, playing: null })
}

export const draw = (drawn: Drawn): void => useTrace.setState({ drawn })

/** The packet's way that is drawn, and which side of the rows tells of it. */
export const drawnWay = ({ sides, drawn, shown }: Pick<TraceStore, 'sides' | 'drawn' | 'shown'>): PacketWalk | null =>
  sides === null ? shown : sides[drawn]
export const drawnSide = ({ sides, drawn }: Pick<TraceStore, 'sides' | 'drawn'>): 'left' | 'right' =>
  sides !== null && drawn === 'applied' ? 'right' : 'left'

export const lookAtStep = (current: string): void => useTrace.setState({ current, playing: null })

/** Where the two sides that are shown part first; in a walk what main found, which knows all packets and the counters. */
export async function goToFirstApart(): Promise<void> {
  const { rows, sides, walk, packet, told } = useTrace.getState()
  const first = chosenWalk({ told, walk })?.agreement?.first ?? null
  if (sides === null && walk !== null && first !== null && first.packet !== packet)
    return showPacket(walk, first.packet, { step: first, pass: first.pass })
  const row = (sides === null && first !== null ? rowOfStep(rows, first, first.pass) : null) ?? firstApart(rows)
  if (row !== null) lookAtStep(row.key)
}

export async function forget(walk: number): Promise<void> {
  const answer = await forgetWalk(walk)
  if (!answer.ok) tellRefusal(answer.error)
}

export async function saveWalk(walk: number): Promise<void> {
  const answer = await exportWalk(walk)
  if (!answer.ok) return tellRefusal(answer.error)
  const { name, text } = answer.value
  saveFile(name, text)
  say(() => t('saved', { name }))
}
