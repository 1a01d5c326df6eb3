import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listFolder } from '#electron/project-file/list-folder'
import { stemOf } from '#electron/project-file/open-document'
import { pathOf, realPath } from '#electron/project-file/path'
import { recentFiles } from '#electron/project-file/recent'
import { folder, removeFolders } from './stage.ts'

/** Where documents are: paths as written, folders as listed, files as remembered. */
afterEach(removeFolders)

describe('a path as a person writes it', () => {
  it.each([
    ['/a/b.json', '/a/b.json'],
    ['b.json', '/from/here/b.json'],
    ['../b.json', '/from/b.json'],
    ['~/b.json', join(homedir(), 'b.json')],
    ['~', homedir()],
    ['~other/b.json', '/from/here/~other/b.json'],
    ['/a/./c/../b.json', '/a/b.json'],
    ['/a/$(reboot) 🧱.json', '/a/$(reboot) 🧱.json'],
  ])('%s', (written, path) => expect(pathOf(written, '/from/here')).toEqual({ ok: true, value: path }))

  it.each([
    ['', 'file.path-empty'],
    ['  ', 'file.path-empty'],
    ['/a/\0b.json', 'file.path-nul'],
    [`/a/${'x'.repeat(256)}`, 'file.path-too-long'],
    [`/a/${'墙'.repeat(86)}`, 'file.path-too-long'],
    [`/${'x/'.repeat(2100)}`, 'file.path-too-long'],
  ])('%j is refused', (written, code) =>
    expect(pathOf(written, '/from')).toMatchObject({ ok: false, error: { issues: [{ code }] } }),
  )

  it('leads through links to one name, also for a file that is not there yet', async () => {
    const at = folder()
    mkdirSync(join(at, 'real'))
    symlinkSync(join(at, 'real'), join(at, 'link'))
    expect(await realPath(join(at, 'link', 'new.json'))).toBe(join(at, 'real', 'new.json'))
    writeFileSync(join(at, 'real', 'a.json'), '')
    symlinkSync(join(at, 'real', 'a.json'), join(at, 'b.json'))
    expect(await realPath(join(at, 'b.json'))).toBe(join(at, 'real', 'a.json'))
  })
})

describe('a name that a browser tells', () => {
  it.each([
    ['lab.json', 'lab'],
    ['../../etc/passwd', 'passwd'],
    ['.hidden.JSON', 'hidden'],
    ['a:b*c?.json', 'a-b-c-'],
    ['防火墙 1.json', '防火墙 1'],
    ['', 'document'],
    ['...', 'document'],
    ['a\0b', 'a-b'],
  ])('%j becomes %j', (name, stem) => expect(stemOf(name)).toBe(stem))
  it('is never too long for the disk', () => expect(Buffer.byteLength(stemOf('墙'.repeat(200)))).toBeLessThanOrEqual(200))
})

describe('a folder', () => {
  it('shows folders and *.json files, in the order of a person, and neither hidden ones nor pipes', async () => {
    const at = folder()
    for (const name of ['b10.json', 'b9.json', 'A.JSON', 'c.txt', '.d.json', 'x.json.lock']) writeFileSync(join(at, name), '12345')
    mkdirSync(join(at, 'sub'))
    mkdirSync(join(at, '.git'))
    symlinkSync('/nowhere', join(at, 'dangling.json'))
    symlinkSync(join(at, 'sub'), join(at, 'linked'))
    execFileSync('mkfifo', [join(at, 'pipe.json')])
    const listed = await listFolder(at)
    if (!listed.ok) throw new Error(JSON.stringify(listed.error))
    const { path, parent, entries, more } = listed.value
    expect({ path, more }).toEqual({ path: at, more: 0 })
    expect(at.startsWith(`${parent}/`)).toBe(true)
    expect(entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'folder linked',
      'folder sub',
      'file A.JSON',
      'file b9.json',
      'file b10.json',
    ])
    expect(entries[2]).toMatchObject({ size: 5, modified: expect.any(Number) })
  })

  it('tells how many it leaves out', async () => {
    const at = folder()
    for (let n = 0; n < 1003; n++) writeFileSync(join(at, `${n}.json`), '')
    expect(await listFolder(at)).toMatchObject({ ok: true, value: { more: 3 } })
  })

  it.each([
    ['file.ENOENT', '/nowhere/at/all'],
    ['file.not-a-folder', '/etc/hostname'],
  ])('%s', async (code, path) => expect(await listFolder(path)).toMatchObject({ ok: false, error: { issues: [{ code }] } }))

  it('the root has no parent', async () => expect(await listFolder('/')).toMatchObject({ ok: true, value: { parent: null } }))
})

describe('recent files', () => {
  let clock = 0
  const open = (file: string) => recentFiles(file, () => ++clock)
  const paths = async (of: ReturnType<typeof open>) => (await of.list()).map(({ path }) => path)

  it('are there the last first, at most 20, each once, and say when they are missing', async () => {
    const at = folder()
    const recent = open(join(at, 'state', 'recent.json'))
    expect(await recent.list()).toEqual([])
    for (let n = 0; n < 25; n++) await recent.add(`/nowhere/${n}.json`, `Lab ${n}`)
    writeFileSync(join(at, 'there.json'), '')
    await recent.add(join(at, 'there.json'), 'There')
    await recent.add('/nowhere/24.json', 'Again')
    const list = await recent.list()
    expect(list).toHaveLength(20)
    expect(list.slice(0, 3)).toMatchObject([
      { path: '/nowhere/24.json', name: 'Again', missing: true },
      { path: join(at, 'there.json'), missing: false },
      { path: '/nowhere/23.json', name: 'Lab 23' },
    ])
    await recent.rename('/nowhere/23.json', 'Renamed')
    await recent.forget('/nowhere/24.json')
    expect((await recent.list()).slice(0, 2)).toMatchObject([{ name: 'There' }, { name: 'Renamed' }])
  })

  it('of two programs that write at once are all there', async () => {
    const file = join(folder(), 'recent.json')
    const [one, two] = [open(file), open(file)]
    await Promise.all([1, 2, 3, 4, 5].flatMap((n) => [one.add(`/one/${n}`, ''), two.add(`/two/${n}`, '')]))
    expect((await paths(one)).toSorted()).toEqual([1, 2, 3, 4, 5].flatMap((n) => [`/one/${n}`, `/two/${n}`]).toSorted())
  })

  it.each([
    '{ broken',
    '{"version":9,"files":[]}',
    '{"version":1,"files":[{"path":"relative","name":"","at":1}]}',
    `"${'x'.repeat(2_000_000)}"`,
  ])('that cannot be read are put aside: %.30s', async (text) => {
    const file = join(folder(), 'recent.json')
    writeFileSync(file, text)
    const recent = open(file)
    await recent.add('/a.json', 'A')
    expect(await paths(recent)).toEqual(['/a.json'])
    expect(readFileSync(`${file}.bad`, 'utf8')).toBe(text)
  })

  it('that cannot be written cost nothing else', async () => {
    const file = join(folder(), 'recent.json')
    mkdirSync(file)
    writeFileSync(join(file, 'in-the-way'), '')
    const recent = open(join(file, 'in-the-way', 'recent.json'))
    await recent.add('/a.json', 'A')
    expect(await recent.list()).toEqual([])
    expect(existsSync(join(file, 'in-the-way'))).toBe(true)
  })
})
