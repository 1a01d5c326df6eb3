import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandsDialog } from '../as-command/commands-dialog.tsx'
import { DocumentDialogs } from '../document/document-dialogs.tsx'
import { DropOverlay } from '../document/drop-overlay.tsx'
import { DriftDialog } from '../drift/drift-dialog.tsx'
import { ListingDialog } from '../listing/listing-dialog.tsx'
import { Palette } from '../palette/palette.tsx'
import { ContextMenu } from '../parts/context-menu/context-menu.tsx'
import { HelpPopover } from '../parts/term/help-popover.tsx'
import { useScreen } from '../state/screen.ts'
import { settleFocus } from '../state/view-focus.ts'
import { CautionsDialog } from './cautions-dialog.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import './frame.css'
import { FrameBanner } from './frame-banner.tsx'
import { Rail } from './rail.tsx'
import { StatusBar } from './status-bar.tsx'
import { TopBar } from './top-bar.tsx'
import { useKeys } from './use-keys.ts'

/** Bars around a view. The view may break; the bars stay. */
export function Frame({ theme, children }: { readonly theme: 'dark' | 'light'; readonly children: ReactNode }) {
  useKeys()
  const view = useScreen((screen) => screen.view)
  const { t } = useTranslation()
  const main = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the view
  useEffect(() => {
    settleFocus(main.current)
  }, [view])
  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <TopBar />
      <Rail theme={theme} />
      <div className="frame-middle">
        <FrameBanner />
        <main ref={main} className="frame-view" aria-label={t(`views.${view}`)} tabIndex={-1}>
          <ErrorBoundary resetKey={view}>{children}</ErrorBoundary>
        </main>
      </div>
      <StatusBar />
      <Palette />
      <ContextMenu />
      <HelpPopover />
      <DocumentDialogs />
      <CautionsDialog />
      <DriftDialog />
      <ListingDialog />
      <CommandsDialog />
      <DropOverlay />
    </div>
  )
}
