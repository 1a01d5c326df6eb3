import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { CautionList } from '../../parts/caution-list.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { setOpen, useScreen } from '../../state/screen.ts'
import { useToldCautions } from '../../state/told-cautions.ts'
import { cautionWords } from '../../texts/explain-words.ts'

const SECTION = 'ports.hosts'

/** What the releases and settings of the ports' hosts do to all of them. */
export function HostNotes({ project }: { readonly project: Project }) {
  const { t } = useTranslation('ports')
  const isOpen = useScreen((screen) => screen.open[SECTION]) ?? true
  const cautions = useToldCautions((store) => store.cautions).filter(({ about }) => about.kind === 'host')
  if (cautions.length === 0) return null
  return (
    <section className="host-notes" aria-label={t('hosts.title')}>
      <SectionBar
        title={t('hosts.title')}
        note={t('hosts.note', { count: cautions.length })}
        open={isOpen}
        onToggle={() => setOpen(SECTION, !isOpen)}
      />
      {isOpen ? (
        <CautionList
          label={t('hosts.title')}
          items={cautions.map((caution, at) => ({
            key: `${caution.code} ${at}`,
            words: cautionWords(caution),
            beside: project.hosts.length > 1 ? <span className="m t3">{caution.hosts.join(', ')}</span> : null,
          }))}
        />
      ) : null}
    </section>
  )
}
