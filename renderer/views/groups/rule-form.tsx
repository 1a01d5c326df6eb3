import { Check, Plus, SquareTerminal, X } from 'lucide-react'
import { type KeyboardEvent, type Ref, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TapwallError } from '#shared/errors'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { Button, IconButton } from '../../parts/button.tsx'
import { answersOf } from '../../texts/api-answer.ts'
import { lineOf } from '../../texts/error-words.ts'
import { emptyDraft, type RuleDraft } from './rule-draft.ts'
import { RuleFields } from './rule-fields.tsx'
import './rule-form.css'
import { RuleNote } from './rule-note.tsx'
import { useRuleForm } from './use-rule-form.ts'

interface RuleFormProps {
  readonly project: Project
  readonly groupId: string
  readonly draft: RuleDraft
  readonly onDraft: (draft: RuleDraft) => void
  readonly ruleId: string
  /** Number of the rule that is edited; null for a new one. */
  readonly number: number | null
  readonly onSubmit: (rule: SecurityGroupRule) => Promise<Result<null, TapwallError>>
  readonly onCommands: (rule: SecurityGroupRule) => void
  /** Esc, and leaving an edit. */
  readonly onLeave: () => void
  readonly submitRef?: Ref<HTMLButtonElement>
  /** Another number puts the focus on the first field. */
  readonly focus: number
}

/** A row in which a rule is typed, new or old, and under it what is wrong with it and the line it becomes. */
export function RuleForm(props: RuleFormProps) {
  const { draft, onDraft, number, onLeave, focus } = props
  const { t } = useTranslation('groups')
  const { t: te } = useTranslation('errors')
  const { rule, problems, bad, line } = useRuleForm(props.project, props.groupId, draft, props.ruleId)
  const [refused, setRefused] = useState<TapwallError | null>(null)
  const first = useRef<HTMLSelectElement>(null)
  const noteId = useId()
  const isNew = number === null
  // An untouched row has not asked for anything yet: it is not told what is wrong with it.
  const shown = isNew && draft === emptyDraft ? [] : problems
  useEffect(() => {
    if (focus > 0) first.current?.focus()
  }, [focus])

  const change = (next: RuleDraft) => {
    setRefused(null)
    onDraft(next)
  }
  const submit = async () => {
    if (problems.length > 0) return change({ ...draft })
    const answer = props.onSubmit(rule)
    // Not when the answer comes: by then the next rule may be half typed.
    first.current?.focus()
    const done = await answer
    if (!done.ok) setRefused(done.error)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const { target } = event
    if (event.defaultPrevented || !(target instanceof HTMLElement)) return
    const isListOpen = target.getAttribute('aria-expanded') === 'true'
    const isLine = event.shiftKey && target.tagName === 'TEXTAREA'
    if (
      event.key === 'Enter' &&
      !isLine &&
      !event.nativeEvent.isComposing &&
      !event.ctrlKey &&
      !event.metaKey &&
      target.tagName !== 'BUTTON'
    ) {
      event.preventDefault()
      void submit()
    }
    if (event.key === 'Escape' && !isListOpen) {
      setRefused(null)
      onLeave()
      if (isNew) first.current?.focus()
    }
  }
  const reason = problems[0]?.message ?? null
  const commands = (
    <IconButton
      label={t('form.commands')}
      refusal={reason}
      icon={<SquareTerminal size={16} aria-hidden="true" />}
      onClick={() => props.onCommands(rule)}
    />
  )
  return (
    <>
      <tr
        className="r r-form"
        aria-label={isNew ? t('form.newRule') : t('form.editRule', { number })}
        onKeyDown={onKeyDown}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <td className="gut">{isNew ? <Plus size={14} aria-hidden="true" /> : null}</td>
        <td className="n t3">{number}</td>
        <RuleFields
          draft={draft}
          onChange={change}
          groups={props.project.securityGroups}
          lists={props.project.addressGroups}
          bad={shown.length === 0 ? new Set() : bad}
          noteId={noteId}
          firstRef={first}
        />
        <td className="rule-form-do">
          {isNew ? (
            <>
              <Button ref={props.submitRef ?? null} refusal={shown.length === 0 ? null : reason} onClick={() => void submit()}>
                {t('form.add')} <kbd>{t('form.enter')}</kbd>
              </Button>
              {commands}
              <span className="t3 wide rule-form-hint">{t('form.escClears')}</span>
            </>
          ) : (
            <>
              <Button ref={props.submitRef ?? null} refusal={reason} onClick={() => void submit()}>
                <Check size={14} aria-hidden="true" />
                {t('form.save')}
              </Button>
              {commands}
              <IconButton label={t('form.cancel')} icon={<X size={16} aria-hidden="true" />} onClick={onLeave} />
            </>
          )}
        </td>
      </tr>
      <RuleNote
        id={noteId}
        problems={
          refused === null
            ? shown
            : [{ field: null, message: lineOf(te, refused), answer: answersOf(refused, props.project.apiRelease) }]
        }
        line={line}
      />
    </>
  )
}
