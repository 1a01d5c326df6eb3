import type { ReactNode } from 'react'
import { Palette } from '../palette/palette.tsx'
import { ContextMenu } from '../parts/context-menu/context-menu.tsx'
import { HelpPopover } from '../parts/term/help-popover.tsx'
import { useScreen } from '../state/screen.ts'
import { useSession } from '../state/session.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import './frame.css'
import { LabBanner } from './lab-banner.tsx'
import { Rail } from './rail.tsx'
import { StatusBar } from './status-bar.tsx'
import { TopBar } from './top-bar.tsx'
import { useKeys } from './use-keys.ts'

/** Bars around a view. The view may break; the bars stay. */
export function Frame({ theme, children }: { readonly theme: 'dark' | 'light'; readonly children: ReactNode }) {
  useKeys()
  const { session, connection } = useSession()
  const view = useScreen((screen) => screen.view)
  return (
    <div className="frame">
      <TopBar />
      <Rail theme={theme} />
      <div className="frame-middle">
        <LabBanner connection={connection} session={session} />
        <main className="frame-view">
          <ErrorBoundary resetKey={view}>{children}</ErrorBoundary>
        </main>
      </div>
      <StatusBar />
      <Palette />
      <ContextMenu />
      <HelpPopover />
    </div>
  )
}
