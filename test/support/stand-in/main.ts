import { existsSync, mkdtempSync } from 'node:fs'
import { open } from 'node:inspector'
import Module, { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { electronOver } from './electron.ts'
import { openTab } from './tab.ts'

/**
 * A program that can stand where Electron's binary is expected: `electron [--switches] main.cjs FILE`; or in a package, with a folder in
 * the archive's place, since plain Node reads none: `tapwall [--switches] FILE`.
 */
const words = process.argv.slice(2)
const packed = join(dirname(process.argv[1] ?? ''), 'resources', 'app.asar')
const isPackaged = existsSync(packed)
const main = isPackaged ? packed : words.find((word) => !word.startsWith('-'))
if (main === undefined) throw new Error('no program named')
const given = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.split('=')[1]

// A test's driver asks for the module as soon as it can, and keeps what it gets.
const electron = {}
const loader = Module as unknown as { _load: (request: string, ...more: unknown[]) => unknown }
const load = loader._load
loader._load = (request, ...more) => (request === 'electron' ? electron : load(request, ...more))
// As Electron does when asked so: the driver waits for these lines on standard error.
if (given('inspect') !== undefined) open(Number(given('inspect')), '127.0.0.1')

async function start(main: string): Promise<void> {
  const locale = given('lang') ?? 'en-US'
  const tab = await openTab([
    `--remote-debugging-port=${given('remote-debugging-port') ?? 0}`,
    `--user-data-dir=${mkdtempSync(join(tmpdir(), 'tapwall-stand-in-'))}`,
    `--lang=${locale}`,
    ...(process.env['DISPLAY'] ? [] : ['--headless=new']),
    // As Electron's own: a page from a file may load modules beside it.
    '--allow-file-access-from-files',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    'about:blank',
  ])
  const appData = process.env['XDG_CONFIG_HOME'] ?? join(process.env['HOME'] ?? '', '.config')
  Object.assign(electron, electronOver(tab, { appData, locale, isPackaged }))
  // Electron's own command line begins with Electron; ours with Node.
  process.argv.splice(0, 1)
  createRequire(resolve(main))(resolve(main))
}

void start(main)
