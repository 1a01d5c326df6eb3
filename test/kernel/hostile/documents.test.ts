import { execFileSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TapwallError } from '#shared/errors'
import { err, type Result } from '#shared/result'
import { firstOf, openClient, type TestClient } from '../../support/client.ts'
import { IssuesSeen } from '../../support/issues-in-chinese.ts'
import { root, type Shell, startShell } from '../../support/shell.ts'
import { filesBelow } from './world.ts'

/** Paths that are traps, asked of the real program: each is answered at once by name, and what they lead to is as it was. */
let shell: Shell
let client: TestClient
let folder: string
const example = join(root, 'shared/project/examples/article-3.3.3.json')
const in_ = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
  copyFileSync(example, in_('mine.json'))
  copyFileSync(example, in_('other.json'))
  writeFileSync(in_('text.json'), 'shopping list\n')
  writeFileSync(in_('empty.json'), '')
  writeFileSync(in_('latin1.json'), Buffer.from(readFileSync(example, 'utf8').replace('"name": "', '"name": "ü'), 'latin1'))
  writeFileSync(in_('deep.json'), '['.repeat(1_000_000))
  mkdirSync(in_('folder.json'))
  execFileSync('mkfifo', [in_('pipe.json')])
  symlinkSync('/etc/passwd', in_('passwd.json'))
  symlinkSync('/dev/zero', in_('zero.json'))
  symlinkSync('/proc/kmsg', in_('kmsg.json'))
  symlinkSync(in_('loop.json'), in_('loop.json'))
  symlinkSync(in_('pipe.json'), in_('to-pipe.json'))
  linkSync(in_('text.json'), in_('hard.json'))
  // A claim that is none of ours, and one that would wait for ever.
  writeFileSync(in_('locked.json'), 'x')
  writeFileSync(in_('locked.json.lock'), 'somebody')
  execFileSync('mkfifo', [in_('other.json.lock')])
  shell = await startShell([in_('mine.json')])
  client = await openClient(shell)
  await firstOf(client.call.document.follow(), () => true)
})
afterAll(async () => {
  client.close()
  await shell.close()
})

const seen = new IssuesSeen()
const PATIENCE = 4000

async function refused(asked: Promise<Result<unknown, TapwallError>>, what: string): Promise<string> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`no answer: ${what}`)), PATIENCE).unref())
  // What the contract itself does not take is an error of oRPC with ours in it.
  const told = asked.catch((thrown: { data?: TapwallError }) => {
    if (thrown.data === undefined) throw thrown
    return err(thrown.data)
  })
  const answer = await Promise.race([told, late])
  if (answer.ok) throw new Error(`not refused: ${what}`)
  seen.add(answer.error)
  expect(answer.error.kind, what).toBe('invalid')
  return answer.error.kind === 'invalid' ? (answer.error.issues[0]?.code ?? '') : ''
}

const NO_FILES = ['/dev/zero', '/dev/null', '/dev/tty', '/', '.', '..', '~', '/proc/self/fd/0', '/proc/self/task']
const NO_PROJECTS = [
  ...['/etc/passwd', '../../../../../../../etc/passwd', '/proc/kmsg', '/proc/self/mem', '/proc/self/environ', '/proc/kcore'],
  ...['/proc/self/cmdline', '/sys/kernel/mm/transparent_hugepage/enabled'],
]
const NO_PATHS = [
  '',
  ' ',
  '\0',
  'a\0.json',
  `/${'x'.repeat(256)}.json`,
  `/${'x/'.repeat(3000)}a`,
  '~nobody/x.json',
  'file:///etc/passwd',
]
const TRAPS = ['text', 'empty', 'latin1', 'deep', 'folder', 'pipe', 'passwd', 'zero', 'kmsg', 'loop', 'to-pipe', 'hard', 'locked']

describe('hostile paths', () => {
  it('are not opened, and the document stays', { timeout: 120_000 }, async () => {
    const before = filesBelow(folder)
    const passwd = readFileSync('/etc/passwd', 'utf8')
    for (const path of [...NO_FILES, ...NO_PROJECTS, ...NO_PATHS, ...TRAPS.map((name) => in_(`${name}.json`))]) {
      const code = await refused(client.call.document.open({ what: { path }, leaveUnsaved: true }), `open ${path}`)
      expect(code, path).toMatch(/^(file|value)\./)
    }
    expect(filesBelow(folder)).toEqual(before)
    expect(readFileSync('/etc/passwd', 'utf8')).toBe(passwd)
    const document = await firstOf(client.call.document.follow(), () => true)
    expect(document).toMatchObject({ path: in_('mine.json'), saved: { is: 'saved' }, outside: null })
  })

  it('are not written over, whatever is asked', { timeout: 120_000 }, async () => {
    const before = filesBelow(folder)
    const passwd = readFileSync('/etc/passwd', 'utf8')
    for (const name of [...TRAPS, 'other'])
      for (const overwrite of name === 'other' ? [false] : [false, true])
        expect(
          await refused(client.call.document.saveAs({ path: in_(`${name}.json`), overwrite }), `save as ${name}`),
          name,
        ).toMatch(/^file\.(never-written-over|exists|disk)$/)
    for (const path of ['/nowhere/a.json', '/etc/passwd/a.json', '/proc/self/a.json', '/dev/null/a.json', ...NO_PATHS.slice(1, 6)])
      await refused(client.call.document.saveAs({ path, overwrite: true }), `save as ${path}`)
    expect(filesBelow(folder)).toEqual(before)
    expect(readFileSync('/etc/passwd', 'utf8')).toBe(passwd)
  })

  it('are not listed', { timeout: 120_000 }, async () => {
    for (const path of ['/dev/zero', '/etc/passwd', '/nowhere', in_('pipe.json'), in_('loop.json'), ...NO_PATHS.slice(1, 6)])
      await refused(client.call.document.folder({ path }), `folder ${path}`)
    const listed = await client.call.document.folder({ path: folder })
    expect(listed.ok && listed.value.entries.map(({ name }) => name)).not.toContain('pipe.json')
    expect(await client.call.document.folder({ path: '/proc' })).toMatchObject({ ok: true })
  })

  it('are told in Chinese without English', async () => {
    expect(seen.codes().length).toBeGreaterThan(8)
    expect(await seen.english()).toEqual([])
  })

  it('a file that becomes a trap while it is open is told, and the edits go elsewhere', async () => {
    execFileSync('rm', [in_('mine.json')])
    execFileSync('mkfifo', [in_('mine.json')])
    const outside = await firstOf(client.call.document.follow(), (state) => state.outside !== null)
    expect(outside.outside).toMatchObject({ is: 'unreadable', error: { issues: [{ code: 'file.not-a-file' }] } })
    expect(await client.call.project.edit({ edit: { do: 'project.rename', name: 'Elsewhere' } })).toMatchObject({ ok: true })
    expect(await client.call.document.saveAs({ path: in_('elsewhere'), overwrite: false })).toMatchObject({
      ok: true,
      value: { path: in_('elsewhere.json') },
    })
    expect(JSON.parse(readFileSync(in_('elsewhere.json'), 'utf8'))).toMatchObject({ name: 'Elsewhere' })
  })
})
