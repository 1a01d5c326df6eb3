import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type History, openHistory } from '#electron/history/history'
import { printKept } from '#electron/history/kept-text'
import { openShelf, shelfFolder } from '#electron/history/shelf'
import type { ApplyHistory } from '#shared/contract/apply-history'
import { MOST_ENTRIES } from '#shared/history/bounds'
import type { ApplyEntry, HistoryEntry } from '#shared/history/entry'
import { base, edited, folder, removeFolders, rename } from '../documents/stage.ts'
import { hostOf } from './moments.ts'

/** The history of applies on a real disk. */
let home = ''
let clock = 1_000_000
beforeEach(() => {
  home = folder()
})
afterEach(removeFolders)

const file = () => join(home, 'lab.json')
const open = (path = file): History => openHistory({ folder: join(home, 'history'), path, now: () => clock++ })
const shelf = () => shelfFolder(join(home, 'history'), file())
async function told(history: History): Promise<ApplyHistory> {
  for await (const state of history.follow()) return state
  throw new Error('nothing was told')
}
const entries = async (history: History): Promise<HistoryEntry[]> =>
  (await told(history)).items.flatMap((item) => (item.is === 'entry' ? [item.entry] : []))
const applied = { revision: 1, at: 5, project: base }
const renamed = edited(base, rename('Harbour'))
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('the history of applies', () => {
  it('has an entry for each act, the newest first, and survives a restart', async () => {
    const { apply } = hostOf(base)
    const history = open()
    await history.log.begun({ ...apply(base, 3, null), trial: 30 })
    history.log.applied('trial', null, 12)
    history.log.confirmed()
    await history.log.begun({
      ...apply(
        edited(base, { do: 'group.create', id: '11111111-1111-4111-8111-111111111111', name: 'x', description: '' }),
        4,
        applied,
      ),
    })
    history.log.applied('unchanged', null, 3)
    history.log.reverted('timed-out', { kind: 'cancelled' })
    await history.settle()
    const all = await entries(history)
    expect(all.map(({ act }) => act)).toEqual(['revert', 'apply', 'confirm', 'apply'])
    const [revert, second, confirm, first] = all
    expect(first).toMatchObject({ result: 'trial', trial: 30, ms: 12, revision: 3, file: file(), project: base.name, point: true })
    expect(first).toMatchObject({ hosts: [{ removed: 0, added: expect.any(Number) }], error: null })
    expect(second).toMatchObject({ result: 'unchanged', point: false, hosts: [{ transactions: 0 }] })
    expect(confirm).toMatchObject({ of: first?.id, revision: 3 })
    expect(revert).toMatchObject({ of: second?.id, why: 'timed-out', error: { kind: 'cancelled' } })
    expect(first?.who).not.toBe('')
    expect(await entries(open())).toEqual(all)
    expect([mode(shelf()), ...new Set(readdirSync(shelf()).map((name) => mode(join(shelf(), name))))]).toEqual(['700', '600'])
  })

  it('has a restore point before each apply: the project and our part of the kernel', async () => {
    const host = hostOf(base)
    const history = open()
    await history.log.begun(host.apply(base, 1, null))
    history.log.applied('kept', null, 1)
    const next = host.apply(
      edited(base, {
        do: 'rule.delete',
        groupId: base.securityGroups.at(-1)?.id ?? '',
        ruleId: base.securityGroups.at(-1)?.rules[0]?.id ?? '',
      }),
      2,
      applied,
    )
    // The point is there before the first write: whoever is killed during the apply finds it.
    await history.log.begun(next)
    const [second, first] = await entries(open())
    expect(second).toMatchObject({ result: 'begun', point: true })
    expect(await history.point(first?.id ?? '')).toMatchObject({
      ok: true,
      value: { project: null, revision: null, hosts: [{ host: host.host }] },
    })
    const point = await open().point(second?.id ?? '')
    expect(point).toEqual({
      ok: true,
      value: {
        id: second?.id,
        at: second?.at,
        revision: 1,
        project: base,
        after: next.project,
        hosts: [{ host: host.host, dump: expect.anything(), plan: next.hosts[0]?.plan, change: expect.anything() }],
      },
    })
    expect(point.ok && JSON.stringify(point.value.hosts[0]?.dump)).toContain('neutron-openvswi-sg-chain')
    expect(point.ok && point.value.hosts[0]?.change?.chains.flatMap(({ lines }) => lines.map(({ sign }) => sign))).toEqual(['-'])
    expect(await history.point('00000000')).toMatchObject({ ok: false, error: { issues: [{ code: 'record.no-point' }] } })
  })

  it('reads the points of an earlier Tapwall, which had neither lines nor the project that was applied', async () => {
    const host = hostOf(base)
    const history = open()
    await history.log.begun(host.apply(base, 1, null))
    const [entry] = await entries(history)
    const path = join(shelf(), `${entry?.at}-${entry?.id}.point.gz`)
    const [, body = ''] = gunzipSync(readFileSync(path)).toString().split('\n')
    const { after: _, ...point } = JSON.parse(body)
    const hosts = point.hosts.map(({ change: __, ...each }: { change: unknown }) => each)
    writeFileSync(path, gzipSync(printKept('point', { ...point, hosts })))
    expect(await open().point(entry?.id ?? '')).toMatchObject({
      ok: true,
      value: { after: null, hosts: [{ host: host.host, change: null, plan: expect.anything() }] },
    })
  })

  it('tells what cannot be read, and leaves it where it is', async () => {
    const { apply } = hostOf(base)
    const history = open()
    for (const revision of [1, 2, 3]) {
      await history.log.begun(apply(revision === 2 ? renamed : base, revision, applied))
      history.log.applied('kept', null, 1)
    }
    await history.settle()
    const [third, second, first] = await entries(history)
    const at = (entry: HistoryEntry | undefined, end: string) => join(shelf(), `${entry?.at}-${entry?.id}.${end}`)
    // Cut short, as a disk does that loses its power; changed by one letter; nothing at all.
    const text = readFileSync(at(second, 'json'), 'utf8')
    truncateSync(at(second, 'json'), text.length - 40)
    writeFileSync(at(first, 'json'), readFileSync(at(first, 'json'), 'utf8').replace('"revision":1', '"revision":7'))
    writeFileSync(join(shelf(), '5-0badf00d.json'), '')
    writeFileSync(join(shelf(), 'notes.txt'), 'mine')
    truncateSync(at(first, 'point.gz'), 100)
    for (const reader of [history, open()]) {
      const { items } = await told(reader)
      expect(items.map(({ is }) => is)).toEqual(['entry', 'unreadable', 'unreadable', 'unreadable'])
      expect(items.at(-1)).toMatchObject({ file: '5-0badf00d.json', error: { issues: [{ code: 'record.damaged' }] } })
      expect(await reader.point(first?.id ?? '')).toMatchObject({ ok: false, error: { issues: [{ code: 'record.damaged' }] } })
    }
    for (let n = 0; n < MOST_ENTRIES + 3; n++) await history.restored(third?.id ?? '', n, base)
    expect(existsSync(at(second, 'json'))).toBe(true)
    expect(existsSync(join(shelf(), 'notes.txt'))).toBe(true)
    const { items } = await told(history)
    expect(items.filter(({ is }) => is === 'entry').length).toBe(MOST_ENTRIES)
    expect(items.filter(({ is }) => is === 'unreadable').length).toBe(3)
    // The point of an entry that made room went with it.
    expect(existsSync(at(third, 'point.gz'))).toBe(false)
  })

  it('a file of another kind is not taken for an entry', async () => {
    const { apply } = hostOf(base)
    const history = open()
    await history.log.begun(apply(base, 1, applied))
    const [name = ''] = readdirSync(shelf()).filter((each) => each.endsWith('.json'))
    const text = readFileSync(join(shelf(), name), 'utf8')
    writeFileSync(join(shelf(), '7-00000007.json'), text.replace('"kind":"entry"', '"kind":"point"'))
    mkdirSync(join(shelf(), '8-00000008.json'))
    expect((await told(history)).items.map(({ is }) => is)).toEqual(['entry', 'unreadable', 'unreadable'])
  })

  it('two programs write at once, and both see all', async () => {
    const { apply } = hostOf(base)
    const [one, other] = [open(), open()]
    const act = async (history: History, revision: number) => {
      await history.log.begun(apply(base, revision, applied))
      history.log.applied('kept', null, 1)
      await history.settle()
    }
    const ten = async (history: History, first: number) => {
      for (let n = first; n < 20; n += 2) await act(history, n)
    }
    await Promise.all([ten(one, 0), ten(other, 1)])
    for (const reader of [one, other]) {
      const all = await entries(reader)
      expect(all.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([...Array(20).keys()])
    }
  })

  it('a disk that says no costs the entry and not the apply; it is told, and the next one is kept', async () => {
    const { apply } = hostOf(base)
    const history = open()
    // A file in the place of the folder: so the disk says no to root, too.
    writeFileSync(join(home, 'history'), '')
    await history.log.begun(apply(base, 1, applied))
    history.log.applied('kept', null, 1)
    await history.settle()
    const blocked = await told(history)
    expect(blocked.items).toEqual([])
    expect(blocked.problem).toMatchObject({ kind: 'invalid' })
    rmSync(join(home, 'history'))
    await history.log.begun(apply(renamed, 2, applied))
    history.log.applied('kept', null, 1)
    await history.settle()
    expect(await told(history)).toMatchObject({ problem: null, items: [{ entry: { revision: 2, result: 'kept' } }] })
  })

  it('goes along when the document is saved under another name', async () => {
    const { apply } = hostOf(base)
    let path = file()
    const history = open(() => path)
    await history.log.begun(apply(base, 1, applied))
    history.log.applied('kept', null, 1)
    await history.settle()
    path = join(home, 'other.json')
    const [entry] = await entries(history)
    expect(entry).toMatchObject({ revision: 1, file: file() })
    expect(await history.point(entry?.id ?? '')).toMatchObject({ ok: true })
    await history.log.begun(apply(renamed, 2, applied))
    expect((await entries(history)).length).toBe(2)
    expect((await entries(open())).length).toBe(1)
  })

  it('points are counted in what the history may take', async () => {
    const put = async (n: number) => {
      const entry: ApplyEntry = {
        ...{
          id: n.toString(16).padStart(8, '0'),
          at: n,
          target: 'lab',
          who: 'me',
          file: file(),
          project: 'p',
          revision: n,
          act: 'apply',
          hosts: [],
        },
        ...{ trial: null, result: 'kept', error: null, ms: 1, point: true },
      }
      await openShelf(shelf()).put(entry)
    }
    await put(1)
    writeFileSync(join(shelf(), '1-00000001.point.gz'), Buffer.alloc(40 * 1024 * 1024))
    await put(2)
    writeFileSync(join(shelf(), '2-00000002.point.gz'), Buffer.alloc(40 * 1024 * 1024))
    await put(3)
    expect(readdirSync(shelf()).toSorted()).toEqual(['2-00000002.json', '2-00000002.point.gz', '3-00000003.json'])
  })
})
