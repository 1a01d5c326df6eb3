import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Language } from '#shared/texts/language'
import { keyWord } from '../../keys.ts'
import { Segmented } from '../../parts/segmented.tsx'
import { Motion, setLanguage, setMotion, setTheme, Theme, useScreen } from '../../state/screen.ts'

export function ScreenSettings() {
  const { t } = useTranslation('settings')
  const { t: tf } = useTranslation()
  const { language, theme, motion } = useScreen()
  const words = { en: tf('language.english'), zh: tf('language.chinese') }
  return (
    <dl className="settings-list">
      <Setting name={t('language')}>
        <Segmented<Language>
          label={t('language')}
          value={language}
          options={Language.options.map((value) => ({ value, label: words[value] }))}
          onChange={setLanguage}
        />
      </Setting>
      <Setting name={t('theme')}>
        <Segmented<Theme>
          label={t('theme')}
          value={theme}
          options={Theme.options.map((value) => ({ value, label: t(`themes.${value}`) }))}
          onChange={setTheme}
        />
      </Setting>
      <Setting name={t('motion')} note={t('motionNote')}>
        <Segmented<Motion>
          label={t('motion')}
          value={motion}
          options={Motion.options.map((value) => ({ value, label: t(`motions.${value}`) }))}
          onChange={setMotion}
        />
      </Setting>
      <Setting
        name={t('size')}
        note={t('sizeNote', { plus: keyWord('mod+plus'), minus: keyWord('mod+-'), zero: keyWord('mod+0') })}
      />
    </dl>
  )
}

function Setting({ name, note, children }: { readonly name: string; readonly note?: string; readonly children?: ReactNode }) {
  return (
    <div className="settings-row">
      <dt>{name}</dt>
      <dd>
        {children}
        {note === undefined ? null : <span className="t2">{note}</span>}
      </dd>
    </div>
  )
}
