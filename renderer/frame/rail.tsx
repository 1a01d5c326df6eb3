import { Activity, Cable, Languages, Moon, Shield, Sun, Workflow } from 'lucide-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { keysOf } from '../commands/default-keys.ts'
import { runCommand } from '../commands/registry.ts'
import { keyWords } from '../keys.ts'
import { useScreen, View } from '../state/screen.ts'
import './rail.css'

/** `Activity` is the pulse of a ping; the others are as in the drawings. */
const ICONS: { readonly [K in View]: ComponentType<{ size?: number; 'aria-hidden'?: 'true' }> } = {
  groups: Shield,
  ports: Cable,
  chains: Workflow,
  ping: Activity,
}

/** The views, one click or one digit away; language and theme at the foot. */
export function Rail({ theme }: { readonly theme: 'dark' | 'light' }) {
  const { t } = useTranslation()
  const { t: tc } = useTranslation('commands')
  const view = useScreen((screen) => screen.view)
  const language = useScreen((screen) => screen.language)
  const other = theme === 'dark' ? 'light' : 'dark'
  const ThemeIcon = theme === 'dark' ? Sun : Moon
  return (
    <nav className="rail" aria-label={t('views.label')}>
      {View.options.map((each) => {
        const Icon = ICONS[each]
        return (
          <a
            key={each}
            className="rail-item"
            href={`#/${each}`}
            aria-current={view === each ? 'page' : undefined}
            title={tc('withKeys', { name: tc(`names.${each}`), keys: keyWords(keysOf(each)) })}
            onClick={(event) => {
              event.preventDefault()
              void runCommand(each)
            }}
          >
            <Icon size={18} aria-hidden="true" />
            {t(`views.${each}`)}
          </a>
        )
      })}
      <span className="sp" />
      <button
        type="button"
        className="rail-item"
        lang={language === 'en' ? 'zh-CN' : 'en'}
        aria-label={language === 'en' ? t('language.toChinese') : t('language.toEnglish')}
        onClick={() => void runCommand('language')}
      >
        <Languages size={18} aria-hidden="true" />
        {language === 'en' ? t('language.chinese') : t('language.english')}
      </button>
      <button
        type="button"
        className="rail-item"
        aria-label={other === 'light' ? t('theme.toLight') : t('theme.toDark')}
        onClick={() => void runCommand('theme')}
      >
        <ThemeIcon size={18} aria-hidden="true" />
        {other === 'light' ? t('theme.light') : t('theme.dark')}
      </button>
    </nav>
  )
}
