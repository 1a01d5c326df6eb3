import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { zip } from '../../support/zip.ts'
import { RUNTIME, startFolder } from './start-folder.ts'

/** npm start without a runtime: the electron package's own downloader and installer, at a server of this test. */
const folder = startFolder()
const { root, start } = folder
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const { version } = JSON.parse(readFileSync(join(packages, 'electron', 'package.json'), 'utf8')) as { version: string }
const archive = zip([
  { name: 'electron', text: RUNTIME, mode: 0o755 },
  { name: 'version', text: version, mode: 0o644 },
])
const archiveName = `electron-v${version}-${process.platform}-${process.arch}.zip`
const installed = join(root, 'node_modules', 'electron')
const refused = join(root, 'dist', '.runtime-not-fetched')

beforeAll(() => {
  mkdirSync(installed, { recursive: true })
  for (const file of ['install.js', 'package.json']) copyFileSync(join(packages, 'electron', file), join(installed, file))
  const checksum = createHash('sha256').update(archive).digest('hex')
  folder.write('node_modules/electron/checksums.json', JSON.stringify({ [archiveName]: checksum }))
  for (const scope of ['@electron', '@electron-internal']) symlinkSync(join(packages, scope), join(root, 'node_modules', scope))
})
afterAll(folder.remove)

let server: Server | null = null
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))
  server = null
  for (const made of [refused, join(root, 'cache'), join(installed, 'dist'), join(installed, 'path.txt')])
    rmSync(made, { recursive: true, force: true })
})

/** Where to fetch from, and how often that was asked. */
async function mirror(answer: RequestListener) {
  const asked: string[] = []
  const here = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  server = here
  await new Promise<void>((resolve) => here.listen(0, '127.0.0.1', resolve))
  const address = here.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const env = {
    DISPLAY: ':9',
    ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
    electron_config_cache: join(root, 'cache'),
    TMPDIR: tmpdir(),
  }
  return { asked, env }
}

describe('npm start without a runtime', () => {
  it('fetches it, says how far it is, and opens the window', async () => {
    const { asked, env } = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': archive.length }).end(archive)
    })
    const { status, said, stderr } = await start(['lab.json'], env)
    expect(stderr).toMatch(/^Fetching Electron's runtime: 0 of 0 MB\n$/)
    expect({ status, said }).toEqual({
      status: 7,
      said: { args: [join(root, 'dist', 'desktop', 'main.cjs'), join(root, 'lab.json')], node: null },
    })
    expect(asked).toEqual([`/v${version}/${archiveName}`])
    // Then it is there.
    expect(await start([], env)).toMatchObject({ status: 7, stderr: '' })
    expect(asked).toHaveLength(1)
  })

  it('says why it cannot, serves the page, and does not try again that day unless asked', async () => {
    const { asked, env } = await mirror((_, response) => {
      response.writeHead(403).end()
    })
    const first = await start(['lab.json'], env)
    expect(first.said).toMatchObject({ args: ['--open', 'lab.json'] })
    expect(first.stderr).toBe(
      "Electron's runtime could not be fetched (the server answered with status 403), so the page is served to a browser instead.\n",
    )
    expect((await start([], env)).stderr).toMatch(/^Electron's runtime could not be fetched less than an hour ago \(.* 403\), /)
    expect(asked).toHaveLength(1)
    expect((await start(['--window'], env)).stderr).toBe(first.stderr)
    expect(asked).toHaveLength(2)
    const yesterday = new Date(Date.now() - 25 * 3600_000)
    utimesSync(refused, yesterday, yesterday)
    await start([], env)
    expect(asked).toHaveLength(3)
  })

  it('fails at once when nobody listens, or the name does not exist', async () => {
    const { env } = await mirror(() => undefined)
    await new Promise((resolve) => server?.close(resolve))
    server = null
    for (const [ELECTRON_MIRROR, why] of [
      [env.ELECTRON_MIRROR, '(the server refuses the connection)'],
      ['http://none.invalid/', '(none.invalid cannot be found by its name'],
    ] as const) {
      const { said, stderr } = await start(['--window'], { ...env, ELECTRON_MIRROR })
      expect(stderr).toContain(why)
      expect(said).toMatchObject({ args: ['--open'] })
    }
  })

  it('takes nothing whose checksum is wrong', async () => {
    const { env } = await mirror((_, response) => {
      response.end(`${archive.toString('latin1')}x`)
    })
    expect((await start([], env)).stderr).toContain("(what came is not what the package's checksum says)")
    expect(existsSync(join(installed, 'dist'))).toBe(false)
  })

  it('waits no longer than eight seconds for a server that says nothing', async () => {
    const { env } = await mirror(() => undefined)
    expect((await start([], env)).stderr).toContain('(the server sent nothing for 8 seconds)')
  })

  it('is ended by Ctrl+C in the middle, and leaves nothing of it', async () => {
    let sent = () => {}
    const begun = new Promise<void>((resolve) => {
      sent = resolve
    })
    const { env } = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': 10 * archive.length })
      response.write(archive, () => sent())
    })
    const scratch = join(root, 'scratch')
    mkdirSync(scratch, { recursive: true })
    const child = folder.begin([], { ...env, TMPDIR: scratch })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await begun
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(readdirSync(scratch)).toHaveLength(1)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(readdirSync(scratch)).toEqual([])
    // That is no failure, and the next start tries again.
    expect(existsSync(refused)).toBe(false)
  })
})
