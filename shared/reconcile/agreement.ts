import type { Agreement, PacketWalk, TracedPass } from '../contract/walk.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import type { Journey, Step } from '../walk/step.ts'
import { type Crossing, countedSteps, crossingsOf, isCertain, sameStep, toldSteps } from './matched.ts'

export type Counted = NonNullable<PacketWalk['counted']>[number]

/** One packet of a walk: what was worked out of it, and what the kernel told; null where it was not traced. */
export interface Told {
  readonly journey: Journey
  readonly traced: readonly TracedPass[] | null
}

type First = NonNullable<Agreement['first']>

/**
 * Lays prediction, trace and counters of the same packets side by side. `counted`: how far each row rose, of all places whose counters were
 * read, rows that did not move included or not; null where none were read. `places`: those whose rules were traced and counted. What makes
 * a prediction unsure is no disagreement: then it is not compared. Of one that is sure there may still be rules that are not (LOG with a
 * limit): these may have been told and counted, or not.
 */
export function agreementOf(packets: readonly Told[], counted: readonly Counted[] | null, places: ReadonlySet<string>): Agreement {
  const isSure = packets.every(({ journey }) => journey.verdict !== 'unsure')
  const isTraced = packets.some(({ traced }) => traced !== null)
  const compared: Agreement['compared'] = [
    ...(isSure ? (['predicted'] as const) : []),
    ...(isTraced ? (['traced'] as const) : []),
    ...(counted === null ? [] : (['counted'] as const)),
  ]
  const crossings = packets.map(({ journey }) => crossingsOf(journey).filter(({ place }) => places.has(place)))
  const first =
    (isSure && isTraced ? firstApart(packets, crossings) : null) ??
    (counted !== null && isSure ? firstMiscounted(crossings, counted) : null) ??
    (counted !== null && isTraced && !isSure ? firstMiscounted(packets.map(tracedCrossings), counted) : null)
  return { compared, agree: first === null && compared.length > 1, first }
}

const tracedCrossings = ({ traced, journey }: Told): Crossing[] =>
  (traced ?? []).map(({ place, hooks }) => ({ place, hooks, family: journey.packet.family }))

/** The first packet, pass and step where the kernel told another one than was worked out. Once words of it were lost, more may be missing. */
function firstApart(packets: readonly Told[], crossings: readonly (readonly Crossing[])[]): First | null {
  let isLost = false
  for (const [at, { traced }] of packets.entries()) {
    if (traced === null) continue
    const expected = crossings[at] ?? []
    isLost ||= traced.some(({ verdict }) => verdict === 'unsure')
    for (let pass = 0; pass < Math.max(expected.length, traced.length); pass++) {
      const [ours, theirs] = [expected[pass], traced[pass]]
      const apart = stepsApart(ours === undefined ? [] : toldSteps(ours), theirs === undefined ? [] : toldSteps(theirs), isLost)
      if (apart !== null) return { ...apart, packet: at + 1, pass: pass + 1 }
    }
  }
  return null
}

type Steps = ReturnType<typeof countedSteps>

function stepsApart(ours: Steps, theirs: Steps, isLost: boolean): Omit<First, 'packet' | 'pass'> | null {
  let at = 0
  for (const traced of theirs) {
    const found = ours.findIndex((step, place) => place >= at && (isCertain(step) || sameStep(step, traced)))
    const predicted = ours[found] ?? null
    if (predicted === null || !sameStep(predicted, traced)) return apart(predicted, traced)
    at = found + 1
  }
  const left = isLost ? undefined : ours.slice(at).find(isCertain)
  return left === undefined ? null : apart(left, null)
}

function apart(predicted: Step | null, traced: Step | null): Omit<First, 'packet' | 'pass'> | null {
  const shown = predicted ?? traced
  if (shown === null) return null
  const { table, chain, rule } = shown
  return { table, chain, rule, predicted, traced, expected: null, counted: null }
}

const keyOf = (place: string, family: Family, table: TableName, chain: string, rule: number | null): string =>
  [place, family, table, chain, rule ?? 'policy'].join(' ')

/**
 * The first rule on the packets' ways that counted fewer packets than it must have, or more than it may have, else one that counted and was
 * on no way.
 */
function firstMiscounted(crossings: readonly (readonly Crossing[])[], counted: readonly Counted[]): First | null {
  const rows = new Map(counted.map((row) => [keyOf(row.place, row.family, row.table, row.chain, row.rule), row]))
  const expected = new Map<string, { least: number; most: number; first: First }>()
  for (const [packet, passes] of crossings.entries())
    for (const [pass, crossing] of passes.entries())
      for (const step of countedSteps(crossing)) {
        // With iptables-nft the policy of a chain that was made by a rule alone counts nothing.
        if (step.rule === null) continue
        const key = keyOf(crossing.place, crossing.family, step.table, step.chain, step.rule)
        const { table, chain, rule } = step
        const numbers = { packet: packet + 1, pass: pass + 1, expected: 0, counted: 0 }
        const known = expected.get(key) ?? {
          ...{ least: 0, most: 0 },
          first: { ...numbers, table, chain, rule, predicted: step, traced: null },
        }
        expected.set(key, { ...known, least: known.least + (isCertain(step) ? 1 : 0), most: known.most + 1 })
      }
  for (const [key, { least, most, first }] of expected) {
    const packets = rows.get(key)?.packets ?? 0
    if (packets < least) return { ...first, expected: least, counted: packets }
    if (packets > most) return { ...first, expected: most, counted: packets }
  }
  // Machines say something of their own in the other family all the time.
  const families = new Set(crossings.flatMap((passes) => passes.map(({ family }) => family)))
  for (const [key, { family, table, chain, rule, packets }] of rows)
    if (packets !== 0 && families.has(family) && !expected.has(key) && rule !== null)
      return { packet: 1, pass: 1, table, chain, rule, predicted: null, traced: null, expected: 0, counted: packets }
  return null
}
