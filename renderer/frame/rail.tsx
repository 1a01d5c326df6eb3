import {
  Activity,
  Cable,
  Diff,
  Languages,
  Map as MapIcon,
  Moon,
  Network,
  Route,
  ScrollText,
  Server,
  Settings,
  Shield,
  Sun,
  Workflow,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { runCommand } from '../commands/registry.ts'
import { useHint } from '../commands/use-hint.ts'
import { useScreen, View } from '../state/screen.ts'
import './rail.css'

/** `Activity` is the pulse of a ping; the others are as in the drawings. */
const ICONS: { readonly [K in Exclude<View, 'review'>]: ComponentType<{ size?: number; 'aria-hidden'?: 'true' }> } = {
  topology: MapIcon,
  groups: Shield,
  ports: Cable,
  networks: Network,
  hosts: Server,
  chains: Workflow,
  compare: Diff,
  ping: Activity,
  trace: Route,
  history: ScrollText,
  settings: Settings,
}

/** The list of edits was called so first. */
const commandOf = (view: keyof typeof ICONS) => (view === 'history' ? 'applyHistory' : view)

/** The views, one click or one digit away; language, theme and settings at the foot. */
export function Rail({ theme }: { readonly theme: 'dark' | 'light' }) {
  const { t } = useTranslation()
  const language = useScreen((screen) => screen.language)
  const other = theme === 'dark' ? 'light' : 'dark'
  const ThemeIcon = theme === 'dark' ? Sun : Moon
  return (
    <nav className="rail" aria-label={t('views.label')}>
      {View.options
        .filter((each) => each !== 'settings' && each !== 'review')
        .map((each) => (
          <RailLink key={each} to={each} />
        ))}
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
      <RailLink to="settings" />
    </nav>
  )
}

function RailLink({ to }: { readonly to: keyof typeof ICONS }) {
  const { t } = useTranslation()
  const hint = useHint(commandOf(to))
  const isHere = useScreen((screen) => screen.view === to)
  const Icon = ICONS[to]
  return (
    <a
      className="rail-item"
      href={`#/${to}`}
      aria-current={isHere ? 'page' : undefined}
      title={hint}
      onClick={(event) => {
        event.preventDefault()
        void runCommand(commandOf(to))
      }}
    >
      <Icon size={18} aria-hidden="true" />
      {t(`views.${to}`)}
    </a>
  )
}
