import '@mantine/core/styles.layer.css'
import './theme/fonts.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/mantine.css'
import './frame/language.ts'
import './frame/motion.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './menu-commands.ts'
import './state/kernel.ts'
// Last: it has the last word over the looks of all parts.
import './theme/forced-colors.css'

const place = document.getElementById('page')
if (place !== null)
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
