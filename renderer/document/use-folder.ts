import { useEffect, useState } from 'react'
import type { FolderState } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import { listFolder } from '../api.ts'

export interface FolderView {
  /** The last that could be listed; null until there is one. */
  readonly folder: FolderState | null
  readonly error: TapwallError | null
  /** Goes to another folder of main's machine; one that cannot be listed leaves the present one. */
  readonly go: (path: string) => Promise<TapwallError | null>
}

/** The folder that a dialog shows; at first the one that the document is in. */
export function useFolder(): FolderView {
  const [folder, setFolder] = useState<FolderState | null>(null)
  const [error, setError] = useState<TapwallError | null>(null)
  useEffect(() => {
    let gone = false
    void listFolder(null).then((answer) => {
      if (gone) return
      if (answer.ok) setFolder(answer.value)
      else setError(answer.error)
    })
    return () => {
      gone = true
    }
  }, [])
  const go = async (path: string) => {
    const answer = await listFolder(path)
    setError(answer.ok ? null : answer.error)
    if (answer.ok) setFolder(answer.value)
    return answer.ok ? null : answer.error
  }
  return { folder, error, go }
}
