import { useTranslation } from 'react-i18next'
import { Term } from '../../parts/term/term.tsx'
import type { AskedSet } from './kernel-lines.ts'

/** A set of a large group has more members than anybody reads here. */
const MOST = 24

/** The sets that the rule's lines ask, and who is in them. */
export function AskedSets({ sets }: { readonly sets: readonly AskedSet[] }) {
  const { t } = useTranslation('groups')
  return sets.map(({ name, members }) => (
    <p key={name} className="pane-foot asked-set">
      <span>
        <Term id="ipset">{t('kernel.set')}</Term> <span className="m">{name}</span>{' '}
        <span className="t3">{t('kernel.members', { count: members.length })}</span>{' '}
        <span className="m t2">{members.slice(0, MOST).join(', ')}</span>
        {members.length > MOST ? <span className="t3"> {t('kernel.moreMembers', { count: members.length - MOST })}</span> : null}
      </span>
    </p>
  ))
}
