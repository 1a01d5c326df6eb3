import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Some file systems (network, FUSE) tell nothing of what other machines do, and a folder can be replaced; so we also look by ourselves. */
const EVERY = 1000
/** A program that writes a file touches it several times. */
const SETTLE = 100

/** Calls `look` soon after something happened to the file, and now and then anyway. Returns how to stop. */
export function watchFile(path: string, look: () => void): () => void {
  let soon: NodeJS.Timeout | undefined
  const timer = setInterval(look, EVERY).unref()
  let watcher: FSWatcher | null = null
  try {
    watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name !== null && name !== basename(path)) return
      clearTimeout(soon)
      soon = setTimeout(look, SETTLE).unref()
    })
    watcher.on('error', () => watcher?.close())
  } catch {
    // No folder to watch, or too many watchers on this machine: the timer is enough.
  }
  return () => {
    clearInterval(timer)
    clearTimeout(soon)
    watcher?.close()
  }
}
