import { access, copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readProject } from '#shared/project/file'
import { firstOf, openClient } from '../support/client.ts'
import { until } from '../support/machine.ts'
import { root, type Shell, startShell } from '../support/shell.ts'

/** Files that the shell opens and keeps. */
let shell: Shell | null = null
afterEach(async () => {
  await shell?.close()
  shell = null
})

const folder = () => mkdtemp(join(tmpdir(), 'tapwall-documents-'))
const groupNames = async (path: string): Promise<string[]> => {
  const project = readProject(await readFile(path, 'utf8'))
  return project.ok ? project.value.securityGroups.map((group) => group.name) : []
}
const id = '11111111-1111-4111-8111-111111111111'
const name = 'a "quoted" name, $(reboot), \n and 🧱'

async function addGroup(of: Shell): Promise<void> {
  const client = await openClient(of)
  expect(await client.call.project.edit({ edit: { do: 'group.create', id, name, description: '' } })).toMatchObject({ ok: true })
  client.close()
}

describe('documents', () => {
  it('an edit is in the file soon after, and there again at the next start', async () => {
    const path = join(await folder(), 'mine.json')
    await copyFile(join(root, 'shared/project/examples/article-3.3.3.json'), path)
    shell = await startShell([path])
    await addGroup(shell)
    expect(await until(async () => (await groupNames(path)).includes(name))).toBe(true)
    await shell.close()
    shell = await startShell([path])
    const client = await openClient(shell)
    expect((await firstOf(client.call.document.follow(), () => true)).path).toBe(path)
    for await (const { project } of await client.call.project.follow()) {
      expect(project.securityGroups.map((group) => group.name)).toContain(name)
      break
    }
    client.close()
  })
  it('an edit just before the end is not lost', async () => {
    const path = join(await folder(), 'mine.json')
    await copyFile(join(root, 'shared/project/examples/article-3.3.3.json'), path)
    shell = await startShell([path])
    await addGroup(shell)
    await shell.close()
    expect(await groupNames(path)).toContain(name)
  })
  it('a second Ctrl+C does not cut the saving short', async () => {
    const path = join(await folder(), 'mine.json')
    await copyFile(join(root, 'shared/project/examples/article-3.3.3.json'), path)
    shell = await startShell([path])
    await addGroup(shell)
    const gone = new Promise<number | null>((resolve) => shell?.child.once('exit', resolve))
    shell.child.kill('SIGINT')
    setTimeout(() => shell?.child.kill('SIGINT'), 1)
    expect(await gone).toBe(0)
    expect(await groupNames(path)).toContain(name)
  })
  it('one program at a time keeps a file; a killed one leaves no claim', async () => {
    const path = join(await folder(), 'mine.json')
    await copyFile(join(root, 'shared/project/examples/article-3.3.3.json'), path)
    shell = await startShell([path])
    await expect(startShell([path])).rejects.toThrow(/open in another Tapwall/)
    shell.child.kill('SIGKILL')
    expect(await until(() => shell?.child.signalCode === 'SIGKILL')).toBe(true)
    shell = await startShell([path])
    await shell.close()
    await expect(access(`${path}.lock`)).rejects.toThrow()
  })
  it('without a file: a second program takes another, and what was drawn last comes back', async () => {
    const home = await folder()
    shell = await startShell([], home)
    const second = await startShell([], home)
    expect(second.words()).toMatch(/first-light\.json is open in another Tapwall/)
    expect(second.words()).toMatch(/kept in .*first-light-2\.json/)
    await addGroup(second)
    await second.close()
    await shell.close()
    shell = await startShell([], home)
    expect(shell.words()).toMatch(/kept in .*first-light-2\.json/)
  })
  it('without a file: one that cannot be read is told and kept', async () => {
    const home = await folder()
    const path = join(home, 'tapwall', 'projects', 'first-light.json')
    await mkdir(join(home, 'tapwall', 'projects'), { recursive: true })
    await writeFile(path, '{broken')
    shell = await startShell([], home)
    expect(shell.words()).toMatch(/first-light\.json: .*stays as it is/)
    expect(shell.words()).toMatch(/kept in .*first-light-2\.json/)
    expect(await readFile(path, 'utf8')).toBe('{broken')
  })
  it('a Networking API document stays as it is; the project is kept beside it', async () => {
    const path = join(await folder(), 'neutron.json')
    const fixture = JSON.parse(await readFile(join(root, 'test/golden/neutron/02_article_333_seven_rules.json'), 'utf8'))
    await writeFile(path, JSON.stringify(fixture.neutron))
    const before = await readFile(path, 'utf8')
    shell = await startShell([path])
    await addGroup(shell)
    await shell.close()
    expect(await readFile(path, 'utf8')).toBe(before)
    expect(await groupNames(path.replace('.json', '.tapwall.json'))).toContain(name)
  })
  it('a file that cannot be read is refused with the reason, and stays as it is', async () => {
    const path = join(await folder(), 'broken.json')
    await writeFile(path, '{ "format": "tapwall-project", ')
    await expect(startShell([path])).rejects.toThrow(/broken\.json/)
    expect(await readFile(path, 'utf8')).toBe('{ "format": "tapwall-project", ')
  })
})
