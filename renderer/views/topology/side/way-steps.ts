import type { TFunction } from 'i18next'
import { deviceOf } from '#shared/project/device-name'
import { qbrName } from '#shared/ruleset/naming'
import type { VerdictKind } from '../../../parts/verdict.tsx'
import type { IndexedChain } from '../../../state/kernel-index.ts'
import { shortChain } from '../../../state/kernel-words.ts'
import type { WayDirection } from '../../../state/way.ts'
import { ruleWords } from '../map/map-platform.tsx'
import type { MapModel, PlatformFacts } from '../map/use-map.ts'

/** One step of the way of packets, as a line of a list. */
export interface WayStep {
  readonly id: string
  readonly name: string
  readonly note: string
  /** Since the baseline; null where nothing is counted. */
  readonly packets: number | null
  readonly glyph: VerdictKind | null
  /** What it leads to. */
  readonly chain: IndexedChain | null
  readonly row: number | null
  readonly title: string
}

/** Rules of a chain that the list has room for: those that counted, and the last. */
const MOST_STEPS = 12

export function waySteps(t: TFunction<'topology'>, model: MapModel, direction: WayDirection): readonly WayStep[] {
  const { way, lines, platforms } = model
  const { place, rows, counts, lit } = way
  if (place === null || rows === null) return []
  const lane = counts[direction]
  const step = (id: string, name: string, note: string, packets: number | null, chain: IndexedChain | null = null): WayStep => ({
    ...{ id, name, note, packets, chain },
    ...{ glyph: null, row: null, title: [chain?.name ?? name, note].filter(Boolean).join(', ') },
  })
  const { port } = place
  const proved = (segment: 'peer-router' | 'router-switch'): number | null =>
    lit[direction].has(segment) ? (direction === 'to' ? lane.device : lane.passed) : null
  const floating = way.project?.floatingIps.find(({ portId }) => portId === port.id)
  const nat = floating === undefined ? '' : t('side.nat', { outside: floating.floatingIp, inside: floating.fixedIp })
  const bridge = port.vif?.bridgeName ?? qbrName(port.id)
  const outside: WayStep[] = [
    ...(place.peer === null ? [] : [step('peer', place.peer.name, t(`side.peer.${place.peer.kind}`), proved('peer-router'))]),
    ...(place.router === null ? [] : [step('router', place.router.name, nat, proved('router-switch'))]),
  ]
  const hooks: WayStep[] = [
    step('hook', 'FORWARD', t('side.shared'), lines['bridge-hook'].ofAll ?? lines['bridge-hook'].packets, rows.hook),
    ...(rows.forward === null
      ? []
      : [
          step(
            'forward',
            shortChain(rows.forward.name),
            direction === 'to' ? 'physdev-out' : 'physdev-in',
            lane.device,
            rows.forward,
          ),
        ]),
    ...(rows.sg === null ? [] : [step('sg', shortChain(rows.sg.name), '', lane.entry, rows.sg)]),
  ]
  const own = direction === 'to' ? platforms.in : platforms.out
  const chains: WayStep[] = [
    ...chainSteps(t, model, own, lane.entry),
    ...(direction === 'from' ? chainSteps(t, model, platforms.source, lines['out-source'].packets) : []),
  ]
  const at = rows.sg?.rows.indexOf(rows.accept[0] ?? -1) ?? -1
  const accepted = {
    ...step('accept', 'ACCEPT', at === -1 ? '' : t('map.acceptedBy', { number: at + 1 }), lane.passed, rows.sg),
    glyph: 'accept' as const,
  }
  const vm = step('vm', place.vm, deviceOf(port), direction === 'to' ? lane.passed : lane.device)
  const through = step('bridge', bridge, t(direction === 'to' ? 'side.inByCable' : 'side.inByTap'), lane.device)
  return direction === 'to'
    ? [...outside, through, ...hooks, ...chains, accepted, vm]
    : [vm, through, ...hooks, ...chains, accepted, ...outside.toReversed()]
}

function chainSteps(
  t: TFunction<'topology'>,
  { index, moved }: MapModel,
  { chain, cells }: PlatformFacts,
  entered: number,
): WayStep[] {
  if (chain === null || index === null) return []
  const counted = cells.filter(({ row }) => moved.has(row))
  const last = cells.at(-1)
  const shown = [...counted.slice(0, MOST_STEPS), ...(last === undefined || counted.includes(last) ? [] : [last])]
  const head: WayStep = {
    ...{
      id: chain.name,
      name: shortChain(chain.name),
      note: t('map.rules', { count: cells.length }),
      packets: entered,
      chain,
      row: null,
    },
    ...{ glyph: null, title: chain.name },
  }
  return [
    head,
    ...shown.map(({ row, number, kind }): WayStep => {
      const words = ruleWords(index, row) || t('map.everything')
      const glyph = kind === 'drop' ? 'drop' : kind === 'pass' ? 'return' : kind === 'jump' ? 'jump' : 'none'
      const packets = moved.get(row) ?? 0
      return {
        id: `${row}`,
        name: `${number}`,
        note: words,
        packets,
        glyph,
        chain,
        row,
        title: t('map.ruleName', { number, chain: chain.name, words, counted: t('packets', { count: packets }) }),
      }
    }),
  ]
}
