import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The real start.mjs in a folder of its own, with programs that only say how they were called. */
const root = mkdtempSync(join(tmpdir(), 'tapwall-start-'))
const runtimes = join(root, 'runtime')
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const SAYS = "console.log(JSON.stringify({ args: process.argv.slice(2), node: process.env['ELECTRON_RUN_AS_NODE'] ?? null }))\n"

beforeAll(() => {
  cpSync(fileURLToPath(new URL('../../../build/scripts', import.meta.url)), join(root, 'build', 'scripts'), { recursive: true })
  write('build/scripts/tools.mjs', 'export const ensureTools = () => undefined\n')
  write('package.json', '{"type": "module"}')
  write('package-lock.json', '{}')
  write('node_modules/.tapwall-lock', createHash('sha256').update('{}').digest('hex'))
  write('node_modules/vite/bin/vite.js', '')
  write('dist/node/serve.js', SAYS)
  write('runtime/electron', `#!${process.execPath}\n${SAYS.replace('\n', '; process.exit(7)\n')}`)
  chmodSync(join(runtimes, 'electron'), 0o755)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const asUser = (uid: number) => `data:text/javascript,process.getuid = () => ${uid}`

function start(args: readonly string[], env: Record<string, string>, uid = 1000) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', asUser(uid), join(root, 'build', 'scripts', 'start.mjs'), ...args],
    { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...env } },
  )
  const said: unknown = JSON.parse(stdout)
  return { status, said, stderr: stderr.replace('Building\n', '') }
}

describe('npm start', () => {
  const there = { ELECTRON_OVERRIDE_DIST_PATH: runtimes, DISPLAY: ':9', ELECTRON_RUN_AS_NODE: '1' }
  const main = join(root, 'dist', 'desktop', 'main.cjs')

  it('runs the given runtime with main and the file, as a window, and ends as it does', () => {
    expect(start(['lab.json'], there)).toEqual({
      status: 7,
      said: { args: [main, join(root, 'lab.json')], node: null },
      stderr: '',
    })
    expect(start([], there).said).toEqual({ args: [main], node: null })
  })

  it('says in one sentence why there is no window, and serves the same file', () => {
    const asRoot = start(['lab.json'], there, 0)
    expect(asRoot.said).toMatchObject({ args: ['--open', 'lab.json'] })
    expect(asRoot.stderr).toMatch(/^Electron never runs as root, [^\n]*\.\n$/)
    expect(start([], { DISPLAY: ':9' }).stderr).toMatch(/^Electron's runtime is not here [^\n]*\.\n$/)
  })

  it('serves without a word when asked to', () => {
    expect(start(['--serve', '--port', '7000'], there)).toMatchObject({
      status: 0,
      said: { args: ['--open', '--port', '7000'] },
      stderr: '',
    })
  })

  it('hands one signal on, however many come, and waits until the window has saved', async () => {
    write(
      'slow/electron',
      `#!${process.execPath}
let heard = 0
process.on('SIGINT', () => heard++ || setTimeout(() => { console.log('heard', heard); process.exit(0) }, 400))
setTimeout(() => process.exit(9), 20000)
console.log('open')
`,
    )
    chmodSync(join(root, 'slow', 'electron'), 0o755)
    const env = { PATH: process.env['PATH'] ?? '', ...there, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'slow') }
    const child = spawn(process.execPath, ['--import', asUser(1000), join(root, 'build', 'scripts', 'start.mjs')], {
      cwd: root,
      env,
    })
    let words = ''
    const ended = new Promise((resolve) => child.on('exit', resolve))
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        words += data.toString()
        if (words.startsWith('open')) resolve()
      })
    })
    child.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 100))
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(words).toBe('open\nheard 1\n')
  })
})
