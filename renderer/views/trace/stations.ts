import type { TFunction } from 'i18next'
import type { PacketWalk } from '#shared/contract/walk'
import { mainWay, passesByRules, waysOf } from '#shared/walk/passes'
import type { Pass } from '#shared/walk/step'
import { type StepRow, titleOf } from '../../state/trace-rows.ts'

/** The passes of a packet as stations of a line. */
export interface Station {
  readonly key: string
  readonly name: string
  /** The name is data and not a word. */
  readonly isData: boolean
  /** What happens there, in a few words. */
  readonly role: string
  /** Device by which the packet comes to a bridge whose rules are asked, or leaves it. */
  readonly device: string | null
  /** What changed of the packet on the way there. */
  readonly note: string
  /** Steps of the rules there; they stand in the table. */
  readonly steps: readonly StepRow[]
  readonly pass: Pass | null
  /** The packet did not come here, and should have. */
  readonly missed: boolean
}

export const branchesOf = (first: Pass): number => waysOf(first).length - 1

interface Stage {
  readonly places: PacketWalk['places']
  readonly t: TFunction<'trace'>
  readonly steps: readonly StepRow[]
  /** Whose steps among them are of this way. */
  readonly side: 'left' | 'right'
  /** Who should have got it. */
  readonly target: string | null
}

/** Passes that follow one another at one machine are one station: a host's bridge, then its IP. */
export function stationsOf(first: Pass, { t, places, steps, side, target }: Stage): Station[] {
  const passes = mainWay(first)
  const at = (place: string) => places.find(({ name }) => name === place)
  const own = stepsByPass(first, steps, side)
  const stations: Station[] = []
  passes.forEach((pass, number) => {
    const before = passes[number - 1]
    const steps = own.get(pass) ?? []
    const last = stations.at(-1)
    // A frame that a bridge floods came in once, and goes out by each port.
    if (last?.pass != null && pass.bridge !== null && last.pass.place === pass.place && last.pass.bridge === pass.bridge) {
      const both = [...last.steps, ...steps]
      stations[stations.length - 1] = { ...last, pass, steps: both, role: roleOf(t, at(pass.place)?.kind, pass, both) }
      return
    }
    const isFiltered = isAsked(pass)
    stations.push({
      key: `${number} ${pass.place}`,
      name: isFiltered ? (pass.bridge ?? titleOf(places, pass.place)) : titleOf(places, pass.place),
      isData: isFiltered,
      role: roleOf(t, at(pass.place)?.kind, pass, steps),
      device: isFiltered ? pass.in : before !== undefined && isAsked(before) ? before.out : null,
      note: noteOf(t, pass, before),
      ...{ steps, pass, missed: false },
    })
  })
  const last = passes.at(-1)
  if (last === undefined || last.end === 'delivered' || target === null || titleOf(places, last.place) === target) return stations
  const ghost = { key: 'missed', name: target, isData: false, role: t('station.notReached'), device: null, note: '' }
  return [...stations, { ...ghost, steps: [], pass: null, missed: true }]
}

const isAsked = ({ kind, hooks }: Pass): boolean => kind === 'bridge' && hooks.length > 0

/** Rows are numbered over all passes that rules saw; some may be of the other side alone. */
function stepsByPass(first: Pass, steps: readonly StepRow[], side: 'left' | 'right'): ReadonlyMap<Pass, readonly StepRow[]> {
  const byNumber = new Map<number, StepRow[]>()
  for (const row of steps) {
    const known = byNumber.get(row.pass)
    if (known === undefined) byNumber.set(row.pass, [row])
    else known.push(row)
  }
  const own = [...byNumber.values()]
    .filter((rows) => rows.some((row) => row[side] !== null))
    .map((rows) => rows.filter((row) => row[side] !== null || row.beside === 'apart'))
  return new Map(passesByRules(first).map((pass, at) => [pass, own[at] ?? []]))
}

type PlaceKind = PacketWalk['places'][number]['kind']

function roleOf(t: TFunction<'trace'>, kind: PlaceKind | undefined, pass: Pass, steps: readonly StepRow[]): string {
  const translated = steps.find(({ step }) => step.match === 'yes' && step.act.do === 'translate')?.step.act
  if (translated?.do === 'translate') return `${translated.target} ${translated.to}`
  if (pass.kind === 'bridge') {
    if (steps.length === 0) return t(kind === 'switch' ? 'station.switch' : 'station.hidden')
    const hook = pass.hooks.find((each) => each.table === 'filter')?.hook ?? pass.hooks[0]?.hook ?? ''
    return t('station.steps', { hook, count: steps.length })
  }
  if (pass.kind === 'routed') return t('station.routes')
  const address = pass.kind === 'sent' ? pass.packet.source : pass.packet.destination
  return address
}

/** What a machine changed before it sent the packet on. */
function noteOf(t: TFunction<'trace'>, pass: Pass, before: Pass | undefined): string {
  const { packet } = pass
  const notes: string[] = []
  if (packet.ttl !== undefined && packet.ttl !== before?.packet.ttl) notes.push(t('station.ttl', { ttl: packet.ttl }))
  if (before !== undefined && pass.end === null && before.packet.source !== packet.source)
    notes.push(`${t('fields.source')} ${packet.source}`)
  return notes.join(t('comma'))
}
