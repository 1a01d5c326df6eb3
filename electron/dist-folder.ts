import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabProgram } from './privilege/start-lab.ts'

/** dist/, seen from a bundled program in dist/node. */
export const distFolder = (): string => join(fileURLToPath(new URL('.', import.meta.url)), '..')

/** The lab program beside us, run by the runtime that runs us. */
export const labProgram = (): LabProgram => ({
  runtime: process.execPath,
  file: join(distFolder(), 'lab', 'lab.cjs'),
  electron: process.versions['electron'] !== undefined,
})
