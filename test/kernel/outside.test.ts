import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { SWAPPED } from '#shared/contract/close-codes'
import { printProject, readProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { firstOf, openClient, type TestClient } from '../support/client.ts'
import { until } from '../support/machine.ts'
import { root, type Shell, startShell } from '../support/shell.ts'

/** The real shell, while other programs write its file, and after it was killed. */
let shell: Shell | null = null
const clients: TestClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await shell?.close()
  shell = null
})

const folder = () => mkdtemp(join(tmpdir(), 'tapwall-outside-'))
async function document(): Promise<string> {
  const path = join(await folder(), 'lab.json')
  await copyFile(join(root, 'shared/project/examples/article-3.3.3.json'), path)
  return path
}
async function start(args: readonly string[], home: string): Promise<TestClient> {
  shell = await startShell(args, home)
  return client()
}
async function client(): Promise<TestClient> {
  if (shell === null) throw new Error('nothing runs')
  const opened = await openClient(shell)
  clients.push(opened)
  return opened
}
const rename = (name: string) => ({ edit: { do: 'project.rename' as const, name } })
async function projectIn(path: string): Promise<Project> {
  const read = readProject(await readFile(path, 'utf8'))
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}
const nameIn = async (path: string) => (await projectIn(path)).name

describe('another program', () => {
  it('that writes the file is told within two seconds, and nothing of it is lost', async () => {
    const path = await document()
    const { call } = await start([path], await folder())
    await writeFile(path, printProject({ ...(await projectIn(path)), name: 'Theirs' }))
    const told = await firstOf(call.document.follow(), ({ outside }) => outside?.is === 'changed', 2000)
    expect(told.outside).toMatchObject({ differs: { name: true }, edited: false })
    await call.project.edit(rename('Mine'))
    const paused = await firstOf(call.document.follow(), ({ outside }) => outside?.is === 'changed' && outside.edited)
    expect(paused.saved).toEqual({ is: 'paused' })
    expect(await nameIn(path)).toBe('Theirs')
    if (paused.outside?.is !== 'changed') throw new Error('not changed')
    const { version, merge } = paused.outside
    expect(merge.conflicts).toMatchObject([{ path: ['name'], mine: 'Mine', theirs: 'Theirs' }])
    expect(await call.document.resolveOutside({ choice: 'mine', version, prefer: null })).toMatchObject({ ok: true })
    expect(await nameIn(path)).toBe('Mine')
  })
})

describe('kill -9 just after an edit was answered', () => {
  it('loses nothing: the next start offers it, and it can be restored', async () => {
    const path = await document()
    const home = await folder()
    const { call } = await start([path], home)
    for (const name of ['one', 'two', 'three']) expect(await call.project.edit(rename(name))).toMatchObject({ ok: true })
    const killed = shell?.child
    killed?.kill('SIGKILL')
    expect(await until(() => killed?.signalCode === 'SIGKILL')).toBe(true)
    expect(await nameIn(path)).not.toBe('three')
    // Without a file: what was open last.
    const next = await start([], home)
    const told = await firstOf(next.call.document.follow(), () => true)
    expect(told.path).toBe(path)
    expect(told.recovery).toMatchObject({ is: 'offered', edits: 3, moved: false })
    expect(await next.call.document.restore({ id: told.recovery?.id ?? '', prefer: null })).toEqual({ ok: true, value: {} })
    expect(await until(async () => (await nameIn(path)) === 'three')).toBe(true)
    expect((await firstOf(next.call.document.follow(), () => true)).recovery).toBeNull()
  })

  it('also when the file was deleted', async () => {
    const path = await document()
    const home = await folder()
    const { call } = await start([path], home)
    await call.project.edit(rename('kept'))
    shell?.child.kill('SIGKILL')
    await until(() => shell?.child.signalCode === 'SIGKILL')
    await rm(path)
    const next = await start([path], home)
    const told = await firstOf(next.call.document.follow(), ({ outside }) => outside?.is === 'deleted')
    await next.call.document.restore({ id: told.recovery?.id ?? '', prefer: null })
    expect(
      await until(() =>
        nameIn(path)
          .then((name) => name === 'kept')
          .catch(() => false),
      ),
    ).toBe(true)
  })
})

describe('a page', () => {
  it('opens another document: every line ends with a code of its own, and the next one has the other document', async () => {
    const path = await document()
    const one = await start([path], await folder())
    const two = await client()
    const before = await firstOf(one.call.project.follow(), () => true)
    const codes = Promise.all([one.ended, two.ended])
    expect(await one.call.document.open({ what: { example: 'empty-lab' }, leaveUnsaved: false })).toMatchObject({
      ok: true,
      value: { changed: true },
    })
    expect(await codes).toEqual([SWAPPED, SWAPPED])
    const { call } = await client()
    const after = await firstOf(call.project.follow(), () => true)
    expect(after.project.name).toBe('Empty lab')
    expect(after.program).not.toBe(before.program)
    await firstOf(call.session.follow(), ({ lab }) => lab.state === 'running')
    expect(await call.ruleset.apply({ revision: after.revision, trial: null })).toMatchObject({ ok: true })
    expect(shell?.words()).toMatch(/kept in .*\/empty-lab\.json\./)
    const { value } = (await call.document.recent({})) as { value: { files: { path: string }[] } }
    expect(value.files.map((file) => file.path)).toEqual([expect.stringMatching(/empty-lab\.json$/), path])
  })

  it('saves under another name, and never over what is no project', async () => {
    const path = await document()
    const { call } = await start([path], await folder())
    const list = join(path, '..', 'list.json')
    await writeFile(list, 'shopping list')
    for (const overwrite of [false, true])
      expect(await call.document.saveAs({ path: 'list', overwrite })).toMatchObject({
        ok: false,
        error: { issues: [{ code: 'file.never-written-over' }] },
      })
    expect(await readFile(list, 'utf8')).toBe('shopping list')
    expect(await call.document.saveAs({ path: 'other', overwrite: false })).toMatchObject({ ok: true })
    await call.project.edit(rename('Other'))
    expect(await until(async () => (await nameIn(join(path, '..', 'other.json'))) === 'Other')).toBe(true)
  })
})
