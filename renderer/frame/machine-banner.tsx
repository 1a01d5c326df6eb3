import { useTranslation } from 'react-i18next'
import type { SessionState } from '#shared/contract/states'
import { runCommand } from '../commands/registry.ts'
import { Banner } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { wordsOf } from '../texts/error-words.ts'
import { sentences } from '../texts/sentences.ts'

/** What is not well with this machine while rules are applied to it; null when nothing is. */
export function machineBanner({ machine }: Pick<SessionState, 'machine'>) {
  if (machine.state === 'lost') return <LostBanner machine={machine} />
  return machine.readOnly === null ? null : <ReadOnlyBanner readOnly={machine.readOnly} />
}

function LostBanner({ machine: { error } }: Pick<SessionState, 'machine'>) {
  const { t } = useTranslation()
  const { t: te } = useTranslation('errors')
  const { t: tc } = useTranslation('commands')
  const words = error === null ? null : wordsOf(te, error)
  return (
    <Banner
      title={t('banner.machineLost')}
      role="alert"
      action={<Button onClick={() => void runCommand('switchOnMachine')}>{tc('names.switchOnMachine')}</Button>}
    >
      {words === null ? null : sentences([words.why, words.advice])}
    </Banner>
  )
}

function ReadOnlyBanner({ readOnly }: { readonly readOnly: NonNullable<SessionState['machine']['readOnly']> }) {
  const { t } = useTranslation()
  return (
    <Banner title={t('banner.readOnly')} role="status">
      {t('banner.readOnlyWhat', { chains: readOnly.chains.join(', '), count: readOnly.count })}
    </Banner>
  )
}
