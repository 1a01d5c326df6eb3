import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Counts, countDifferences, isDifferent } from '#shared/compare/select'
import type { Caution } from '#shared/explain/caution'
import { toldCautions } from '#shared/explain/told-cautions'
import type { Host, Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { CautionList } from '../../parts/caution-list.tsx'
import { diffItems, factsIn, firstOfFold } from '../../parts/diff/diff-items.ts'
import { DiffTable } from '../../parts/diff/diff-table.tsx'
import { FactList } from '../../parts/diff/fact-list.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, SectionBar, ToolBar } from '../../parts/pane.tsx'
import { cautionsAt } from '../../state/cautions.ts'
import { compared } from '../../state/compared.ts'
import { findGroup, groupLabel } from '../../state/group-names.ts'
import { changeOf, type HostDraft } from '../../state/host-draft.ts'
import { cautionWords } from '../../texts/explain-words.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { sentences } from '../../texts/sentences.ts'

interface HostPreviewProps {
  readonly project: Project
  readonly host: Host
  readonly draft: HostDraft
}

/** What a change of the settings would do to the lines of the host, before it is taken; without one, what is known of the host. */
export function HostPreview({ project, host, draft }: HostPreviewProps) {
  const { t } = useTranslation('hosts')
  const change = changeOf(host, draft)
  return (
    <Pane label={t('preview.label')} className="host-preview">
      {change === null ? (
        <AsItIs project={project} host={host} />
      ) : (
        <Preview key={JSON.stringify(change)} project={project} host={host} change={change} />
      )}
    </Pane>
  )
}

function AsItIs({ project, host }: Pick<HostPreviewProps, 'project' | 'host'>) {
  const { t } = useTranslation('hosts')
  return (
    <>
      <ToolBar>
        <h2>{t('preview.asItIs')}</h2>
        <span className="sp" />
        <Button onClick={() => void runCommand('compareHost')}>{t('preview.compare')}</Button>
      </ToolBar>
      <EmptyState title={t('preview.emptyTitle')}>{t('preview.empty')}</EmptyState>
      <Cautions project={project} cautions={cautionsAt(project, host.name)} label={t('preview.cautions', { host: host.name })} />
    </>
  )
}

interface PreviewProps {
  readonly project: Project
  readonly host: Host
  readonly change: NonNullable<ReturnType<typeof changeOf>>
}

function Preview({ project, host, change }: PreviewProps) {
  const { t } = useTranslation('hosts')
  const [current, setCurrent] = useState<string | null>(null)
  const [wanted, setWanted] = useState<{ readonly key: string } | null>(null)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const found = compared(project, host.name, {}, change)
  const sections = found.ok ? found.value.sections : null
  const items = useMemo(() => (sections === null ? [] : diffItems(sections, { context: 1, unfolded })), [sections, unfolded])
  const counts = useMemo(() => factsIn(sections ?? []), [sections])
  const numbers = useMemo(() => new Map([...counts.keys()].map((code, at) => [code, at + 1])), [counts])
  const here = items.find(({ key }) => key === current)
  return (
    <>
      <ToolBar>
        <h2 className="el">{t('preview.title')}</h2>
        <span className="sp" />
        <Button onClick={() => void runCommand('compareHost')}>{t('preview.compare')}</Button>
        <Button onClick={() => void runCommand('dropHostChange')}>{t('preview.drop')}</Button>
        <Button look="primary" onClick={() => void runCommand('takeHostChange')}>
          {t('preview.take')}
        </Button>
      </ToolBar>
      {found.ok
        ? null
        : found.error.map(({ side, issues }) => (
            <Banner key={side} role="status" title={t(`preview.notCompiled.${side}`)}>
              {sentences(issues.map(issueWords))}
            </Banner>
          ))}
      {sections === null ? null : (
        <>
          <p className="host-counts" role="status">
            <b>{total(t, countDifferences(sections))}</b>{' '}
            <span className="t2">{t('preview.places', { count: sections.filter(isDifferent).length })}</span>
          </p>
          <Consequences project={project} host={host} change={change} />
          {items.length === 0 ? null : (
            <DiffTable
              label={t('preview.table')}
              layout="one"
              items={items}
              numbers={numbers}
              current={current}
              onCurrent={setCurrent}
              wanted={wanted}
              onUnfold={(key) => {
                const first = firstOfFold(key)
                setUnfolded(new Set([...unfolded, key]))
                setCurrent(first)
                setWanted({ key: first })
              }}
            />
          )}
          {numbers.size === 0 ? null : (
            <section aria-label={t('preview.why')}>
              <SectionBar title={t('preview.why')} />
              <FactList numbers={numbers} counts={counts} current={here?.kind === 'row' ? here.row.facts : []} />
            </section>
          )}
        </>
      )}
    </>
  )
}

type Words = ReturnType<typeof useTranslation<'hosts'>>['t']

function total(t: Words, { left, right, changed, moved, chains }: Counts): string {
  if (left + right + changed + moved + chains === 0) return t('preview.nothing')
  const said = [
    left + right + changed + moved === 0 ? '' : t('preview.lines', { out: left + changed, in: right + changed }),
    moved === 0 ? '' : t('preview.moved', { count: moved }),
  ]
  return said.filter(Boolean).join(t('preview.comma'))
}

/** Known faults and surprises that come with the change, and those that go. */
function Consequences({ project, host, change }: PreviewProps) {
  const { t } = useTranslation('hosts')
  const after = useMemo(
    () => ({ ...project, hosts: project.hosts.map((each) => (each.name === host.name ? { ...each, ...change } : each)) }),
    [project, host, change],
  )
  const [now, then] = [cautionsAt(project, host.name), cautionsAt(after, host.name)]
  const [known, coming] = [new Set(now.map(keyOf)), new Set(then.map(keyOf))]
  const come = then.filter((each) => !known.has(keyOf(each)))
  const gone = now.filter((each) => !coming.has(keyOf(each)))
  return (
    <>
      <Cautions project={project} cautions={come} label={t('preview.come')} />
      <Cautions project={project} cautions={gone} label={t('preview.gone')} />
    </>
  )
}

interface CautionsProps {
  readonly project: Project
  readonly cautions: readonly Caution[]
  readonly label: string
}

function Cautions({ project, cautions, label }: CautionsProps) {
  const { t } = useTranslation('hosts')
  /** Sentences about a rule or group need not name it. */
  const beside = ({ about }: Caution) => {
    if (about.kind !== 'rule' && about.kind !== 'group') return undefined
    const group = findGroup(project, about.groupId)
    if (group === undefined) return undefined
    const name = groupLabel(group, project.securityGroups)
    if (about.kind === 'group') return <span className="t3">{name}</span>
    const number = group.rules.findIndex(({ id }) => id === about.ruleId) + 1
    return <span className="t3">{t('preview.rule', { group: name, number })}</span>
  }
  if (cautions.length === 0) return null
  return (
    <section className="host-cautions">
      <h3>{label}</h3>
      <CautionList
        label={label}
        items={toldCautions(project, cautions).map((each) => ({
          key: keyOf(each),
          words: cautionWords(each),
          beside: beside(each),
        }))}
      />
    </section>
  )
}

const keyOf = ({ code, about }: Caution): string => JSON.stringify([code, about])
