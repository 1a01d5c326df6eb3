// `npm run pack -- [--electron-dist DIR] [--out DIR] [dir] [tar.gz] [deb] [rpm] [AppImage]`: packages, in dist/package if nothing else is
// said; without a name, dir and tar.gz.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { packageConfig } from '../electron-builder.config.mjs'
import { fetchRuntime, runtimeHere } from './runtime.mjs'
import { ensureBuilt, ensurePackages, root, run } from './setup.mjs'

const TARGETS = ['dir', 'tar.gz', 'deb', 'rpm', 'AppImage']
/** What electron-builder needs for a target and fetches itself, unless a variable names it. */
const FETCHES = {
  deb: 'fpm from GitHub (CUSTOM_FPM_PATH may name one that is here)',
  rpm: 'fpm from GitHub (CUSTOM_FPM_PATH may name one that is here), and needs rpmbuild (Debian package rpm)',
  AppImage: 'its AppImage tools from GitHub',
}

const fail = (words) => {
  console.error(words)
  process.exit(1)
}

function asked() {
  try {
    const options = { 'electron-dist': { type: 'string' }, out: { type: 'string' } }
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const strange = positionals.find((name) => !TARGETS.includes(name))
    if (strange !== undefined) fail(`${strange} is no target: choose of ${TARGETS.join(', ')}.`)
    return {
      dist: values['electron-dist'],
      out: resolve(values.out ?? join(root, 'dist', 'package')),
      targets: positionals.length === 0 ? ['dir', 'tar.gz'] : positionals,
    }
  } catch (error) {
    return fail(error.message)
  }
}

async function electronDist(given) {
  if (given !== undefined) {
    const folder = resolve(given)
    return existsSync(join(folder, 'electron')) ? folder : fail(`${folder} holds no Electron: there is no file electron in it.`)
  }
  const here = runtimeHere()
  if (here?.wrong !== undefined) fail(`${here.wrong}.`)
  if (here !== null) return dirname(here.file)
  const why = await fetchRuntime()
  return why === null
    ? dirname(runtimeHere().file)
    : fail(`Electron's runtime could not be fetched: ${why}. --electron-dist DIR names one.`)
}

/** By tar itself: electron-builder would fetch an archiver. Everything belongs to root in it, whoever made it. */
function archive(unpacked) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const file = join(dirname(unpacked), `tapwall-${version}-linux-${process.arch}.tar.gz`)
  const whole = [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    `--transform=s,^${basename(unpacked)},tapwall-${version},`,
  ]
  run('tar', ['-czf', file, ...whole, '-C', dirname(unpacked), basename(unpacked)])
}

const { dist, out, targets } = asked()
ensurePackages()
ensureBuilt()
// Not above: on a fresh clone it is not there yet.
const { build, Platform } = await import('electron-builder')
const from = await electronDist(dist)
const unpacked = join(out, `linux${process.arch === 'x64' ? '' : `-${process.arch}`}-unpacked`)
const make = (name, more) =>
  build({
    projectDir: root,
    publish: 'never',
    targets: Platform.LINUX.createTarget(name),
    config: packageConfig({ electronDist: from, out }),
    ...more,
  })

await make('dir').catch((error) => fail(`The program's folder could not be made: ${error.message}`))
let failed = false
for (const name of targets)
  try {
    if (name === 'tar.gz') archive(unpacked)
    else if (name !== 'dir') await make(name, { prepackaged: unpacked })
  } catch (error) {
    failed = true
    console.error(
      `The ${name} could not be made: ${String(error.message).split('\n')[0]}. For it, electron-builder fetches ${FETCHES[name]}.`,
    )
  }
process.exit(failed ? 1 : 0)
