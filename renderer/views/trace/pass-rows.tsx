import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { HookWalk } from '#shared/walk/step'
import { Term } from '../../parts/term/term.tsx'
import type { TraceRow } from '../../state/trace-rows.ts'

/** Headings between the steps: where the packet is, and which hook asks. Data stands out from the words around it. */

interface PassRowProps {
  readonly row: Exclude<TraceRow, { kind: 'step' }>
  readonly columns: number
}

export function PassHeading({ row, columns }: PassRowProps) {
  const { t } = useTranslation('trace')
  const { crossing, hook } = row
  const hookFacts = hook === null ? [] : hookWords(t, hook)
  const facts: readonly Fact[] =
    row.kind === 'hook'
      ? hookFacts
      : [
          { data: crossing.title },
          ...fact(t('passBridge'), crossing.bridge),
          ...fact(t('passIn'), crossing.in),
          ...fact(t('passOut'), crossing.out),
          ...hookFacts,
        ]
  // A packet that a bridge forwards never comes to INPUT: asked where one would look for it.
  const isBridged = row.kind === 'pass' && crossing.kind === 'bridge' && crossing.bridge !== null
  return (
    <tr className={row.kind === 'pass' ? 'r r-group' : 'r r-group trace-hook'}>
      <td className="trace-ask">{isBridged ? <Term id="inputZero" /> : null}</td>
      <td className="trace-heading" colSpan={columns - 1}>
        {row.kind === 'pass' ? <>{t('pass', { number: row.number, of: row.of })} </> : null}
        {facts.map(({ word, data }, at) => (
          <Fragment key={`${word ?? ''} ${data}`}>
            {at === 0 ? null : t('comma')}
            {word === undefined ? null : `${word} `}
            <span className="m">{data}</span>
          </Fragment>
        ))}
      </td>
    </tr>
  )
}

interface Fact {
  readonly word?: string
  readonly data: ReactNode & string
}

const fact = (word: string, data: string | null): Fact[] => (data === null || data === '' ? [] : [{ word, data }])

function hookWords(t: ReturnType<typeof useTranslation<'trace'>>['t'], { hook, table, state, zone }: HookWalk): Fact[] {
  return [
    { word: t('passHook'), data: table === 'filter' ? hook : `${table} ${hook}` },
    ...(state === undefined || state === null ? [] : [{ word: t('passState'), data: state }]),
    ...(zone === 0 ? [] : [{ word: t('passZone'), data: `${zone}` }]),
  ]
}
