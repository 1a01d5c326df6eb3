import { openHelp, termIds } from '../parts/term/help-store.ts'
import { showCautions } from '../state/cautions-dialog.ts'
import { openPalette } from '../state/palette.ts'
import { openView, setLanguage, setTheme, useScreen, type View } from '../state/screen.ts'
import { useToldCautions } from '../state/told-cautions.ts'
import { translateTerm } from '../texts/i18n.ts'
import { type Act, always, inGroup } from './command.ts'
import { goToRegion } from './regions.ts'

const opens = (view: View): Act => ({ refusal: always, run: () => openView(view) })

export const viewCommands = inGroup('view', {
  palette: { refusal: always, run: () => openPalette() },
  topology: opens('topology'),
  groups: opens('groups'),
  ports: opens('ports'),
  networks: opens('networks'),
  hosts: opens('hosts'),
  chains: opens('chains'),
  compare: opens('compare'),
  ping: opens('ping'),
  trace: opens('trace'),
  applyHistory: opens('history'),
  settings: opens('settings'),
  nextRegion: { refusal: always, run: () => goToRegion(1) },
  previousRegion: { refusal: always, run: () => goToRegion(-1) },
  explain: {
    refusal: always,
    choices: () => termIds.map((id) => ({ id, words: translateTerm(`${id}.name`), run: () => openHelp(id, null) })),
  },
  cautions: { refusal: () => (useToldCautions.getState().cautions.length === 0 ? 'noCautions' : null), run: showCautions },
  theme: {
    refusal: always,
    // The system's wish is in force on the document, whatever is kept.
    run: () => setTheme(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark'),
  },
  language: { refusal: always, run: () => setLanguage(useScreen.getState().language === 'en' ? 'zh' : 'en') },
})
