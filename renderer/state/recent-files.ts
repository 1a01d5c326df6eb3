import { create } from 'zustand'
import type { RecentFile } from '#shared/contract/document'
import { connection, forgetRecent, recentFiles } from '../api.ts'
import { useDocument } from './document.ts'

interface RecentStore {
  readonly files: readonly RecentFile[]
}

/** What was open, the last first. Main is asked when the page comes up and whenever the list is shown. */
export const useRecentFiles = create<RecentStore>()(() => ({ files: [] }))

export async function refreshRecent(): Promise<void> {
  const answer = await recentFiles()
  if (answer.ok) useRecentFiles.setState({ files: answer.value.files })
}

export async function forgetFile(path: string): Promise<void> {
  const answer = await forgetRecent(path)
  if (answer.ok) useRecentFiles.setState({ files: answer.value.files })
}

/** All but the one that is open. */
export const otherFiles = (files: readonly RecentFile[]): readonly RecentFile[] => {
  const open = useDocument.getState().document?.path
  return files.filter(({ path }) => path !== open)
}

connection.onState((state) => {
  if (state === 'connected') void refreshRecent()
})
