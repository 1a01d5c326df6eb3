import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SessionState } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import { runCommand } from '../commands/registry.ts'
import type { ConnectionState } from '../connection.ts'
import { Banner } from '../parts/banner.tsx'
import { Button, IconButton } from '../parts/button.tsx'
import { hideApply, useMessages } from '../state/messages.ts'
import { openView, useScreen } from '../state/screen.ts'
import { useSession } from '../state/session.ts'
import { wordsOf } from '../texts/error-words.ts'
import { machineBanner } from './machine-banner.tsx'

type LastApply = NonNullable<SessionState['lastApply']>

interface LabBannerProps {
  readonly connection: ConnectionState
  readonly session: SessionState | null
}

/** The one banner of the frame: the gravest of what is not well, what follows from it, and one thing to do. */
export function LabBanner({ connection, session }: LabBannerProps) {
  const { t } = useTranslation()
  const { t: tc } = useTranslation('commands')
  const rebuilt = useSession((store) => store.rebuilt)
  const hiddenApply = useMessages((messages) => messages.hiddenApply)
  if (connection === 'disconnected')
    return (
      <Banner title={t('banner.disconnected')} role="status">
        {t('banner.disconnectedWhat')}
      </Banner>
    )
  if (session === null) return null
  const { lab, lastApply } = session
  const isLab = session.target === 'lab'
  const ofMachine = isLab ? null : machineBanner(session)
  if (ofMachine !== null) return ofMachine
  if (isLab && lab.state === 'starting')
    return (
      <Banner title={t(rebuilt !== null ? 'banner.labOther' : 'banner.labStarting')} role="status">
        {t('banner.labStartingWhat')}
      </Banner>
    )
  if (isLab && rebuilt?.lost === true && lab.state === 'running')
    return (
      <Banner title={t('banner.labOther')} role="status">
        {t('banner.labOtherWhat')}
      </Banner>
    )
  if (isLab && lab.state === 'off')
    return (
      <Banner title={t('banner.labOff')} action={<StartButton name={tc('names.startLab')} />} role="status">
        {t('banner.labOffWhat')}
      </Banner>
    )
  if (isLab && (lab.state === 'lost' || lab.state === 'failed'))
    return (
      <Banner
        title={lab.state === 'lost' ? t('banner.labLost') : t('banner.labFailed')}
        action={<StartButton name={tc('startLabAnew')} />}
        role="alert"
      >
        {lab.error === null ? null : <ErrorSentence error={lab.error} reasonOnly />}
      </Banner>
    )
  if (lastApply === null || lastApply.at === hiddenApply) return null
  const hide = () => hideApply(lastApply.at)
  const wentBack = lastApply.outcome === 'reverted' || lastApply.outcome === 'timed-out'
  if (lastApply.error !== null) return <ApplyBanner error={lastApply.error} isRevert={wentBack} hide={hide} />
  return wentBack ? <RevertedBanner last={lastApply} hide={hide} /> : null
}

/** The tool's own words stay as they are: they are what one searches for. */
function ApplyBanner({
  error,
  isRevert,
  hide,
}: {
  readonly error: TapwallError
  readonly isRevert: boolean
  readonly hide: () => void
}) {
  const { t } = useTranslation()
  return (
    <Banner
      title={t(isRevert ? 'banner.revertFailed' : 'banner.applyFailed')}
      role="alert"
      action={<IconButton label={t('banner.dismiss')} icon={<X size={16} aria-hidden="true" />} onClick={hide} />}
    >
      <ErrorSentence error={error} />
    </Banner>
  )
}

/** What was edited is still there: the way back to it, and to another look at what it does. */
function RevertedBanner({ last: { revision, outcome }, hide }: { readonly last: LastApply; readonly hide: () => void }) {
  const { t } = useTranslation()
  const { t: tc } = useTranslation('commands')
  const view = useScreen((screen) => screen.view)
  const goOn = () => (view === 'review' ? openView('groups') : openView('review'))
  return (
    <Banner
      title={t(outcome === 'timed-out' ? 'banner.timedOut' : 'banner.reverted', { revision })}
      action={
        <>
          <Button onClick={goOn}>{view === 'review' ? t('banner.backToEdit') : tc('names.review')}</Button>
          <IconButton label={t('banner.dismiss')} icon={<X size={16} aria-hidden="true" />} onClick={hide} />
        </>
      }
    >
      {t('banner.revertedWhat')}
    </Banner>
  )
}

/** `reasonOnly`: the banner's title has said what happened. */
function ErrorSentence({ error, reasonOnly = false }: { readonly error: TapwallError; readonly reasonOnly?: boolean }) {
  const { t } = useTranslation('errors')
  const words = wordsOf(t, error)
  return (
    <>
      {reasonOnly ? null : words.what} <span className={error.kind === 'kernel-refused' ? 'm' : undefined}>{words.why}</span>{' '}
      {words.advice}
    </>
  )
}

function StartButton({ name }: { readonly name: string }) {
  return <Button onClick={() => void runCommand('startLab')}>{name}</Button>
}
