import type { TFunction } from 'i18next'
import { portChain, qvbName } from '#shared/ruleset/naming'
import type { Station } from '../../../parts/way-strip/lit.ts'
import { type StationFacts, spokenName, stationFacts } from '../../../parts/way-strip/stations.ts'
import type { IndexedChain } from '../../../state/kernel-index.ts'
import type { MapModel } from './use-map.ts'

/** Names and roles of the map's stations, for the eye and for a screen reader. */

export type MapStation = Station | 'local' | 'source' | 'input' | 'output'

export interface MapWords {
  readonly name: string
  readonly role: string
  /** Said by a screen reader. */
  readonly spoken: string
  readonly lit: boolean
  readonly chain: IndexedChain | null
  /** Of the way strip, for what it leads to. */
  readonly facts: StationFacts | null
}
export type AllWords = Readonly<Record<MapStation, MapWords>>

type Words = TFunction<'topology'>

/** `w`: the words of the way strip, which has the same stations in small. */
export function mapWords(t: Words, w: TFunction<'way'>, model: MapModel): AllWords {
  const { way, rows, lines } = model
  const facts = new Map(stationFacts(w, way).map((one) => [one.id, one]))
  const rules = (chain: IndexedChain | null | undefined): string =>
    chain == null ? '' : chain.rows.length === 0 ? t('map.empty') : t('map.rules', { count: chain.rows.length })
  const roles: Partial<Record<Station, string>> = {
    hook: way.rows?.hook == null ? '' : t('map.hook', { rules: rules(way.rows.hook), policy: way.rows.hook.policy ?? '' }),
    top: rules(way.rows?.top),
    forward: way.rows?.forward == null ? '' : t('map.byDevice', { rules: rules(way.rows.forward) }),
    sg: rules(way.rows?.sg),
    accept: acceptRole(t, model),
    in: platformRole(t, w, 'in', model),
    out: platformRole(t, w, 'out', model),
  }
  const station = (id: Station): MapWords => {
    const own = facts.get(id)
    if (own === undefined) return none
    const long = id === 'top' || id === 'forward' || id === 'peer'
    return {
      name: id === 'peer' ? own.name : long ? own.fullName : own.name,
      role: roles[id] ?? own.role,
      spoken: [spokenName(w, own), roles[id] === own.role ? null : roles[id]].filter(Boolean).join(', '),
      ...{ lit: own.lit, chain: own.chain, facts: own },
    }
  }
  const extra = (name: string, role: string, packets: number | null, chain: IndexedChain | null): MapWords => ({
    ...{ name, role, chain, facts: null, lit: packets !== null && packets > 0 },
    spoken: [name, role, packets === null ? null : w('packets', { count: packets })].filter(Boolean).join(', '),
  })
  const counted = way.idle === null || way.idle === 'still'
  const count = (line: 'top-local' | 'out-source' | 'input' | 'output'): number | null => (counted ? lines[line].packets : null)
  const local = rows?.local ?? null
  const [prefix] = /^neutron-(?:openvswi|linuxbri)/.exec(way.rows?.forward?.name ?? '') ?? ['neutron-openvswi']
  return {
    ...({
      peer: station('peer'),
      router: station('router'),
      switch: station('switch'),
      bridge: station('bridge'),
      hook: station('hook'),
      top: station('top'),
      forward: station('forward'),
      sg: station('sg'),
      in: station('in'),
      out: station('out'),
      drop: station('drop'),
      accept: station('accept'),
      device: station('device'),
      vm: station('vm'),
    } satisfies Record<Station, MapWords>),
    local: extra(local?.name ?? `${prefix}-local`, local === null ? '' : rules(local), count('top-local'), local),
    source: extra(
      rows?.source?.name.replace(/^neutron-\w+-/, '') ?? portChain('neutron-openvswi', 's', way.place?.port.id ?? '').slice(17),
      t('map.source'),
      count('out-source'),
      rows?.source ?? null,
    ),
    input: extra('INPUT', t('map.inputWhy'), count('input'), rows?.input.hook ?? null),
    output: extra('OUTPUT', t('map.outputWhy'), count('output'), rows?.output.hook ?? null),
  }
}

const none: MapWords = { name: '', role: '', spoken: '', lit: false, chain: null, facts: null }

/** The rule at the end of sg-chain. */
function acceptRole(t: Words, { way: { rows } }: MapModel): string {
  const at = rows?.sg?.rows.indexOf(rows.accept[0] ?? -1) ?? -1
  return at === -1 ? '' : t('map.acceptedBy', { number: at + 1 })
}

function platformRole(t: Words, w: TFunction<'way'>, id: 'in' | 'out', { way, platforms }: MapModel): string {
  const vm = way.place?.vm ?? ''
  const words = vm === '' ? '' : w(id === 'in' ? 'to' : 'from', { vm })
  const { chain } = platforms[id]
  return chain === null ? words : t('map.platform', { words, rules: t('map.rules', { count: chain.rows.length }) })
}

/** The bridge's end of the cable to the switch; found cards have none of Neutron's. */
export const cableName = ({ way: { place } }: MapModel): string =>
  place === null || place.port.vif !== undefined ? '' : qvbName(place.port.id)
