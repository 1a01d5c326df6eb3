import { create } from 'zustand'
import type { DocumentState } from '#shared/contract/document'
import { followDocument } from '../api.ts'

interface DocumentStore {
  /** Null until main has spoken. */
  readonly document: DocumentState | null
}

/** Which file keeps the project, whether it does, and what another program did to it. */
export const useDocument = create<DocumentStore>()(() => ({ document: null }))

followDocument((document) => useDocument.setState({ document }))

/** Main's machine is a Unix. */
export const nameOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path
/** The path of a name in a folder. */
export const inFolder = (folder: string, name: string): string => (folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`)
