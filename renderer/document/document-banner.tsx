import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiffersState, DocumentState, Outside, Recovery } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import { runCommand } from '../commands/registry.ts'
import { Banner } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { nameOfPath } from '../state/document.ts'
import { decideOutside, discard, restore } from '../state/document-acts.ts'
import { lineOf } from '../texts/error-words.ts'
import { clockTime } from '../texts/format.ts'

/** Something about the document's file that a person has to decide or should know. */
export const needsBanner = ({ outside, recovery, saved }: DocumentState): boolean =>
  outside !== null || recovery !== null || saved.is === 'failed'

/** The gravest first: what another program did, then what an earlier run lost, then a disk that says no. */
export function DocumentBanner({ document }: { readonly document: DocumentState }) {
  const { outside, recovery, saved, path } = document
  const file = nameOfPath(path)
  // A deleted file that could not be written anew says why.
  const isTold = outside?.is === 'deleted' && saved.is === 'failed'
  if (outside !== null && !isTold) return <OutsideBanner outside={outside} file={file} />
  if (recovery !== null) return <RecoveryBanner recovery={recovery} file={file} />
  return saved.is === 'failed' ? <FailedBanner error={saved.error} /> : null
}

const Actions = ({ children }: { readonly children: ReactNode }) => <span className="banner-actions">{children}</span>

function OutsideBanner({ outside, file }: { readonly outside: Outside; readonly file: string }) {
  const { t } = useTranslation('document')
  const { t: te } = useTranslation('errors')
  if (outside.is === 'deleted')
    return (
      <Banner
        title={t('outside.deleted', { file })}
        role="alert"
        action={
          <Actions>
            <SaveAsButton words={t('outside.saveAs')} />
            <Button onClick={() => void runCommand('save')}>{t('outside.saveNow')}</Button>
          </Actions>
        }
      >
        {t('outside.deletedWhat')}
      </Banner>
    )
  if (outside.is === 'unreadable')
    return (
      <Banner
        title={t('outside.unreadable', { file })}
        role="alert"
        action={
          <Actions>
            <SaveAsButton words={t('outside.saveAs')} />
            <Button hint={t('outside.asideHint')} onClick={() => void decideOutside('mine')}>
              {t('outside.aside')}
            </Button>
          </Actions>
        }
      >
        {lineOf(te, outside.error)}
      </Banner>
    )
  const { differs, edited, merge } = outside
  return (
    <Banner
      title={t('outside.changed', { file })}
      role="alert"
      action={
        <Actions>
          <Button hint={t('outside.theirsHint')} onClick={() => void decideOutside('theirs')}>
            {t('outside.theirs')}
          </Button>
          <Button hint={t('outside.mineHint')} onClick={() => void decideOutside('mine')}>
            {t('outside.mine')}
          </Button>
          {edited ? (
            <Button
              look="primary"
              hint={t('outside.mergeHint')}
              refusal={merge.refused === null ? null : t('outside.noMerge', { why: lineOf(te, merge.refused) })}
              onClick={() => void decideOutside('merge')}
            >
              {merge.count > 0 ? t('outside.mergeAsk') : t('outside.merge')}
            </Button>
          ) : null}
        </Actions>
      }
    >
      <DiffersWords differs={differs} /> {edited ? t('outside.edited') : null}
    </Banner>
  )
}

function DiffersWords({ differs }: { readonly differs: DiffersState }) {
  const { t } = useTranslation('document')
  const { name, groups, rules, bindings, others } = differs
  const parts = [
    name ? t('differs.name') : '',
    groups > 0 ? t('differs.groups', { count: groups }) : '',
    rules > 0 ? t('differs.rules', { count: rules }) : '',
    bindings > 0 ? t('differs.bindings', { count: bindings }) : '',
    others > 0 ? t('differs.others', { count: others }) : '',
  ].filter(Boolean)
  return parts.length === 0 ? t('outside.differsLittle') : t('outside.differs', { what: parts.join(t('differs.join')) })
}

function RecoveryBanner({ recovery, file }: { readonly recovery: Recovery; readonly file: string }) {
  const { t } = useTranslation('document')
  const { t: te } = useTranslation('errors')
  if (recovery.is === 'refused')
    return (
      <Banner
        title={t('recovery.refused')}
        role="alert"
        action={<Button onClick={() => void discard()}>{t('recovery.hide')}</Button>}
      >
        {lineOf(te, recovery.error)}
      </Banner>
    )
  const { edits, at, moved, merge } = recovery
  return (
    <Banner
      title={t('recovery.offered', { count: edits, file })}
      role="alert"
      action={
        <Actions>
          <Button onClick={() => void discard()}>{t('recovery.discard')}</Button>
          <Button
            look="primary"
            hint={t('recovery.restoreHint')}
            refusal={merge.refused === null ? null : t('outside.noMerge', { why: lineOf(te, merge.refused) })}
            onClick={() => void restore()}
          >
            {merge.count > 0 ? t('recovery.restoreAsk') : t('recovery.restore')}
          </Button>
        </Actions>
      }
    >
      {t('recovery.what', { time: clockTime(at) })} {moved ? t('recovery.moved') : null}
    </Banner>
  )
}

function FailedBanner({ error }: { readonly error: TapwallError }) {
  const { t } = useTranslation('document')
  const { t: te } = useTranslation('errors')
  return (
    <Banner
      title={t('failed.title')}
      role="alert"
      action={
        <Actions>
          <SaveAsButton words={t('failed.saveAs')} />
          <Button onClick={() => void runCommand('save')}>{t('failed.again')}</Button>
        </Actions>
      }
    >
      {lineOf(te, error)} {t('failed.what')}
    </Banner>
  )
}

const SaveAsButton = ({ words }: { readonly words: string }) => <Button onClick={() => void runCommand('saveAs')}>{words}</Button>
