import { ArrowLeft, ArrowRight, Check, Download, Pause, Play, SkipBack, SkipForward, Trash2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Agreement } from '#shared/contract/walk'
import type { CommandId } from '../../commands/command.ts'
import { runCommand } from '../../commands/registry.ts'
import { useHint } from '../../commands/use-hint.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { IconButton } from '../../parts/button.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { goToFirstApart, useTrace } from '../../state/trace.ts'
import { useTraceKept } from '../../state/trace-kept.ts'
import type { ShownWay } from './use-trace-view.ts'
import { subjectWords } from './walk-words.ts'

/** What is shown, where in it one is, and whether the three say the same. */
export function TraceHead({ way }: { readonly way: ShownWay }) {
  const { t } = useTranslation('trace')
  const shown = useTrace((store) => store.shown)
  const compared = useTrace((store) => store.sides !== null)
  const tried = useTraceKept((store) => store.tried)
  const { walk, packet, row } = way
  const subject = walk === null || packet === null || shown === null ? '' : subjectWords(t, walk, packet, shown.journey.packet)
  return (
    <ToolBar>
      <h1>{t('title')}</h1>
      <span className="t2 el" title={subject} data-testid="trace-subject">
        {subject}
      </span>
      <span className="sp" />
      <Transport />
      <span className="m t2 trace-place" role="status" data-testid="trace-place">
        {row === null ? '' : t('place', { place: row.number, all: way.all })}
      </span>
      <Switch label={t('tried')} on={tried} onChange={() => void runCommand('triedRules')} />
      {walk?.agreement == null || compared ? null : <AgreementBadge agreement={walk.agreement} />}
    </ToolBar>
  )
}

function Transport() {
  const { t } = useTranslation('trace')
  const playing = useTrace((store) => store.playing)
  return (
    <fieldset className="trace-transport" aria-label={t('transport')}>
      <TransportButton id="firstStep" name={t('first')} icon={<SkipBack size={14} aria-hidden="true" />} />
      <TransportButton id="previousStep" name={t('back')} icon={<ArrowLeft size={14} aria-hidden="true" />} />
      {playing === null ? (
        <TransportButton id="playSteps" name={t('play')} icon={<Play size={14} aria-hidden="true" />} />
      ) : (
        <TransportButton
          id={playing === 1 ? 'playSteps' : 'playBack'}
          name={t('pause')}
          icon={<Pause size={14} aria-hidden="true" />}
        />
      )}
      <TransportButton id="nextStep" name={t('forward')} icon={<ArrowRight size={14} aria-hidden="true" />} />
      <TransportButton id="lastStep" name={t('last')} icon={<SkipForward size={14} aria-hidden="true" />} />
    </fieldset>
  )
}

function TransportButton({ id, name, icon }: { readonly id: CommandId; readonly name: string; readonly icon: ReactNode }) {
  const { t } = useTranslation('commands')
  const hint = useHint(id, name)
  const why = useRefusal(id)
  return (
    <IconButton
      look="plain"
      label={name}
      hint={hint}
      refusal={why === null ? null : t(`refusals.${why}`)}
      icon={icon}
      onClick={() => void runCommand(id)}
    />
  )
}

/** Bordered, since it is the answer of all. Where they differ it is the way to the first step that does. */
function AgreementBadge({ agreement }: { readonly agreement: Agreement }) {
  const { t } = useTranslation('trace')
  const { agree, compared } = agreement
  if (!agree)
    return (
      <button type="button" className="trace-agree trace-apart" title={t('agreeHint')} onClick={() => void goToFirstApart()}>
        <X size={14} aria-hidden="true" />
        {t('agree.apart')}
      </button>
    )
  return (
    <span className="trace-agree" title={t('agreeHint')} data-testid="trace-agree">
      <Check size={14} aria-hidden="true" />
      {t(compared.length === 3 ? 'agree.three' : 'agree.two')}
    </span>
  )
}

/** What can be done with the walk that is shown. */
export function WalkActs() {
  const { t } = useTranslation('trace')
  const save = useHint('saveWalk', t('save'))
  const forgets = useHint('forgetWalk', t('forget'))
  return (
    <>
      <IconButton
        label={t('save')}
        hint={save}
        icon={<Download size={14} aria-hidden="true" />}
        onClick={() => void runCommand('saveWalk')}
      />
      <IconButton
        label={t('forget')}
        hint={forgets}
        icon={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => void runCommand('forgetWalk')}
      />
    </>
  )
}
