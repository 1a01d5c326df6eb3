import { Copy, Route } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { IconButton } from '../../parts/button.tsx'
import { Term } from '../../parts/term/term.tsx'
import { useRowCounter } from '../../state/counters.ts'
import type { IndexedChain, KernelIndex } from '../../state/kernel-index.ts'
import { clockTime } from '../../texts/format.ts'
import type { ChainFlow } from './chain-flow.ts'
import { countWords } from './explain-counts.ts'
import { askedFields, ruleSentences } from './explain-rule.ts'
import { rateWords } from './rate-words.ts'
import type { RuleLine } from './rule-line.ts'
import { RuleWhy } from './rule-why.tsx'
import './rule-pane.css'
import { sentences } from '../../texts/sentences.ts'

export interface Applied {
  readonly revision: number
  readonly at: number
}
interface RulePaneProps {
  readonly index: KernelIndex
  readonly chain: IndexedChain
  readonly line: RuleLine | null
  readonly flow: ChainFlow
  readonly applied: Applied | null
  readonly project: Project | null
  readonly host: string
}

/** The chosen rule explained in place: the kernel's words, what they do, why they counted, where they come from. */
export function RulePane(props: RulePaneProps) {
  const { t } = useTranslation('chains')
  const { line } = props
  if (line === null)
    return (
      <section className="rule-pane rule-pane-none" aria-label={t('rulePane')}>
        <p className="t3">{t('noRule')}</p>
      </section>
    )
  const text = line.policy === null ? `-A ${line.chain} ${line.text}` : line.text
  return (
    <section className="rule-pane" aria-label={t('rulePane')}>
      <header className="rule-head">
        <h2>{line.number === null ? <Term id="policy">{t('originOf.policy')}</Term> : t('ruleTitle', { number: line.number })}</h2>
        <code className="m rule-text" data-testid="kernel-text">
          {text}
        </code>
        {line.number === null ? null : <TraceRule />}
        <CopyText text={text} />
      </header>
      <RuleWhy line={line} project={props.project} host={props.host} />
      <div className="rule-body">
        <Sentences {...props} line={line} />
        <Asked line={line} />
      </div>
      <Facts {...props} line={line} />
    </section>
  )
}

/** The rule of the pane is the one that is chosen. */
function TraceRule() {
  const { t } = useTranslation('commands')
  const why = useRefusal('packetOfRule')
  return (
    <IconButton
      label={t('names.packetOfRule')}
      refusal={why === null ? null : t(`refusals.${why}`)}
      icon={<Route size={14} aria-hidden="true" />}
      onClick={() => void runCommand('packetOfRule')}
    />
  )
}

type WithLine = RulePaneProps & { readonly line: RuleLine }

function Sentences({ index, chain, line, flow }: WithLine) {
  const { t } = useTranslation('chains')
  const { delta, perSecond } = useRowCounter(line.row)
  const rate = rateWords(perSecond)
  const why = countWords(t, index, flow, line, delta)
  return (
    <div className="rule-words">
      {line.policy === null ? (
        <p>{sentences(ruleSentences(t, index, chain, line))}</p>
      ) : (
        <p>{t('policyRow', { policy: line.policy })}</p>
      )}
      {why.title === null ? null : <h3>{why.title}</h3>}
      <p className="t2">{sentences(why.sentences)}</p>
      <p className={perSecond > 0 ? 't2' : 't3'} data-testid="rate-now">
        {t('rateNow', { count: Number(rate) === 1 ? 1 : 2, rate })}
      </p>
    </div>
  )
}

function Asked({ line }: { readonly line: RuleLine }) {
  const { t } = useTranslation('chains')
  const fields = askedFields(t, line)
  return (
    <dl className="rule-asked">
      <div className="lab">
        <dt>{t('field')}</dt>
        <dd>{t('asked')}</dd>
      </div>
      {fields.length === 0 ? (
        <div>
          <dt>{t('everyPacket')}</dt>
          <dd className="t3">{t('any')}</dd>
        </div>
      ) : (
        fields.map(({ field, value, term }) => (
          <div key={field}>
            <dt>{term === undefined ? field : <Term id={term}>{field}</Term>}</dt>
            <dd className="m" title={value}>
              {value}
            </dd>
          </div>
        ))
      )}
    </dl>
  )
}

function Facts({ chain, line, applied }: WithLine) {
  const { t } = useTranslation('chains')
  return (
    <dl className="rule-facts">
      <div>
        <dt>
          <Term id="mark">{t('written')}</Term>
        </dt>
        <dd>
          {line.mark === null ? (
            t('notOurs')
          ) : (
            <>
              {applied === null ? t('writtenMark') : t('writtenBy', { revision: applied.revision, time: clockTime(applied.at) })}{' '}
              <span className="m">{line.mark}</span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('triedBefore')}</dt>
        <dd>{triedBefore(t, line.number ?? chain.rows.length + 1, chain.rows.length)}</dd>
      </div>
    </dl>
  )
}

function triedBefore(t: ReturnType<typeof useTranslation<'chains'>>['t'], number: number, count: number): string {
  if (number === 1) return t('triedNone', { count })
  return number === 2 ? t('triedOne', { count }) : t('triedMany', { last: number - 1, count })
}

function CopyText({ text }: { readonly text: string }) {
  const { t } = useTranslation('chains')
  const [copied, setCopied] = useState<string | null>(null)
  const copy = () => {
    // Without the right to write to the clipboard the text can still be selected by hand.
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => setCopied(null),
    )
  }
  return (
    <>
      <span role="status" className="lab">
        {copied === text ? t('copied') : ''}
      </span>
      <IconButton label={t('copy')} icon={<Copy size={14} aria-hidden="true" />} onClick={copy} />
    </>
  )
}
