// Which shell `npm start` opens. A pure function of what is asked for and what is there, so that a table can test it.
import { isAbsolute, join } from 'node:path'

/**
 * Where Electron's runtime is, or the end of a sentence that says why it is not. As in Electron's own index.js, but without the
 * download: that would keep a first start waiting for something that it can do without.
 */
function findRuntime({ env, electronFolder, textOf, isProgram }) {
  const named = textOf(join(electronFolder, 'path.txt'))?.trim() || 'electron'
  const given = env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) {
    const file = join(given, named)
    return isAbsolute(given) && isProgram(file)
      ? { file }
      : { missing: `ELECTRON_OVERRIDE_DIST_PATH is ${given}, and ${file} is no program` }
  }
  const file = join(electronFolder, 'dist', named)
  return isProgram(file) ? { file } : { missing: "Electron's runtime is not here (`npx install-electron` fetches it)" }
}

/**
 * `args`: what came after `npm start --`. `uid`: null where there are no users. `electronFolder`: the npm package.
 * Gives `{ shell: 'desktop', runtime, args }` or `{ shell: 'loopback', why, args }`, where `why` is a sentence, or null when the
 * loopback shell is what was asked for, or when its command line has an error to tell.
 */
export function chooseShell({ args, env, uid, electronFolder, textOf, isProgram }) {
  const loopback = (why, rest = args) => ({ shell: 'loopback', why, args: rest })
  if (args.includes('--serve'))
    return loopback(
      null,
      args.filter((word) => word !== '--serve'),
    )
  // Only a file is for the window; --port asks for the loopback shell, and it knows help and every wrong word, too.
  if (args.length > 1 || args.some((word) => word === '' || word.startsWith('-'))) return loopback(null)

  const instead = (why) => loopback(`${why}, so the page is served to a browser instead.`)
  if (uid === 0) return instead('Electron never runs as root, since it would have to give up its sandbox')
  const runtime = findRuntime({ env, electronFolder, textOf, isProgram })
  if (runtime.missing !== undefined) return instead(runtime.missing)
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return instead('There is no display for a window')
  return { shell: 'desktop', runtime: runtime.file, args }
}
