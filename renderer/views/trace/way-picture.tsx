import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WalkedChain } from '#shared/contract/walk'
import type { Dump } from '#shared/netfilter/dump'
import { ChainPicture } from '../../parts/chain-picture/chain-picture.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { lookAtStep, useTrace } from '../../state/trace.ts'
import { isStep } from '../../state/trace-rows.ts'
import type { ShownWay } from './use-trace-view.ts'

/** The pass of the current step, drawn: its hooks and chains with their rules, and the packet's way through them. */
export function WayPicture({ way }: { readonly way: ShownWay }) {
  const { t } = useTranslation('trace')
  const shown = useTrace((store) => store.shown)
  const sides = useTrace((store) => store.sides)
  const allRows = useTrace((store) => store.rows)
  const walk = sides?.edited ?? shown
  const { row } = way
  const pass = row?.pass ?? null
  const place = row?.crossing.place ?? null
  // Side by side the picture is of the edited rules: the others are those that the table has beside them.
  const rows = useMemo(
    () => allRows.filter(isStep).filter((each) => each.pass === pass && (sides === null || each.left !== null)),
    [allRows, pass, sides],
  )
  const steps = useMemo(() => rows.map(({ step }) => step), [rows])
  const dump = useMemo(() => dumpOf((walk?.chains ?? []).filter((chain) => chain.place === place)), [walk, place])
  if (walk === null || row === null || steps.length === 0)
    return (
      <div className="trace-table">
        <EmptyState title={t('pictureNone')} />
      </div>
    )
  const current = rows.findIndex(({ key }) => key === row.key)
  return (
    <div className="trace-table trace-picture">
      <ChainPicture
        dump={dump}
        family={walk.journey.packet.family}
        steps={steps}
        current={current === -1 ? null : current}
        label={t('pictureOf', { place: row.crossing.title })}
        onChoose={(at) => {
          const chosen = rows[at]
          if (chosen !== undefined) lookAtStep(chosen.key)
        }}
      />
    </div>
  )
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
