import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Outside } from '#shared/contract/document'
import { printProject } from '#shared/project/file'
import {
  base,
  contentOf,
  create,
  edited,
  folder,
  GROUP,
  groupNames,
  pause,
  removeFolders,
  rename,
  type Stage,
  stage,
  until,
  write,
} from './stage.ts'

/** The document's file, and other programs that write it. */
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
const savedIs = ({ keeper }: Stage) => keeper.state.get().saved.is

describe('a document', () => {
  it('is written a moment after an edit, and says so', async () => {
    const of = await opened()
    of.projects.edit(rename('Harbour'))
    expect(savedIs(of)).toBe('pending')
    await until(() => savedIs(of) === 'saved')
    expect(contentOf(of.path)?.name).toBe('Harbour')
    expect(of.keeper.state.get().saved).toMatchObject({ at: expect.any(Number) })
  })

  it('is written at once by save, which says whether there was anything to write', async () => {
    const of = await opened()
    expect(await of.keeper.save()).toEqual({ ok: true, value: { path: of.path, written: false } })
    of.projects.edit(rename('Harbour'))
    expect(await of.keeper.save()).toEqual({ ok: true, value: { path: of.path, written: true } })
    expect(contentOf(of.path)?.name).toBe('Harbour')
  })

  it('does not take its own writing for another program’s', async () => {
    const of = await opened()
    const told: (Outside | null)[] = []
    of.keeper.state.listen(({ outside }) => told.push(outside))
    for (const name of ['a', 'b', 'c', 'd']) {
      of.projects.edit(rename(name))
      await pause(350)
    }
    await pause(1200)
    expect(told.filter((each) => each !== null)).toEqual([])
    expect(contentOf(of.path)?.name).toBe('d')
  })
})

describe('a file that another program wrote', () => {
  it('is noticed, told in a few words, and taken as one step that can be undone', async () => {
    const of = await opened()
    write(of.path, edited(base, create(1, 'web'), { do: 'group.update', id: GROUP, description: 'theirs' }))
    const outside = await changed(of)
    expect(outside).toMatchObject({ differs: { groups: 2, rules: 0, bindings: 0, others: 0, name: false }, edited: false })
    expect(await of.keeper.resolveOutside({ choice: 'theirs', version: outside.version, prefer: null })).toMatchObject({ ok: true })
    expect(groupNames(of.projects.state.get().project)).toContain('web')
    expect(of.projects.state.get().undo).toBe('outside.theirs')
    expect(seen(of)).toBeNull()
    of.projects.undo()
    await until(() => !groupNames(contentOf(of.path)).includes('web'))
    expect(seen(of)).toBeNull()
  })

  it('is not written over: autosave waits for a decision, and writes after it', async () => {
    const of = await opened()
    const theirs = edited(base, rename('Theirs'))
    write(of.path, theirs)
    of.projects.edit(rename('Mine'))
    const outside = await changed(of)
    expect(savedIs(of)).toBe('paused')
    expect(await of.keeper.save()).toMatchObject({ ok: false, error: { issues: [{ code: 'document.outside-open' }] } })
    of.projects.edit(create(2, 'mail'))
    await pause(600)
    expect(readFileSync(of.path, 'utf8')).toBe(printProject(theirs))
    expect(await of.keeper.resolveOutside({ choice: 'mine', version: outside.version, prefer: null })).toMatchObject({ ok: true })
    expect(contentOf(of.path)).toMatchObject({ name: 'Mine' })
    expect(groupNames(contentOf(of.path))).toContain('mail')
    expect(seen(of)).toBeNull()
  })

  it('also one that came between our last look and our writing', async () => {
    const of = await opened()
    of.projects.edit(rename('Mine'))
    await pause(250)
    write(of.path, edited(base, rename('Theirs')))
    await pause(400)
    expect(contentOf(of.path)?.name).toBe('Theirs')
    expect(seen(of)?.is).toBe('changed')
  })

  it('is merged with what was edited here, and conflicts are told and decided', async () => {
    const of = await opened()
    write(of.path, edited(base, create(1, 'web'), { do: 'group.update', id: GROUP, name: 'theirs' }))
    of.projects.edit(create(2, 'mail'))
    of.projects.edit({ do: 'group.update', id: GROUP, name: 'mine' })
    await until(() => seen(of)?.is === 'changed' && (seen(of) as { edited?: boolean }).edited === true)
    const outside = await changed(of)
    expect(outside.merge).toEqual({
      count: 1,
      conflicts: [{ path: ['securityGroups', GROUP, 'name'], names: ['mine'], mine: 'mine', theirs: 'theirs' }],
      refused: null,
    })
    const { version } = outside
    expect(await of.keeper.resolveOutside({ choice: 'merge', version, prefer: null })).toMatchObject({
      ok: false,
      error: { issues: [{ code: 'merge.conflicts', values: { count: 1 } }] },
    })
    expect(await of.keeper.resolveOutside({ choice: 'merge', version, prefer: 'theirs' })).toMatchObject({ ok: true })
    expect(groupNames(contentOf(of.path))).toEqual(expect.arrayContaining(['web', 'mail', 'theirs']))
    expect(of.projects.state.get().undo).toBe('outside.merge')
    expect(of.journals()).toEqual([])
  })

  it('tells a rule that both changed as a person writes it', async () => {
    const of = await opened()
    const [rule] = base.securityGroups.flatMap(({ rules }) => rules)
    if (rule === undefined) throw new Error('no rule')
    const update = (remoteIpPrefix: string) => ({ do: 'rule.update', groupId: GROUP, rule: { ...rule, remoteIpPrefix } }) as const
    write(of.path, edited(base, update('10.0.0.0/8')))
    of.projects.edit(update('172.16.0.0/12'))
    await until(() => (seen(of) as { edited?: boolean } | null)?.edited === true)
    const { direction, ethertype, protocol, portRangeMin } = rule
    const words = `${direction} ${ethertype} ${protocol} ${portRangeMin}`
    expect((await changed(of)).merge.conflicts).toEqual([
      {
        path: ['securityGroups', GROUP, 'rules', rule.id],
        names: ['sg-all-ssh'],
        mine: `${words} 172.16.0.0/12`,
        theirs: `${words} 10.0.0.0/8`,
      },
    ])
  })

  it('cannot be merged where both together are no good project; the reasons are told', async () => {
    const at = folder()
    write(join(at, 'lab.json'), edited(base, create(1, 'web')))
    const of = await opened(at)
    const own = of.projects.state.get().project
    const [port] = own.ports
    write(of.path, edited(own, { do: 'port.bind', portId: port?.id ?? '', groupId: own.securityGroups.at(-1)?.id ?? '' }))
    of.projects.edit({ do: 'group.delete', id: own.securityGroups.at(-1)?.id ?? '' })
    await until(() => (seen(of) as { edited?: boolean } | null)?.edited === true)
    const outside = await changed(of)
    expect(outside.merge.refused).toMatchObject({ issues: [{ code: 'merge.refused' }, { code: 'group.unknown' }] })
    expect(await of.keeper.resolveOutside({ choice: 'merge', version: outside.version, prefer: 'mine' })).toMatchObject({
      ok: false,
    })
    expect(await of.keeper.resolveOutside({ choice: 'mine', version: outside.version, prefer: null })).toMatchObject({ ok: true })
  })

  it('that is changed again is looked at again: a choice is about what was seen', async () => {
    const of = await opened()
    write(of.path, edited(base, rename('One')))
    const { version } = await changed(of)
    write(of.path, edited(base, rename('Two')))
    expect(await of.keeper.resolveOutside({ choice: 'mine', version, prefer: null })).toMatchObject({
      ok: false,
      error: { issues: [{ code: 'document.outside-moved' }] },
    })
    expect(contentOf(of.path)?.name).toBe('Two')
    write(of.path, base)
    await until(() => seen(of) === null)
  })

  it('and only laid out in another way, or written as it is here, asks nothing', async () => {
    const of = await opened()
    writeFileSync(of.path, JSON.stringify(base))
    await pause(1300)
    expect(seen(of)).toBeNull()
    of.projects.edit(rename('Same'))
    write(of.path, edited(base, rename('Same')))
    await pause(1300)
    expect(seen(of)).toBeNull()
    expect(savedIs(of)).toBe('saved')
    expect(of.journals()).toEqual([])
  })

  it('renamed over is noticed as well', async () => {
    const of = await opened()
    write(`${of.path}.theirs`, edited(base, rename('Theirs')))
    renameSync(`${of.path}.theirs`, of.path)
    await changed(of)
  })
})

