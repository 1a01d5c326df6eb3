import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { openFiles } from '../state/document-acts.ts'
import { hideFailure, showFailure } from '../state/messages.ts'
import './document.css'

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

async function openDropped(files: readonly File[]): Promise<void> {
  hideFailure()
  const error = await openFiles(files)
  if (error !== null) showFailure(error, 'open')
}

/** A file may be dropped anywhere on the window; while it hangs over it, the page says what would become of it. */
export function DropOverlay() {
  const { t } = useTranslation('document')
  const [over, setOver] = useState(false)
  useEffect(() => {
    /** The page is entered and left once for each element under the pointer. */
    let depth = 0
    const moves = (step: number) => (event: DragEvent) => {
      if (!holdsFiles(event)) return
      depth = Math.max(0, depth + step)
      setOver(depth > 0)
    }
    const [enter, leave] = [moves(1), moves(-1)]
    // Without this the browser would show the file in the page's place.
    const hover = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
    }
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      void openDropped([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', hover)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', hover)
      window.removeEventListener('drop', drop)
    }
  }, [])
  if (!over) return null
  return (
    <div className="doc-drop" role="status">
      <div>
        <b>{t('drop.here')}</b>
        <p className="t2">{t('drop.what')}</p>
      </div>
    </div>
  )
}
