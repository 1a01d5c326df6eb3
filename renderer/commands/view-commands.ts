import { openPalette } from '../state/palette.ts'
import { openView, setLanguage, setTheme, useScreen, type View } from '../state/screen.ts'
import { type Act, always, inGroup } from './command.ts'

const opens = (view: View): Act => ({ refusal: always, run: () => openView(view) })

export const viewCommands = inGroup('view', {
  palette: { refusal: always, run: () => openPalette() },
  groups: opens('groups'),
  ports: opens('ports'),
  chains: opens('chains'),
  ping: opens('ping'),
  settings: opens('settings'),
  theme: {
    refusal: always,
    // The system's wish is in force on the document, whatever is kept.
    run: () => setTheme(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark'),
  },
  language: { refusal: always, run: () => setLanguage(useScreen.getState().language === 'en' ? 'zh' : 'en') },
})
