import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { journalFile, printEdit, printHeader, printWhole, readJournal } from '#electron/project-file/journal-format'
import type { Recovery } from '#shared/contract/document'
import {
  base,
  contentOf,
  create,
  edited,
  failures,
  folder,
  GROUP,
  groupNames,
  removeFolders,
  rename,
  type Stage,
  stage,
  until,
  write,
} from './stage.ts'

/** Edits that a killed program had accepted and not yet written. */
const all: Stage[] = []
afterEach(async () => {
  for (const each of all.splice(0)) await each.keeper.close()
  removeFolders()
})
const opened = async (at: string, recovery: string): Promise<Stage> => {
  const of = await stage(at, recovery)
  all.push(of)
  return of
}
const places = () => ({ at: folder(), recovery: join(folder(), 'recovery') })
const offer = ({ keeper }: Stage): Recovery | null => keeper.state.get().recovery
const offered = (of: Stage): Extract<Recovery, { is: 'offered' }> => {
  const found = offer(of)
  if (found?.is !== 'offered') throw new Error(JSON.stringify(found))
  return found
}

/** A run that ends before it has saved these. */
async function lost(at: string, recovery: string, act: (of: Stage) => void): Promise<void> {
  const of = await stage(at, recovery)
  act(of)
  of.kill()
}

describe('recovery', () => {
  it('offers what a killed program had accepted, and brings it back as one step', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => {
      projects.edit(create(1, 'web'))
      projects.edit(create(2, 'mail'))
      projects.undo()
      projects.edit(rename('Harbour'))
    })
    const of = await opened(at, recovery)
    expect(groupNames(of.projects.state.get().project)).not.toContain('web')
    const found = offered(of)
    expect(found).toMatchObject({ edits: 4, moved: false, merge: { conflicts: [], refused: null } })
    expect(Math.abs(Date.now() - found.at)).toBeLessThan(5000)
    expect(await of.keeper.restore(found.id, null)).toEqual({ ok: true, value: {} })
    const { project, undo } = of.projects.state.get()
    expect([project.name, undo]).toEqual(['Harbour', 'recovery.restore'])
    expect(groupNames(project)).toContain('web')
    expect(groupNames(project)).not.toContain('mail')
    expect(offer(of)).toBeNull()
    await until(() => contentOf(of.path)?.name === 'Harbour')
    await until(() => of.journals().length === 0)
  })

  it('offers nothing after a clean end, nor when the kill came just after the saving', async () => {
    const { at, recovery } = places()
    const of = await stage(at, recovery)
    of.projects.edit(rename('Harbour'))
    const journal = of.journals()[0] ?? ''
    const text = readFileSync(join(recovery, journal), 'utf8')
    await of.keeper.close()
    expect(of.journals()).toEqual([])
    writeFileSync(join(recovery, journal), text)
    const next = await opened(at, recovery)
    expect(offer(next)).toBeNull()
    expect(next.journals()).toEqual([])
  })

  it('offers nothing that the file has already, whatever else it has', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => projects.edit(create(1, 'web')))
    write(join(at, 'lab.json'), edited(base, create(1, 'web'), create(2, 'mail')))
    const of = await opened(at, recovery)
    expect([offer(of), of.journals()]).toEqual([null, []])
  })

  it('keeps the offer while a person works on, and merges what came between', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => projects.edit(create(1, 'web')))
    const of = await opened(at, recovery)
    of.projects.edit(create(2, 'mail'))
    await until(() => groupNames(contentOf(of.path)).includes('mail'))
    await until(() => offered(of).moved)
    expect(await of.keeper.restore(offered(of).id, null)).toMatchObject({ ok: true })
    expect(groupNames(of.projects.state.get().project)).toEqual(expect.arrayContaining(['web', 'mail']))
  })

  it('merges with a file that was changed since; conflicts are decided', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => projects.edit({ do: 'group.update', id: GROUP, name: 'lost' }))
    write(join(at, 'lab.json'), edited(base, { do: 'group.update', id: GROUP, name: 'file' }))
    const of = await opened(at, recovery)
    const { id, merge, moved } = offered(of)
    expect(moved).toBe(true)
    expect(merge).toMatchObject({ count: 1, conflicts: [{ mine: 'lost', theirs: 'file' }] })
    expect(await of.keeper.restore(id, null)).toMatchObject({ ok: false, error: { issues: [{ code: 'merge.conflicts' }] } })
    expect(await of.keeper.restore(id, 'mine')).toMatchObject({ ok: true })
    expect(groupNames(of.projects.state.get().project)).toContain('lost')
  })

  it('can be discarded, once; what was discarded is still kept for a while', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => projects.edit(rename('Harbour')))
    const of = await opened(at, recovery)
    const { id } = offered(of)
    expect(await of.keeper.discard('other')).toMatchObject({ ok: false, error: { issues: [{ code: 'recovery.gone' }] } })
    expect(await of.keeper.discard(id)).toEqual({ ok: true, value: {} })
    expect(await of.keeper.discard(id)).toMatchObject({ ok: false })
    expect(await of.keeper.restore(id, null)).toMatchObject({ ok: false, error: { issues: [{ code: 'recovery.gone' }] } })
    expect(of.journals()).toEqual([])
    expect(readdirSync(join(recovery, 'discarded'))).toHaveLength(1)
  })

  it('offers the work of two lost runs, one after the other', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => projects.edit(create(1, 'web')))
    await lost(at, recovery, ({ projects }) => projects.edit(create(2, 'mail')))
    const of = await opened(at, recovery)
    for (let n = 0; n < 2; n++) expect(await of.keeper.restore(offered(of).id, null)).toMatchObject({ ok: true })
    expect(offer(of)).toBeNull()
    expect(groupNames(of.projects.state.get().project)).toEqual(expect.arrayContaining(['web', 'mail']))
  })

  it('a last line that was cut short costs only itself', async () => {
    const { at, recovery } = places()
    await lost(at, recovery, ({ projects }) => {
      projects.edit(create(1, 'web'))
      projects.edit(create(2, 'mail'))
    })
    const [journal = ''] = readdirSync(recovery)
    truncateSync(join(recovery, journal), statSync(join(recovery, journal)).size - 10)
    const of = await opened(at, recovery)
    expect(offered(of).edits).toBe(1)
    await of.keeper.restore(offered(of).id, null)
    expect(groupNames(of.projects.state.get().project)).toContain('web')
  })

  it('refuses a record that is none of ours by name, puts it aside, and opens all the same', async () => {
    const { at, recovery } = places()
    mkdirSync(recovery, { recursive: true })
    const path = join(at, 'lab.json')
    const file = journalFile(recovery, path)
    writeFileSync(file, `${printHeader(path, base)}{"at":1,"edit":{"do":"rm -rf"}}\n${printEdit(2, rename('x'))}`)
    const of = await opened(at, recovery)
    expect(offer(of)).toMatchObject({ is: 'refused', error: { issues: [{ code: 'recovery.unreadable', values: { line: 2 } }] } })
    expect(existsSync(`${file}.bad`)).toBe(true)
    expect(await of.keeper.discard(offer(of)?.id ?? '')).toMatchObject({ ok: true })
    expect(offer(of)).toBeNull()
    expect(existsSync(`${file}.bad`)).toBe(true)
  })

  it('is written before the edit is answered, and goes on after a disk that said no', async () => {
    const { at, recovery } = places()
    const of = await stage(at, recovery)
    all.push(of)
    // The folder cannot be made where a file is.
    writeFileSync(recovery, '')
    of.projects.edit(create(1, 'web'))
    expect(failures.splice(0)).toHaveLength(1)
    rmSync(recovery)
    of.projects.edit(create(2, 'mail'))
    const [journal = ''] = of.journals()
    const read = readJournal(readFileSync(join(recovery, journal), 'utf8'), of.path)
    expect(read.ok && read.value?.edits).toBe(2)
    expect(statSync(join(recovery, journal)).mode & 0o777).toBe(0o600)
  })
})

