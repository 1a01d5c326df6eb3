import { resolve } from 'node:path'
import { z } from 'zod'

/** What a start hands to the instance that runs already: Electron says that the other's command line may not arrive as it was. */
export const Launch = z.strictObject({ file: z.string().min(1).max(4096).nullable() })
export type Launch = z.infer<typeof Launch>

/**
 * The file of a command line, whole; `own` words come before it: the program, and in development its script. Switches of Electron and
 * Chromium may stand anywhere, also before the script.
 */
export function launchOf(argv: readonly string[], own: number, cwd: string): Launch {
  const named = argv.filter((word) => word !== '' && !word.startsWith('-'))[own]
  return { file: named === undefined ? null : resolve(cwd, named) }
}
