// Which shell `npm start` opens. A pure function of what is asked for and what is there, so that a table can test it.
import { isAbsolute, join } from 'node:path'

/**
 * Where Electron's runtime is: `{ file }`; or why the one that was named is none: `{ wrong }`; or null where none is and none was named.
 * As in Electron's own index.js, but without the download, which start.mjs bounds and reports.
 */
export function findRuntime({ env, electronFolder, textOf, isProgram }) {
  // Written when everything is unpacked: without it, what is in dist may be half of a runtime.
  const named = textOf(join(electronFolder, 'path.txt'))?.trim()
  const given = env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) {
    const file = join(given, named || 'electron')
    return isAbsolute(given) && isProgram(file)
      ? { file }
      : { wrong: `ELECTRON_OVERRIDE_DIST_PATH is ${given}, and ${file} is no program` }
  }
  const file = named ? join(electronFolder, 'dist', named) : null
  return file !== null && isProgram(file) ? { file } : null
}

const HOUR = 3600_000
const A_DAY = 24 * HOUR

const ago = (ms) => {
  const hours = Math.floor(ms / HOUR)
  return hours === 0 ? 'less than an hour ago' : hours === 1 ? 'an hour ago' : `${hours} hours ago`
}

const instead = (why, more = '') => `${why}, so the page is served to a browser instead${more}.`

/** What is said when the runtime could not be fetched just now, and why. */
export const notFetched = (why) => instead(`Electron's runtime could not be fetched (${why})`)

/**
 * `args`: what came after `npm start --`. `uid`: null where there are no users. `electronFolder`: the npm package. `failure`: when
 * fetching the runtime failed last, and why, or null.
 *
 * Gives `{ shell: 'desktop', runtime, args }`; `{ shell: 'fetch', args }` when the runtime is all that the window lacks and a try is
 * due; or `{ shell: 'loopback', why, args }`, where `why` is a sentence, or null when the loopback shell is what was asked for, or when
 * its command line has an error to tell.
 */
export function chooseShell({ args, env, uid, electronFolder, textOf, isProgram, failure, now }) {
  const rest = args.filter((word) => word !== '--serve' && word !== '--window')
  const loopback = (why) => ({ shell: 'loopback', why, args: rest })
  if (args.includes('--serve')) return loopback(null)
  // Only a file is for the window; --port asks for the loopback shell, and it knows help and every wrong word, too.
  if (rest.length > 1 || rest.some((word) => word === '' || word.startsWith('-'))) return loopback(null)

  if (uid === 0) return loopback(instead('Electron never runs as root, since it would have to give up its sandbox'))
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return loopback(instead('There is no display for a window'))
  const runtime = findRuntime({ env, electronFolder, textOf, isProgram })
  if (runtime?.wrong !== undefined) return loopback(instead(runtime.wrong))
  if (runtime !== null) return { shell: 'desktop', runtime: runtime.file, args: rest }
  if (failure === null || args.includes('--window') || now - failure.at >= A_DAY) return { shell: 'fetch', args: rest }
  // A clock that was set back is no reason to try at every start.
  const when = ago(Math.max(0, now - failure.at))
  const again = '; `npm start -- --window` tries again'
  return loopback(instead(`Electron's runtime could not be fetched ${when} (${failure.why})`, again))
}
