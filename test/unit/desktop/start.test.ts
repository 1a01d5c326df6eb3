import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RUNTIME, startFolder } from './start-folder.ts'

const folder = startFolder()
const { root, write, start } = folder
beforeAll(() => write('runtime/electron', RUNTIME, 0o755))
afterAll(folder.remove)

describe('npm start', () => {
  const there = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime'), DISPLAY: ':9', ELECTRON_RUN_AS_NODE: '1' }
  const main = join(root, 'dist', 'desktop', 'main.cjs')

  it('runs the given runtime with main and the file, as a window, and ends as it does', async () => {
    expect(await start(['lab.json'], there)).toEqual({
      status: 7,
      said: { args: [main, join(root, 'lab.json')], node: null },
      stderr: '',
    })
    expect((await start([], there)).said).toEqual({ args: [main], node: null })
  })

  it('says in one sentence why there is no window, and serves the same file', async () => {
    const asRoot = await start(['lab.json'], there, 0)
    expect(asRoot.said).toMatchObject({ args: ['--open', 'lab.json'] })
    expect(asRoot.stderr).toMatch(/^Electron never runs as root, [^\n]*\.\n$/)
    expect((await start([], { ...there, DISPLAY: '' })).stderr).toMatch(/^There is no display [^\n]*\.\n$/)
  })

  it('serves without a word when asked to', async () => {
    expect(await start(['--serve', '--port', '7000'], there)).toMatchObject({
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
      0o755,
    )
    const child = folder.begin([], { ...there, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'slow') })
    let words = ''
    const ended = new Promise((resolve) => child.on('exit', resolve))
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (data: Buffer) => {
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
