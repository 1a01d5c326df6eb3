import { CircleHelp, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MachineLook } from '#shared/machine/machine'
import { isNeeded, isReady, type Prerequisite, type PrerequisiteLevel } from '#shared/machine/prerequisite'
import { IconButton } from '../../parts/button.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { copyText } from '../../state/copy.ts'
import { prerequisiteWords } from '../../texts/explain-words.ts'

/** Told by shape and word, as verdicts are. */
const GLYPHS: { readonly [L in PrerequisiteLevel]: ReactNode } = {
  met: <VerdictGlyph verdict="accept" />,
  unmet: <VerdictGlyph verdict="drop" />,
  caution: <VerdictGlyph verdict="caution" />,
  note: <VerdictGlyph verdict="none" />,
  unknown: <CircleHelp size={12} aria-hidden="true" className="t3" />,
}

/** What rules need of this machine, one by one: how it stands, why it matters, and the commands that help. */
export function Prerequisites({ machine }: { readonly machine: MachineLook }) {
  const { t } = useTranslation('machine')
  const { prerequisites, isRoot } = machine
  const missing = prerequisites.filter((each) => isNeeded(each) && each.level !== 'met' && each.level !== 'note')
  const hidden = !isRoot && prerequisites.some(({ level }) => level === 'unknown')
  return (
    <Pane label={t('prerequisites.title')} className="machine-needs">
      <ToolBar low>
        <h2>{t('prerequisites.title')}</h2>
      </ToolBar>
      <p className="machine-ready" role="status">
        <VerdictGlyph verdict={isReady(prerequisites) ? 'accept' : 'drop'} />
        <b>
          {isReady(prerequisites)
            ? t('prerequisites.ready')
            : t('prerequisites.notReady', { names: missing.map((each) => prerequisiteWords(each).name).join(', ') })}
        </b>
      </p>
      {hidden ? <p className="machine-hidden t2">{t('prerequisites.asRoot')}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where nothing can be pressed it is scrolled by keyboard, too */}
      <section className="machine-scroll" tabIndex={0} aria-label={t('prerequisites.list')}>
        <ul className="machine-list">
          {prerequisites.map((each) => (
            <One key={each.id} prerequisite={each} />
          ))}
        </ul>
      </section>
    </Pane>
  )
}

function One({ prerequisite }: { readonly prerequisite: Prerequisite }) {
  const { t } = useTranslation('machine')
  const { level, fix } = prerequisite
  const { name, state, why } = prerequisiteWords(prerequisite)
  return (
    <li className={`machine-need machine-${level}`}>
      <span className="machine-level">
        {GLYPHS[level]}
        {t(`levels.${level}`)}
      </span>
      <div className="machine-what">
        <p>
          <b>{name}</b> <span className="machine-state">{state}</span>
        </p>
        <p className="t3">{why}</p>
        {fix === null ? null : (
          <dl className="machine-fix">
            {fix.now.map((command) => (
              <Command key={command} label={t('prerequisites.now')} command={command} />
            ))}
            {fix.keep.map((command) => (
              <Command key={command} label={t('prerequisites.keep')} command={command} />
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}

function Command({ label, command }: { readonly label: string; readonly command: string }) {
  const { t } = useTranslation('machine')
  return (
    <div>
      <dt className="t2">{label}</dt>
      <dd>
        <code className="m" lang="en">
          {command}
        </code>
        <IconButton
          label={t('prerequisites.copy', { command })}
          icon={<Copy size={14} aria-hidden="true" />}
          onClick={() => void copyText(command)}
        />
      </dd>
    </div>
  )
}
