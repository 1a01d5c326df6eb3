import { useTranslation } from 'react-i18next'
import type { HostDrift } from '#shared/contract/drift'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { closeDrift, ignore, oursOpen, putBack, takeOver, useDrift, useDriftScreen } from '../state/drift.ts'
import { useProject } from '../state/project.ts'
import { clockTime } from '../texts/format.ts'
import { DriftRow } from './drift-row.tsx'
import './drift.css'

/** What differs between the kernels and what was applied, by host, with the three choices for each and for all. */
export function DriftDialog() {
  const open = useDriftScreen((screen) => screen.open)
  return open ? <AllDrift /> : null
}

function AllDrift() {
  const { t } = useTranslation('drift')
  const drift = useDrift()
  return (
    <Dialog title={t('title')} className="drift-dialog" onClose={closeDrift}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its end, where nothing can be pressed, is scrolled to by keyboard, too */}
      <section className="drift-body" tabIndex={0} data-autofocus aria-label={t('title')}>
        <p className="t2">{t(drift.length === 0 ? 'none' : 'what')}</p>
        {drift.map((host) => (
          <Host key={host.host} drift={host} />
        ))}
      </section>
    </Dialog>
  )
}

function Host({ drift }: { readonly drift: HostDrift }) {
  const { t } = useTranslation('drift')
  const project = useProject((store) => store.project)
  const { host, open, ignored, taken, since, items } = drift
  const hidden = open + ignored + taken - items.length
  const counts = [
    t('host.open', { count: open }),
    taken > 0 ? t('host.taken', { count: taken }) : '',
    ignored > 0 ? t('host.ignored', { count: ignored }) : '',
    since === null ? '' : t('host.since', { time: clockTime(since) }),
  ]
  const nothingOpen = open === 0 ? t('refusals.nothingOpen') : null
  return (
    <section aria-label={t('host.list', { host })}>
      <header className="drift-host">
        <h3>{host}</h3>
        <span className="t2">{counts.filter(Boolean).join(t('host.separator'))}</span>
        <span className="sp" />
        <div className="drift-acts">
          <Button
            refusal={nothingOpen ?? (oursOpen(drift) === 0 ? t('refusals.nothingOurs') : null)}
            hint={t('hints.putBackAll')}
            onClick={() => void putBack(host, 'all')}
          >
            {t('acts.putBackAll')}
          </Button>
          <Button refusal={nothingOpen} hint={t('hints.takeOverAll')} onClick={() => void takeOver(host, 'all', null)}>
            {t('acts.takeOverAll')}
          </Button>
          <Button refusal={nothingOpen} hint={t('hints.ignore')} onClick={() => void ignore(host, 'all', true)}>
            {t('acts.ignoreAll')}
          </Button>
        </div>
      </header>
      <ul className="drift-list" aria-label={t('host.list', { host })}>
        {items.map((item) => (
          <DriftRow key={item.id} host={host} item={item} project={project} />
        ))}
      </ul>
      {hidden > 0 ? <p className="pane-foot t3">{t('host.more', { count: hidden })}</p> : null}
    </section>
  )
}
