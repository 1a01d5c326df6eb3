import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../support/shell.ts'

/** `npm run pack`, run for real around a stub of Electron's runtime and a stub of fpm, which only keeps what it was asked for. */
export interface Packed {
  /** What pack printed. */
  readonly words: string
  readonly out: string
  /** The program's folder. */
  readonly folder: string
  /** What goes where in a deb, by its place there. */
  readonly installs: ReadonlyMap<string, string>
  /** fpm's other arguments. */
  readonly options: readonly string[]
  /** Files that were gone with the build. */
  readonly kept: { readonly afterInstall: string; readonly afterRemove: string }
}

/** Ten bytes of it tell nine fuses: version, count, and each on or off. The real one is in Electron's binary. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FACTORY_FUSES = '101000011'

const RUNTIME_FILES: readonly (readonly [path: string, mode: number])[] = [
  ['LICENSE', 0o644],
  ['LICENSES.chromium.html', 0o644],
  ['chrome-sandbox', 0o755],
  ['chrome_crashpad_handler', 0o755],
  ['icudtl.dat', 0o644],
  ['locales/en-US.pak', 0o644],
  ['locales/fr.pak', 0o644],
  ['locales/zh-CN.pak', 0o644],
  ['resources.pak', 0o644],
  ['resources/default_app.asar', 0o644],
  ['version', 0o644],
]

function stubRuntime(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-runtime-'))
  const write = (path: string, data: string | Buffer, mode: number) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), data)
    chmodSync(join(folder, path), mode)
  }
  for (const [path, mode] of RUNTIME_FILES) write(path, '', mode)
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FACTORY_FUSES.length]), Buffer.from(FACTORY_FUSES)])
  write('electron', Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), wire, Buffer.from('\n')]), 0o755)
  return folder
}

/** Each fuse of a binary, in their order: on or off. */
export function fusesOf(file: string): readonly boolean[] {
  const binary = readFileSync(file)
  const at = binary.indexOf(SENTINEL)
  if (at < 0) throw new Error(`${file} has no fuses`)
  const [version, count = 0] = binary.subarray(at + SENTINEL.length)
  if (version !== 1) throw new Error(`fuses of version ${version}`)
  const wires = binary.subarray(at + SENTINEL.length + 2, at + SENTINEL.length + 2 + count).toString()
  return [...wires].map((wire) => wire === '1')
}

const FPM = `#!${process.execPath}
const fs = require('node:fs')
const args = process.argv.slice(2)
const textAfter = (name) => fs.readFileSync(args[args.indexOf(name) + 1], 'utf8')
const sources = args.filter((arg) => /^\\/.*=\\//.test(arg)).map((arg) => arg.split('='))
// What lies among the build's own temporary files is kept as text.
const texts = Object.fromEntries(sources.filter(([from]) => !from.endsWith('/') && /\\.(desktop|xml)$/.test(from)).map(([from, to]) => [to, fs.readFileSync(from, 'utf8')]))
const kept = { afterInstall: textAfter('--after-install'), afterRemove: textAfter('--after-remove') }
fs.writeFileSync(args[args.indexOf('--package') + 1], JSON.stringify({ args, sources, texts, kept }))
`

interface FpmAsked {
  readonly args: readonly string[]
  readonly sources: readonly (readonly [string, string])[]
  readonly texts: { readonly [place: string]: string }
  readonly kept: Packed['kept']
}

export function pack(): Packed {
  const out = mkdtempSync(join(tmpdir(), 'tapwall-pack-'))
  chmodSync(out, 0o755)
  const fpm = join(out, 'fpm')
  writeFileSync(fpm, FPM, { mode: 0o755 })
  // In a test, electron-builder would link files instead of copying them.
  const { VITEST: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['build/scripts/pack.mjs', '--electron-dist', stubRuntime(), '--out', out, 'dir', 'tar.gz', 'deb'],
    { cwd: root, encoding: 'utf8', env: { ...env, CUSTOM_FPM_PATH: fpm } },
  )
  const words = stdout + stderr
  if (status !== 0) throw new Error(`pack ended with status ${status}: ${words}`)
  const deb = `tapwall_${versionOf(root)}_${process.arch === 'x64' ? 'amd64' : process.arch}.deb`
  const asked: FpmAsked = JSON.parse(readFileSync(join(out, deb), 'utf8'))
  const texts = join(out, 'texts')
  mkdirSync(texts)
  const installs = new Map(
    asked.sources.map(([from, to], index): [string, string] => {
      const text = asked.texts[to]
      if (text === undefined) return [to, from]
      writeFileSync(join(texts, `${index}`), text)
      return [to, join(texts, `${index}`)]
    }),
  )
  const options = asked.args.filter((arg) => !/^\/.*=\//.test(arg))
  const folder = join(out, `linux${process.arch === 'x64' ? '' : `-${process.arch}`}-unpacked`)
  return { words, out, folder, installs, options, kept: asked.kept }
}

export const versionOf = (folder: string): string => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version

interface Asar {
  readonly listPackage: (archive: string, options: { readonly isPack: boolean }) => string[]
  readonly extractFile: (archive: string, file: string) => Buffer
  readonly extractAll: (archive: string, folder: string) => void
}
/** The one that electron-builder itself has packed with. */
export const asar: Asar = (() => {
  const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  return createRequire(builder.resolve('app-builder-lib'))('@electron/asar')
})()