describe('a journal', () => {
  const path = '/a/lab.json'
  const head = printHeader(path, base)
  const lines = [printEdit(1, create(1, 'web')), printWhole(2, 2, edited(base, rename('Harbour'))), printEdit(3, rename('Quay'))]

  it('leads to the project, and says how many edits and when', () => {
    const read = readJournal([head, ...lines].join(''), path)
    expect(read).toMatchObject({ ok: true, value: { edits: 3, at: 3, project: { name: 'Quay' }, base: { name: base.name } } })
  })

  it.each<[string, string]>([
    ['of another file', printHeader('/b/lab.json', base) + lines.join('')],
    ['without its header', lines.join('')],
    ['of a later version', head.replace('"version":1,', '"version":9,') + lines.join('')],
    ['whose base is no project', head.replace('"name":"net1"', '"name":1') + lines.join('')],
    ['with a line between that is no step', `${head}{}\n${lines.join('')}`],
    ['with an edit that was never accepted', `${head}${printEdit(1, { do: 'group.delete', id: GROUP })}${lines.join('')}`],
    ['with a project that is none', `${head}{"at":1,"edits":1,"project":{}}\n${lines.join('')}`],
    ['with brackets without end', `${'['.repeat(100_000)}\n${lines.join('')}`],
  ])('%s is refused', (_, text) => {
    expect(readJournal(text, path)).toMatchObject({ ok: false, error: { issues: [{ code: 'recovery.unreadable' }] } })
  })

  it('that says nothing leads to nothing', () => {
    expect(readJournal('', path)).toEqual({ ok: true, value: null })
    expect(readJournal(head, path)).toEqual({ ok: true, value: null })
    expect(readJournal(head.slice(0, -5), path)).toEqual({ ok: true, value: null })
  })

  it('cut at any place leads to what was before, or to nothing', () => {
    const text = [head, ...lines].join('')
    for (let at = head.length; at < text.length; at += 97) {
      const read = readJournal(text.slice(0, at), path)
      if (!read.ok) throw new Error(`cut at ${at}`)
      expect(read.value?.edits ?? 0).toBeLessThan(3)
    }
  })
})