describe('a file that is gone or torn', () => {
  it('is written anew with the next edit', async () => {
    const of = await opened()
    rmSync(of.path)
    await until(() => seen(of)?.is === 'deleted')
    expect(existsSync(of.path)).toBe(false)
    of.projects.edit(rename('Anew'))
    await until(() => existsSync(of.path) && seen(of) === null)
    expect(contentOf(of.path)?.name).toBe('Anew')
  })

  it('or with save; and stays deleted at the end otherwise', async () => {
    const of = await opened()
    rmSync(of.path)
    await until(() => seen(of)?.is === 'deleted')
    expect(await of.keeper.save()).toMatchObject({ ok: true, value: { written: true } })
    rmSync(of.path)
    await of.keeper.close()
    expect(existsSync(of.path)).toBe(false)
    open = null
  })

  it('half-written for a moment is no news', async () => {
    const of = await opened()
    const told: (Outside | null)[] = []
    of.keeper.state.listen(({ outside }) => told.push(outside))
    writeFileSync(of.path, printProject(base).slice(0, 500))
    await pause(400)
    write(of.path, edited(base, rename('Whole')))
    const outside = await changed(of)
    expect(told.every((each) => each?.is !== 'unreadable')).toBe(true)
    expect(outside.differs.name).toBe(true)
  })

  it('that stays unreadable is told, never written over, and put aside by choice', async () => {
    const of = await opened()
    writeFileSync(of.path, '{ broken')
    of.projects.edit(rename('Mine'))
    await until(() => seen(of)?.is === 'unreadable')
    expect(savedIs(of)).toBe('paused')
    expect(readFileSync(of.path, 'utf8')).toBe('{ broken')
    const { version } = seen(of) as { version: string }
    expect(await of.keeper.resolveOutside({ choice: 'theirs', version, prefer: null })).toMatchObject({ ok: false })
    expect(await of.keeper.resolveOutside({ choice: 'mine', version, prefer: null })).toMatchObject({ ok: true })
    expect(contentOf(of.path)?.name).toBe('Mine')
    expect(readFileSync(`${of.path}.set-aside`, 'utf8')).toBe('{ broken')
  })

  it('that cannot be written keeps the edits in the journal, and is tried again', async () => {
    const at = folder()
    const of = await opened(at)
    // A file in the place of the folder: so the disk says no to root, too.
    rmSync(at, { recursive: true })
    writeFileSync(at, '')
    of.projects.edit(rename('Kept'))
    await until(() => savedIs(of) === 'failed')
    expect(of.keeper.state.get().saved).toMatchObject({ error: { kind: 'invalid' } })
    expect(of.journals()).toHaveLength(1)
    rmSync(at)
    await until(() => existsSync(of.path), 8000)
    await until(() => savedIs(of) === 'saved')
    expect(contentOf(of.path)?.name).toBe('Kept')
    expect(of.journals()).toEqual([])
  })
})
