import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabProgram } from './privilege/start-lab.ts'

/** dist/, seen from a bundled program in dist/node or dist/desktop; in a package it is inside an archive that Electron reads as a folder. */
export const distFolder = (): string => join(fileURLToPath(new URL('.', import.meta.url)), '..')

/** Where the package keeps as a file what is in its archive by name; elsewhere the same path. */
export const asFile = (path: string): string => path.replace(/([/\\])app\.asar(?=[/\\])/, '$1app.asar.unpacked')

/** The lab program beside us, run by the runtime that runs us. */
export const labProgram = (): LabProgram => ({
  runtime: process.execPath,
  file: asFile(join(distFolder(), 'lab', 'lab.cjs')),
  electron: process.versions['electron'] !== undefined,
})
