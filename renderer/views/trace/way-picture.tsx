import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WalkedChain } from '#shared/contract/walk'
import type { Dump } from '#shared/netfilter/dump'
import { ChainPicture } from '../../parts/chain-picture/chain-picture.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { type Drawn, drawnSide, drawnWay, lookAtStep, useTrace } from '../../state/trace.ts'
import { firstApart, isStep } from '../../state/trace-rows.ts'
import type { ShownWay } from './use-trace-view.ts'

/** The pass of the current step, drawn: its hooks and chains with their rules, and the packet's way through them. */
export function WayPicture({ way }: { readonly way: ShownWay }) {
  const { t } = useTranslation('trace')
  const walk = useTrace(drawnWay)
  const side = useTrace(drawnSide)
  const compared = useTrace((store) => store.sides !== null)
  const drawn = useTrace((store) => store.drawn)
  const allRows = useTrace((store) => store.rows)
  const { row } = way
  const pass = row?.pass ?? null
  const place = row?.crossing.place ?? null
  // Side by side the picture is of one set of rules: the table has the other beside it.
  const rows = useMemo(
    () => allRows.filter(isStep).filter((each) => each.pass === pass && (!compared || each[side] !== null)),
    [allRows, pass, compared, side],
  )
  const steps = useMemo(() => rows.map((each) => (compared ? each[side] : null) ?? each.step), [rows, compared, side])
  const apart = useMemo(() => firstApart(allRows), [allRows])
  const dump = useMemo(() => dumpOf((walk?.chains ?? []).filter((chain) => chain.place === place)), [walk, place])
  if (walk === null || row === null || steps.length === 0)
    return (
      <div className="trace-table">
        <EmptyState title={t('pictureNone')} />
      </div>
    )
  // A step of the other side alone stands behind the last one of this side before it.
  const current = rows.findLastIndex(({ number }) => number <= row.number)
  const marked = compared && apart?.pass === pass ? rows.findIndex(({ number }) => number >= apart.number) : -1
  return (
    <div className="trace-table trace-picture">
      <ChainPicture
        dump={dump}
        family={walk.journey.packet.family}
        steps={steps}
        current={current === -1 ? null : current}
        apart={marked === -1 ? null : marked}
        label={pictureWords(t, row.crossing.title, compared ? drawn : null)}
        onChoose={(at) => {
          const chosen = rows[at]
          if (chosen !== undefined) lookAtStep(chosen.key)
        }}
      />
    </div>
  )
}

function pictureWords(t: TFunction<'trace'>, place: string, of: Drawn | null): string {
  const words = t('pictureOf', { place })
  return of === null ? words : [words, t(`table.${of}`)].join(t('comma'))
}

/** The chains that the packet entered at one machine, as far as they were kept with its walk. */
function dumpOf(chains: readonly WalkedChain[]): Dump {
  const tables = new Map<string, { family: WalkedChain['family']; table: WalkedChain['table']; chains: WalkedChain[] }>()
  for (const chain of chains) {
    const key = `${chain.family} ${chain.table}`
    const known = tables.get(key)
    if (known === undefined) tables.set(key, { family: chain.family, table: chain.table, chains: [chain] })
    else known.chains.push(chain)
  }
  return {
    tables: [...tables.values()].map(({ family, table, chains: own }) => ({
      ...{ family, table },
      chains: own.map(({ name, policy, rules }) => ({ name, policy, rules })),
    })),
    sets: [],
  }
}
