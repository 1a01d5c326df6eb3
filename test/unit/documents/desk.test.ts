import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Desk, type Opened, openDesk } from '#electron/program/desk'
import { documentsOf } from '#electron/program/documents'
import type { Program } from '#electron/program/open-program'
import type { TapwallError } from '#shared/errors'
import { labTopology } from '#shared/helper/lab-topology'
import { checkProject } from '#shared/project/check'
import { examples } from '#shared/project/examples'
import { printProject } from '#shared/project/file'
import { ok, type Result } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'
import { base, contentOf, edited, folder, pause, removeFolders, rename, until, write } from './stage.ts'

/** One program at a time, as both shells hold it. */
let home = ''
let desk: Desk
let labs: FakeLab[] = []
let told: Opened[] = []
let said: string[] = []
beforeEach(() => {
  home = folder()
  vi.stubEnv('XDG_DATA_HOME', join(home, 'data'))
  vi.stubEnv('XDG_STATE_HOME', join(home, 'state'))
  vi.spyOn(console, 'error').mockImplementation((words) => said.push(String(words)))
  labs = []
  told = []
  said = []
  desk = openDesk({
    startLab: async () => {
      const lab = fakeLab()
      labs.push(lab)
      return ok(lab.client)
    },
    onOpen: (opened) => told.push(opened),
  })
})
afterEach(async () => {
  await desk.close()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  removeFolders()
})

