import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { claimFile } from '#electron/project-file/claim'
import { openFile } from '#electron/project-file/file'
import { readText } from '#electron/project-file/read-text'
import { printProject } from '#shared/project/file'
import { base, folder, removeFolders } from './stage.ts'

/** What is in a file's place and is no file of ours: it is told at once, and nothing of it is touched. */
afterEach(removeFolders)

const code = async (path: string): Promise<string> => {
  const read = await readText(path)
  return read.ok ? `read: ${read.value}` : read.error.kind === 'invalid' ? (read.error.issues[0]?.code ?? 'none') : read.error.kind
}

describe('reading', () => {
  it.each([
    ['/dev/zero', 'file.not-a-file'],
    ['/dev/null', 'file.not-a-file'],
    ['/', 'file.not-a-file'],
    ['/nowhere', 'file.ENOENT'],
    ['/etc/hostname/x', 'file.ENOTDIR'],
    // Reading them would wait for the kernel's next word, take it from others, or never end.
    ['/proc/kmsg', 'read: '],
    ['/proc/self/mem', 'read: '],
    ['/proc/self/pagemap', 'read: '],
  ])('%s is told at once: %s', { timeout: 20_000 }, async (path, told) => expect(await code(path)).toBe(told))

  it('waits for no pipe, follows no endless link, and reads no file of a disk’s size', { timeout: 20_000 }, async () => {
    const at = folder()
    const in_ = (name: string) => join(at, name)
    execFileSync('mkfifo', [in_('pipe')])
    symlinkSync(in_('pipe'), in_('to-pipe'))
    symlinkSync(in_('loop'), in_('loop'))
    writeFileSync(in_('huge'), '')
    truncateSync(in_('huge'), 2 ** 40)
    expect(await Promise.all(['pipe', 'to-pipe', 'loop', 'huge'].map((name) => code(in_(name))))).toEqual([
      'file.not-a-file',
      'file.not-a-file',
      'file.disk',
      'file.too-large',
    ])
  })

  it('refuses what is no UTF-8, since saved again its names would be lost', async () => {
    const at = folder()
    const text = printProject({ ...base, name: 'Zürich 虚机' })
    const write = (name: string, bytes: Buffer) => {
      writeFileSync(join(at, name), bytes)
      return openFile(join(at, name))
    }
    expect(await write('utf8', Buffer.from(text))).toMatchObject({ ok: true, value: { project: { name: 'Zürich 虚机' } } })
    expect(await write('bom', Buffer.from(`\ufeff${text}`))).toMatchObject({ ok: true })
    const other = { ok: false, error: { issues: [{ code: 'file.not-utf8' }] } }
    expect(await write('latin1', Buffer.from(text, 'latin1'))).toMatchObject(other)
    expect(await write('utf16', Buffer.from(`\ufeff${text}`, 'utf16le'))).toMatchObject(other)
  })
})

describe('a claim', () => {
  it('leaves alone what another program keeps in its place', { timeout: 20_000 }, async () => {
    const at = folder()
    const lock = (name: string) => join(at, `${name}.lock`)
    writeFileSync(lock('editor'), '4711')
    writeFileSync(lock('empty'), '')
    symlinkSync('/dev/zero', lock('link'))
    execFileSync('mkfifo', [lock('pipe')])
    mkdirSync(lock('folder'))
    const before = readdirSync(at)
    for (const name of ['editor', 'empty', 'link', 'pipe', 'folder']) {
      const claimed = await claimFile(join(at, name))
      expect('claim' in claimed, name).toBe(true)
      if ('claim' in claimed) claimed.claim.release()
    }
    expect(readdirSync(at)).toEqual(before)
    expect(readFileSync(lock('editor'), 'utf8')).toBe('4711')
  })

  it('of a program that has ended is taken, and one that another has by now is not given back', async () => {
    const path = join(folder(), 'a.json')
    writeFileSync(`${path}.lock`, '4194304 1')
    const claimed = await claimFile(path)
    if (!('claim' in claimed)) throw new Error('it is claimed')
    expect(readFileSync(`${path}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `))
    writeFileSync(`${path}.lock`, '1 5')
    claimed.claim.release()
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('1 5')
  })
})
