import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Outside } from '#shared/contract/document'
import { base, contentOf, edited, folder, removeFolders, rename, type Stage, stage, until, write } from './stage.ts'

/** The document goes on under another name. */
let open: Stage | null = null
afterEach(async () => {
  await open?.keeper.close()
  open = null
  removeFolders()
})
const opened = async (at?: string, recovery?: string): Promise<Stage> => {
  open = await stage(at, recovery)
  return open
}
const seen = ({ keeper }: Stage): Outside | null => keeper.state.get().outside
const changed = async (of: Stage): Promise<Extract<Outside, { is: 'changed' }>> => {
  await until(() => seen(of)?.is === 'changed')
  return seen(of) as Extract<Outside, { is: 'changed' }>
}
const _savedIs = ({ keeper }: Stage) => keeper.state.get().saved.is

describe('save as', () => {
  it('goes on in the new file, and leaves the old one as it was saved', async () => {
    const of = await opened()
    of.projects.edit(rename('Harbour'))
    const target = join(folder(), 'other.json')
    expect(await of.keeper.saveAs(target, false)).toEqual({ ok: true, value: { path: target, written: true } })
    expect(existsSync(`${of.path}.lock`)).toBe(false)
    expect(existsSync(`${target}.lock`)).toBe(true)
    expect(contentOf(of.path)?.name).toBe('Harbour')
    of.projects.edit(rename('Quay'))
    await until(() => contentOf(target)?.name === 'Quay')
    expect(contentOf(of.path)?.name).toBe('Harbour')
    expect(of.keeper.state.get().path).toBe(target)
    // The new file is watched now, the old one is not.
    write(of.path, edited(base, rename('Nobody')))
    write(target, edited(base, rename('Theirs')))
    await changed(of)
  })

  it('writes over a project only when asked twice, over anything else never', async () => {
    const of = await opened()
    const at = folder()
    const [project, neutron, text] = ['project.json', 'neutron.json', 'text.json'].map((name) => join(at, name)) as [
      string,
      string,
      string,
    ]
    write(project, edited(base, rename('There')))
    writeFileSync(neutron, '{"ports": [], "networks": [], "subnets": [], "security_groups": []}')
    writeFileSync(text, 'shopping list')
    mkdirSync(join(at, 'folder.json'))
    expect(await of.keeper.saveAs(project, false)).toMatchObject({
      ok: false,
      error: { issues: [{ code: 'file.exists', values: { name: 'There' } }] },
    })
    expect(contentOf(project)?.name).toBe('There')
    for (const path of [neutron, text, join(at, 'folder.json')])
      expect(await of.keeper.saveAs(path, true), path).toMatchObject({
        ok: false,
        error: { issues: [{ code: 'file.never-written-over' }] },
      })
    expect(readFileSync(text, 'utf8')).toBe('shopping list')
    expect(readdirSync(at).filter((name) => name.endsWith('.lock'))).toEqual([])
    expect(await of.keeper.saveAs(project, true)).toMatchObject({ ok: true })
    expect(contentOf(project)?.name).toBe(base.name)
  })

  it('needs a folder that is there, and a file that no other program has', async () => {
    const of = await opened()
    expect(await of.keeper.saveAs(join(folder(), 'no', 'lab.json'), false)).toMatchObject({
      ok: false,
      error: { issues: [{ code: 'file.no-folder' }] },
    })
    const target = join(folder(), 'taken.json')
    writeFileSync(`${target}.lock`, readFileSync(`${of.path}.lock`))
    expect(await of.keeper.saveAs(target, false)).toMatchObject({ ok: false, error: { issues: [{ code: 'file.open-elsewhere' }] } })
    expect(of.keeper.state.get().path).toBe(of.path)
  })

  it('to the same file, by whatever name, is a save', async () => {
    const of = await opened()
    const link = join(folder(), 'link.json')
    symlinkSync(of.path, link)
    expect(await of.keeper.saveAs(link, false)).toEqual({ ok: true, value: { path: of.path, written: false } })
  })

  it('is the way out while another program’s change is undecided', async () => {
    const of = await opened()
    write(of.path, edited(base, rename('Theirs')))
    of.projects.edit(rename('Mine'))
    await changed(of)
    const target = join(folder(), 'mine.json')
    expect(await of.keeper.saveAs(target, false)).toMatchObject({ ok: true })
    expect([contentOf(of.path)?.name, contentOf(target)?.name]).toEqual(['Theirs', 'Mine'])
    expect(seen(of)).toBeNull()
    expect(of.journals()).toEqual([])
  })

  it('into a folder that may not be written stays where it is, and says why', async () => {
    const of = await opened()
    const at = folder()
    chmodSync(at, 0o500)
    const saved = await of.keeper.saveAs(join(at, 'lab.json'), false)
    chmodSync(at, 0o700)
    // Root may write there all the same.
    if (process.getuid?.() !== 0) expect(saved).toMatchObject({ ok: false, error: { issues: [{ code: 'file.EACCES' }] } })
    expect(of.keeper.state.get().path).toBe(saved.ok ? join(at, 'lab.json') : of.path)
  })
})
