import i18next from 'i18next'
import '../texts/i18n.ts'
import type { Language } from '#shared/texts/language'
import { useScreen } from '../state/screen.ts'

/** As HTML names them. The script matters: it decides which of the East Asian faces the system takes. */
const TAGS: { readonly [K in Language]: string } = { en: 'en', zh: 'zh-CN' }

/**
 * The language of the screen, told to i18next and to the document together. Not a hook: the first drawing is in the right language
 * already, and words outside of components are too.
 */
function speak(language: Language): void {
  document.documentElement.lang = TAGS[language]
  void i18next.changeLanguage(language)
}

speak(useScreen.getState().language)
useScreen.subscribe((screen, before) => {
  if (screen.language !== before.language) speak(screen.language)
})
