import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { DocumentBanner, needsBanner } from '../document/document-banner.tsx'
import { Banner } from '../parts/banner.tsx'
import { IconButton } from '../parts/button.tsx'
import { useDocument } from '../state/document.ts'
import { type Failure, hideFailure, useMessages } from '../state/messages.ts'
import { useSession } from '../state/session.ts'
import { lineOf } from '../texts/error-words.ts'
import { LabBanner } from './lab-banner.tsx'

/** The one banner of the frame: a lost line, then what was asked for just now, then the document's file, then the lab. */
export function FrameBanner() {
  const { session, connection } = useSession()
  const failure = useMessages((messages) => messages.failure)
  const document = useDocument((store) => store.document)
  if (connection === 'disconnected') return <LabBanner connection={connection} session={session} />
  if (failure !== null) return <FailureBanner failure={failure} />
  if (document !== null && needsBanner(document)) return <DocumentBanner document={document} />
  return <LabBanner connection={connection} session={session} />
}

function FailureBanner({ failure: { act, error } }: { readonly failure: Failure }) {
  const { t } = useTranslation('document')
  const { t: te } = useTranslation('errors')
  return (
    <Banner
      title={t(`failure.${act}`)}
      role="alert"
      action={<IconButton label={t('recovery.hide')} icon={<X size={16} aria-hidden="true" />} onClick={hideFailure} />}
    >
      {lineOf(te, error)}
    </Banner>
  )
}
