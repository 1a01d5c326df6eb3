import { X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  /** What can be done, at the foot; the last is the one that the dialog is for. */
  readonly actions?: ReactNode
  readonly className?: string
  readonly onClose: () => void
}

/** The browser's own modal dialog; what has `data-autofocus` has the focus first: what is behind it is out of reach, and the focus goes back where it was. */
export function Dialog({ title, children, actions, className, onClose }: DialogProps) {
  const { t } = useTranslation('document')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const from = document.activeElement
    dialog.current?.showModal()
    // The browser would take the first button, which closes.
    const first = dialog.current?.querySelector('[data-autofocus]')
    if (first instanceof HTMLElement) first.focus()
    return () => {
      // The browser gives the focus back when a dialog is closed, not when it is taken away.
      if (document.activeElement === document.body && from instanceof HTMLElement) from.focus()
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    // The page's keys rest while a dialog is open.
    event.stopPropagation()
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    onClose()
  }
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className ?? ''}`}
      aria-label={title}
      onKeyDown={onKeyDown}
      // By the browser itself, as the back gesture of a telephone does.
      onClose={onClose}
    >
      <header className="dialog-head">
        <h2>{title}</h2>
        <span className="sp" />
        <IconButton label={t('dialog.close')} icon={<X size={16} aria-hidden="true" />} onClick={onClose} />
      </header>
      {children}
      {actions === undefined ? null : <footer className="dialog-foot">{actions}</footer>}
    </dialog>
  )
}