const program = (): Program => {
  const found = desk.program()
  if (found === null) throw new Error('nothing is open')
  return found
}
const must = <T>(result: Result<T, TapwallError>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const code = (result: Result<unknown, TapwallError>): string =>
  result.ok ? 'ok' : result.error.kind === 'invalid' ? (result.error.issues[0]?.code ?? '') : result.error.kind
const file = (name: string, project = base): string => {
  write(join(home, name), project)
  return join(home, name)
}
const path = () => program().keeper.state.get().path
const documents = () => documentsOf(program(), desk)
const kept = () => join(home, 'data', 'tapwall', 'projects')
const locks = () => readdirSync(home).filter((name) => name.endsWith('.lock'))

describe('the desk', () => {
  it('takes another document in the place of the present one: saved, its lab ended, its lines told, its claim gone', async () => {
    const [one, two] = [file('one.json'), file('two.json', edited(base, rename('Two')))]
    must(await desk.open({ path: one }))
    desk.beginLabs()
    await until(() => program().session.state.get().lab.state === 'running')
    const former = program()
    let swaps = 0
    desk.attach({ swap: () => swaps++ })
    desk.attach({ swap: () => swaps++ })()
    former.session.projects.edit(rename('Edited'))
    expect(must(await desk.open({ path: two }))).toMatchObject({ path: two, changed: true })
    // Whoever asked hears it before the lines end.
    expect(swaps).toBe(0)
    expect(program().id).not.toBe(former.id)
    await until(() => labs.length === 2)
    expect([swaps, labs[0]?.closed(), labs[1]?.closed()]).toEqual([1, true, false])
    expect(contentOf(one)?.name).toBe('Edited')
    expect(locks()).toEqual(['two.json.lock'])
    expect(told.map((opened) => opened.path)).toEqual([one, two])
  })

  it('stays with the present one when the other cannot be opened', async () => {
    must(await desk.open({ path: file('one.json') }))
    const { id } = program()
    writeFileSync(join(home, 'broken.json'), '{')
    mkdirSync(join(home, 'folder.json'))
    for (const [other, why] of [
      ['broken.json', 'file.ends-early'],
      ['absent.json', 'file.ENOENT'],
      ['folder.json', 'file.not-a-file'],
    ] as const)
      expect(code(await desk.open({ path: join(home, other) }))).toBe(why)
    expect(code(await desk.open({ name: 'x.json', text: '[]' }))).toBe('file.unknown-document')
    expect(program().id).toBe(id)
    expect(locks()).toEqual(['one.json.lock'])
  })

  it('knows the file that is open, by whatever name', async () => {
    const one = file('one.json')
    must(await desk.open({ path: one }))
    const { id } = program()
    expect(must(await desk.open({ path: join(home, 'data', '..', 'one.json') }))).toMatchObject({ changed: false })
    expect(must(await desk.open(null))).toMatchObject({ changed: false, path: one })
    expect(program().id).toBe(id)
  })

  it('is busy while an apply or a test is under way', async () => {
    must(await desk.open({ path: file('one.json') }))
    desk.beginLabs()
    const { session } = program()
    await until(() => session.state.get().kernel !== null)
    const release = labs[0]?.hold('apply')
    const applying = session.applies.apply(1, null)
    await until(() => session.state.get().applying !== null)
    expect(await desk.open({ path: file('two.json') })).toMatchObject({ ok: false, error: { kind: 'busy' } })
    release?.()
    must(await applying)
    const [vm] = base.vms
    const test = session.ping({ from: vm?.id ?? '', to: '192.168.1.15', count: 1, interval: 1, size: 56 })
    void test.next()
    await until(() => session.state.get().pinging)
    expect(await desk.open({ path: join(home, 'two.json') })).toMatchObject({ ok: false, error: { kind: 'busy' } })
    expect(existsSync(join(home, 'two.json.lock'))).toBe(false)
    await test.return()
    must(await desk.open({ path: join(home, 'two.json') }))
  })

  it('does not leave a document whose edits are not in its file, unless that is wanted; then they are offered again', async () => {
    const one = file('one.json')
    must(await desk.open({ path: one }))
    write(one, edited(base, rename('Theirs')))
    program().session.projects.edit(rename('Mine'))
    await until(() => program().keeper.state.get().outside !== null)
    expect(code(await desk.open({ example: 'empty-lab' }))).toBe('document.unsaved')
    expect([readdirSync(kept()), locks()]).toEqual([[], ['one.json.lock']])
    must(await desk.open({ example: 'empty-lab' }, true))
    await until(() => !existsSync(`${one}.lock`))
    expect(contentOf(one)?.name).toBe('Theirs')
    must(await desk.open({ path: one }))
    expect(program().keeper.state.get().recovery).toMatchObject({ is: 'offered', edits: 1, moved: true })
  })

  it('opens one after the other when two are asked for at once', async () => {
    const [one, two, three] = [file('one.json'), file('two.json'), file('three.json')]
    must(await desk.open({ path: one }))
    const [a, b] = await Promise.all([desk.open({ path: two }), desk.open({ path: three })])
    expect([must(a).path, must(b).path, path()]).toEqual([two, three, three])
    await until(() => locks().length === 1)
    expect(locks()).toEqual(['three.json.lock'])
  })
})

describe('what is opened', () => {
  it('without a name is what was open last, wherever it is; what is gone is passed over', async () => {
    const [one, two, three] = [file('one.json'), file('two.json'), file('three.json')]
    for (const each of [one, two, three]) must(await desk.open({ path: each }))
    await desk.close()
    rmSync(three)
    writeFileSync(two, 'shopping list')
    const { notes } = must(await desk.open(null))
    expect(path()).toBe(one)
    expect(notes).toEqual([`${three} is not there any more.`, expect.stringMatching(/two\.json: .* It stays as it is\.$/)])
    expect(await desk.recent.list()).toMatchObject([{ path: one }, { path: three, missing: true }, { path: two }])
  })

  it('at the very first start is the article, in the data folder', async () => {
    expect(must(await desk.open(null))).toMatchObject({ path: join(kept(), 'first-light.json'), notes: [] })
    await until(() => existsSync(path()))
    expect(contentOf(path())).toEqual(examples['article-without-group'])
  })

  it('an example is a new document each time', async () => {
    must(await desk.open({ example: 'article-seven-rules' }))
    must(await desk.open({ example: 'article-seven-rules' }))
    await until(() => existsSync(join(kept(), 'article-seven-rules-2.json')))
    expect(path()).toBe(join(kept(), 'article-seven-rules-2.json'))
    expect(contentOf(join(kept(), 'article-seven-rules.json'))).toEqual(examples['article-seven-rules'])
  })

  it('a text that came without its file is a new document, and nothing else is written', async () => {
    must(await desk.open(null))
    must(
      await documents().openTexts([{ name: '../../one.json', text: printProject(edited(base, rename('Dropped'))) }], false, null),
    )
    expect(path()).toBe(join(kept(), 'one.json'))
    await until(() => contentOf(join(kept(), 'one.json'))?.name === 'Dropped')
    const neutron = JSON.parse(readFileSync('test/golden/neutron/02_article_333_seven_rules.json', 'utf8')).neutron
    const texts = [{ name: 'cloud.json', text: JSON.stringify(neutron) }]
    const preview = must(await documents().openTexts(texts, false, null))
    expect(preview).toMatchObject({ is: 'import', files: ['cloud.json'], counts: { groups: 1, rules: 7 }, losses: [], more: 0 })
    expect(path()).toBe(join(kept(), 'one.json'))
    if (preview.is !== 'import') throw new Error('it was opened')
    expect(must(await documents().openTexts(texts, false, preview.version))).toMatchObject({ path: join(kept(), 'cloud.json') })
  })

  it('of the API by its path is made beside it when what was shown is agreed to, and shown again when it has changed', async () => {
    must(await desk.open({ path: file('one.json') }))
    const cloud = join(home, 'cloud.json')
    writeFileSync(cloud, '{"networks": []}')
    const first = must(await documents().open({ path: cloud }, false, null))
    if (first.is !== 'import') throw new Error('it was opened')
    writeFileSync(cloud, '{"networks": [], "trunks": []}')
    const second = must(await documents().open({ path: cloud }, false, first.version))
    if (second.is !== 'import') throw new Error('what nobody saw was opened')
    expect(second.version).not.toBe(first.version)
    expect(must(await documents().open({ path: cloud }, false, second.version))).toEqual({
      ...{ is: 'opened', changed: true },
      path: join(home, 'cloud.tapwall.json'),
    })
    await until(() => contentOf(join(home, 'cloud.tapwall.json')) !== null)
    expect(readFileSync(cloud, 'utf8')).toContain('trunks')
  })

  it('is written as a document of the API, never over anything else', async () => {
    must(await desk.open({ path: file('one.json') }))
    expect(must(await documents().exportAs('cloud', false)).path).toBe(join(home, 'cloud.json'))
    expect(path()).toBe(join(home, 'one.json'))
    expect(code(await documents().exportAs('cloud', false))).toBe('export.exists')
    expect(must(await documents().exportAs('cloud', true)).path).toBe(join(home, 'cloud.json'))
    expect(code(await documents().exportAs('one', true))).toBe('file.open-elsewhere')
    const project = file('two.json')
    expect(code(await documents().exportAs('two', true))).toBe('export.never-written-over')
    expect(contentOf(project)).not.toBeNull()
    const read = must(await documents().open({ path: join(home, 'cloud.json') }, false, null))
    expect(read).toMatchObject({ is: 'import', losses: [] })
  })

  it('a deleted file whose last edits are known comes back with them', async () => {
    const one = file('one.json')
    must(await desk.open({ path: one }))
    program().session.projects.edit(rename('Lost'))
    program().keeper.abandon()
    rmSync(one)
    desk = openDesk({ startLab: async () => ok(fakeLab().client) })
    must(await desk.open({ path: one }))
    await until(() => program().keeper.state.get().outside?.is === 'deleted')
    const { recovery } = program().keeper.state.get()
    expect(recovery).toMatchObject({ is: 'offered', edits: 1 })
    must(await program().keeper.restore(recovery?.id ?? '', null))
    await until(() => existsSync(one))
    expect(contentOf(one)?.name).toBe('Lost')
  })
})

describe('what a page asks', () => {
  it('saves under a name as it is written: relative to the document, with .json where it lacks', async () => {
    must(await desk.open({ path: file('one.json') }))
    expect(must(await documents().saveAs('other', false)).path).toBe(join(home, 'other.json'))
    expect(must(await documents().saveAs('third.json', false)).path).toBe(join(home, 'third.json'))
    expect(code(await documents().saveAs('other', false))).toBe('file.exists')
    expect(code(await documents().saveAs('', false))).toBe('file.path-empty')
    expect(must(await documents().recent()).files.map((each) => each.path)).toEqual(
      ['third.json', 'other.json', 'one.json'].map((name) => join(home, name)),
    )
    expect(must(await documents().forget(join(home, 'other.json'))).files).toHaveLength(2)
  })

  it('lists the folder of the document, or another', async () => {
    must(await desk.open({ path: file('one.json') }))
    expect(must(await documents().folder(null))).toMatchObject({ path: home, documents: null })
    mkdirSync(kept(), { recursive: true })
    expect(must(await documents().folder(null)).documents).toBe(kept())
    expect(must(await documents().folder('..')).path).toBe(join(home, '..'))
    expect(code(await documents().folder('absent'))).toBe('file.ENOENT')
  })
})

describe('a step that changes the machines of the lab', () => {
  it('starts a new lab; any other leaves the lab alone', async () => {
    const one = file('one.json')
    must(await desk.open({ path: one }))
    desk.beginLabs()
    const { session, keeper } = program()
    await until(() => session.state.get().lab.state === 'running')
    session.projects.edit(rename('Only a name'))
    session.projects.undo()
    await pause(50)
    expect(labs).toHaveLength(1)
    write(one, { ...base, vms: base.vms.map((vm) => ({ ...vm, name: `${vm.name}x` })) })
    await until(() => keeper.state.get().outside?.is === 'changed')
    const { outside } = keeper.state.get()
    must(await keeper.resolveOutside({ choice: 'theirs', version: (outside as { version: string }).version, prefer: null }))
    await until(() => labs.length === 2)
    expect(labs[0]?.closed()).toBe(true)
  })
})

describe('examples', () => {
  it.each(Object.entries(examples))('%s is in order, and a lab can be built of it', (_, project) => {
    expect(checkProject(project)).toEqual([])
    expect(labTopology(project).ok).toBe(true)
  })
})
