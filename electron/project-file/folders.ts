import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import envPaths from 'env-paths'

/** XDG Base Directory Specification: a relative path there is to be ignored. */
function paths(variable: 'XDG_DATA_HOME' | 'XDG_STATE_HOME') {
  if (!isAbsolute(process.env[variable] ?? '/')) delete process.env[variable]
  return envPaths('tapwall', { suffix: '' })
}

/** Documents that a person chose no place for. */
export const documentsFolder = (): string => join(paths('XDG_DATA_HOME').data, 'projects')

/** What the program remembers for itself: recent files, edits that are not in their file yet. */
export const stateFolder = (): string => paths('XDG_STATE_HOME').log

export const home = homedir
