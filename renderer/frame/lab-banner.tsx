import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SessionState } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import { runCommand } from '../commands/registry.ts'
import type { ConnectionState } from '../connection.ts'
import { Banner } from '../parts/banner.tsx'
import { Button, IconButton } from '../parts/button.tsx'
import { hideApply, useMessages } from '../state/messages.ts'
import { useSession } from '../state/session.ts'
import { wordsOf } from '../texts/error-words.ts'

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
  if (lab.state === 'starting')
    return (
      <Banner title={t(rebuilt !== null ? 'banner.labOther' : 'banner.labStarting')} role="status">
        {t('banner.labStartingWhat')}
      </Banner>
    )
  if (rebuilt?.lost === true && lab.state === 'running')
    return (
      <Banner title={t('banner.labOther')} role="status">
        {t('banner.labOtherWhat')}
      </Banner>
    )
  if (lab.state === 'off')
    return (
      <Banner title={t('banner.labOff')} action={<StartButton name={tc('names.startLab')} />} role="status">
        {t('banner.labOffWhat')}
      </Banner>
    )
  if (lab.state === 'lost' || lab.state === 'failed')
    return (
      <Banner
        title={lab.state === 'lost' ? t('banner.labLost') : t('banner.labFailed')}
        action={<StartButton name={tc('startLabAnew')} />}
        role="alert"
      >
        {lab.error === null ? null : <ErrorSentence error={lab.error} reasonOnly />}
      </Banner>
    )
  if (lastApply === null || lastApply.error === null || lastApply.at === hiddenApply) return null
  return <ApplyBanner error={lastApply.error} hide={() => hideApply(lastApply.at)} />
}

/** The tool's own words stay as they are: they are what one searches for. */
function ApplyBanner({ error, hide }: { readonly error: TapwallError; readonly hide: () => void }) {
  const { t } = useTranslation()
  return (
    <Banner
      title={t('banner.applyFailed')}
      role="alert"
      action={<IconButton label={t('banner.dismiss')} icon={<X size={16} aria-hidden="true" />} onClick={hide} />}
    >
      <ErrorSentence error={error} />
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
