import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { printProject, readProject } from '#shared/project/file'
import { firstOf, openClient, type TestClient } from '../../support/client.ts'
import { HOSTILE_NAMES, withHostileNames } from '../../support/hostile-project.ts'
import { root, type Shell, startShell } from '../../support/shell.ts'
import { labKernel } from './world.ts'

/** A project in which everything has a name that some tool might obey: through the real programs into the kernel, and to a terminal. */
let shell: Shell
let client: TestClient
let path: string
const project = withHostileNames(articleSevenRules)

beforeAll(async () => {
  // The file's own name is no better.
  path = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), '-j $(reboot) \u001b[31m\n"x".json')
  writeFileSync(path, printProject(project))
  shell = await startShell([path])
  client = await openClient(shell)
})
afterAll(async () => {
  client.close()
  await shell.close()
})

/** What a terminal would obey. */
const OBEYED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u
const obeyed = (text: string): string[] => text.split('\n').filter((line) => OBEYED.test(line))

describe('hostile names', () => {
  it('are applied, and the kernel holds nothing of them but our marks', async () => {
    await firstOf(client.call.session.follow(), ({ lab, kernel }) => lab.state === 'running' && kernel !== null)
    expect(await client.call.ruleset.apply({ revision: 1, trial: null })).toMatchObject({ ok: true })
    await firstOf(client.call.session.follow(), ({ kernel }) => kernel?.inStep === true)
    const { dump } = await firstOf(client.call.kernel.follow(), ({ dump: { tables } }) => tables.length > 0)
    const text = JSON.stringify(dump) + JSON.stringify(await labKernel(shell.child.pid ?? 0))
    const comments = [...text.matchAll(/--comment (\S+)/g)].map(([, comment]) => comment)
    expect(comments.length).toBeGreaterThan(20)
    expect(comments.filter((comment) => !/^\\?"?tw:[0-9a-z.]+\\?"?$/.test(comment ?? ''))).toEqual([])
    for (const name of HOSTILE_NAMES) expect(text).not.toContain(JSON.stringify(name).slice(1, -1).slice(0, 40))
  })

  it('come back to the page and into the file as they are', async () => {
    const state = await firstOf(client.call.project.follow(), () => true)
    expect(state.project).toEqual(project)
    const [group] = project.securityGroups
    const description = `${'🧱\n"\u202e\t'.repeat(1999)}end`
    const edit = { do: 'group.update', id: group?.id ?? '', name: `${HOSTILE_NAMES[1]}!`, description } as const
    expect(await client.call.project.edit({ edit })).toMatchObject({ ok: true })
    await firstOf(client.call.document.follow(), ({ saved }) => saved.is === 'saved' && saved.at !== null)
    const read = readProject(readFileSync(path, 'utf8'))
    expect(read.ok && read.value.securityGroups[0]).toEqual({ ...group, name: edit.name, description })
    const session = await firstOf(client.call.session.follow(), ({ kernel }) => kernel !== null)
    expect(session.lab.nodes.map(({ name }) => name)).toEqual([
      ...project.vms.map(({ name }) => name),
      ...project.routers.map(({ name }) => name),
      ...project.outsideHosts.map(({ name }) => name),
    ])
  })

  it('reach a terminal as words only', async () => {
    expect(shell.words()).toContain('\\u001b[31m\\u000a')
    expect(obeyed(shell.words())).toEqual([])
    const cli = (...args: string[]) => execa(process.execPath, [join(root, 'dist/node/cli.js'), ...args], { reject: false })
    const compiled = await cli('compile', '--', path)
    expect(compiled.exitCode).toBe(0)
    expect(compiled.stdout).toBe((await cli('compile', join(root, 'shared/project/examples/article-3.3.3.json'))).stdout)
    const json = await cli('compile', '--json', '--', path)
    expect(JSON.parse(json.stdout)).toHaveProperty('iptables')
    expect(obeyed(json.stdout)).toEqual([])
    const pinged = await cli('ping', '--', path, 'nobody', 'nowhere')
    expect(pinged.exitCode).toBe(2)
    expect(pinged.stderr).toContain('No machine nobody in this lab.')
    expect(obeyed(pinged.stderr)).toEqual([])
    const missing = await cli('compile', '--', `${path}\u001b]0;owned\u0007`)
    expect(missing.stderr).toContain('\\u001b]0;owned\\u0007')
    expect(obeyed(missing.stderr)).toEqual([])
  })
})
