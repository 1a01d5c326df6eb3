import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HelperProgram } from './privilege/start-helper.ts'
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

/** Where a deb or rpm has put the program, and the wrapper that the polkit policy names; both belong to root. */
const INSTALLED = '/opt/Tapwall/tapwall'
const WRAPPER = '/usr/lib/tapwall/host-helper'

/** The helper of this machine's firewall beside us, run by the runtime that runs us, or as the package has it. */
export const helperProgram = (): HelperProgram => ({
  runtime: process.execPath,
  file: asFile(join(distFolder(), 'helper', 'host-helper.cjs')),
  electron: process.versions['electron'] !== undefined,
  wrapper: process.execPath === INSTALLED && existsSync(WRAPPER) ? WRAPPER : null,
})
