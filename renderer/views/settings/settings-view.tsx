import { useTranslation } from 'react-i18next'
import { Pane, SectionBar, ToolBar } from '../../parts/pane.tsx'
import { KeySettings } from './key-settings.tsx'
import { ScreenSettings } from './screen-settings.tsx'
import './settings-view.css'

/** How the page looks, speaks and listens to keys. Everything here takes effect at once. */
export function SettingsView() {
  const { t } = useTranslation('settings')
  return (
    <Pane label={t('title')} className="settings">
      <ToolBar>
        <h1>{t('title')}</h1>
        <span className="t3 el">{t('note')}</span>
      </ToolBar>
      <section aria-label={t('screen')}>
        <SectionBar title={t('screen')} />
        <ScreenSettings />
      </section>
      <KeySettings />
    </Pane>
  )
}
