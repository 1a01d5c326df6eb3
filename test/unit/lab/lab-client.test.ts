import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readLines } from '#electron/helper/lines'
import { type LabClient, openLabClient } from '#electron/privilege/lab-client'
import { namespaceRefusal } from '#electron/privilege/user-namespaces'
import type { TapwallError } from '#shared/errors'

/** A lab that says what the test says. */
function fakeLab() {
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  const heard: { id: number; verb: string; job?: number }[] = []
  readLines(
    stdin,
    1e6,
    (line) => heard.push(JSON.parse(line)),
    () => {},
  )
  let end: (words: string) => void = () => {}
  const ended = new Promise<string>((resolve) => {
    end = resolve
  })
  stdin.on('finish', () => end('It ended.'))
  const say = (message: unknown) => stdout.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`)
  const pipe = { pid: 1, stdin, stdout, kill: () => end('It was killed.'), ended }
  return { pipe, say, heard, end }
}
const greeting = { kind: 'greeting', greeting: { lab: 2, pid: 1, uid: 65534 } }
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

async function open(): Promise<ReturnType<typeof fakeLab> & { client: LabClient }> {
  const lab = fakeLab()
  lab.say(greeting)
  const opened = await openLabClient(lab.pipe, 1000)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return { ...lab, client: opened.value }
}
const read = { host: 'compute1', known: null }
const ping = { node: 'a', to: '10.0.0.1', count: 1, interval: 1, size: 56 }

describe('the pipe to the lab', () => {
  it('answers each request by its number, in whatever order, with the lines that belong to it', async () => {
    const { client, say, heard } = await open()
    const lines: string[] = []
    const first = client.request('ping', ping, { onLine: (text) => lines.push(text) })
    const second = client.request('apply', { plan: { host: 'compute1', from: [], transactions: [] }, trial: null })
    await turn()
    const [one, two] = heard.map((message) => message.id)
    say({ kind: 'answer', id: two, value: { ms: 3 } })
    say({ kind: 'line', id: one, at: 1, text: 'PING' })
    say({ kind: 'refusal', id: one, error: { kind: 'busy', doing: 'x' } })
    expect(await second).toEqual({ ok: true, value: { ms: 3 } })
    expect(await first).toEqual({ ok: false, error: { kind: 'busy', doing: 'x' } })
    expect(lines).toEqual(['PING'])
  })

  it('cancels a job once, and does not send one that is cancelled already', async () => {
    const { client, say, heard } = await open()
    const cancel = new AbortController()
    const asked = client.request('ping', ping, { signal: cancel.signal })
    cancel.abort()
    await turn()
    expect(heard[1]).toMatchObject({ verb: 'cancel', job: heard[0]?.id })
    say({ kind: 'answer', id: heard[0]?.id, value: { exitCode: 0 } })
    expect(await asked).toEqual({ ok: true, value: { exitCode: 0 } })
    expect(await client.request('ping', ping, { signal: cancel.signal })).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(heard.length).toBe(2)
  })

  it('tells everyone once when the lab is gone', async () => {
    const { client, end } = await open()
    const told: TapwallError[] = []
    client.onExit((error) => told.push(error))
    const stop = client.onExit(() => told.push({ kind: 'cancelled' }))
    stop()
    const asked = client.request('read', read)
    end('It ended with status 3.')
    const lost = { kind: 'helper-lost', detail: 'It ended with status 3.' }
    expect(await asked).toEqual({ ok: false, error: lost })
    expect(await client.request('read', read)).toEqual({ ok: false, error: lost })
    expect(told).toEqual([lost])
    client.onExit((error) => told.push(error))
    expect(told.length).toBe(2)
  })

  it.each([
    ['what is not of the protocol', 'hello\n'],
    ['an answer of an unknown kind', { kind: 'gift', id: 1 }],
  ])('ends a lab that says %s', async (_, words) => {
    const { client, say } = await open()
    const asked = client.request('read', read)
    say(words)
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'helper-lost', detail: expect.stringContaining('protocol') } })
  })

  it('refuses an answer that is not one to what was asked', async () => {
    const { client, say, heard } = await open()
    const asked = client.request('read', read)
    await turn()
    say({ kind: 'answer', id: heard[0]?.id, value: { ms: 1 } })
    const answer = await asked
    const issues = !answer.ok && answer.error.kind === 'invalid' ? answer.error.issues : []
    expect(issues.map(({ code }) => code)).toEqual(['lab.answer', ...Array(7).fill('value.missing'), 'value.unknown-keys'])
  })

  it('does not wait for ever for a greeting', async () => {
    const lab = fakeLab()
    expect(await openLabClient(lab.pipe, 20)).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
  })
})

describe('lines of a stream', () => {
  const collect = (chunks: readonly (string | Buffer)[], longest = 100) => {
    const stream = new PassThrough()
    const lines: string[] = []
    readLines(
      stream,
      longest,
      (line) => lines.push(line),
      () => lines.push('TOO LONG'),
    )
    for (const chunk of chunks) stream.write(chunk)
    return turn().then(() => lines)
  }
  it('come whole, wherever the pieces are cut', async () => {
    const bytes = Buffer.from('é\nb\n\nc')
    expect(await collect([bytes.subarray(0, 1), bytes.subarray(1)])).toEqual(['é', 'b', ''])
    expect(await collect(['a', 'b', 'c\nd\n'])).toEqual(['abc', 'd'])
  })
  it('end with one that is too long', async () => {
    expect(await collect(['ok\n', 'x'.repeat(60), 'x'.repeat(60), '\nmore\n'])).toEqual(['ok', 'TOO LONG'])
  })
})

describe('a machine that gives no user namespaces', () => {
  const values = (files: Record<string, number>) => (file: string) => files[file] ?? null
  it.each([
    ['/proc/sys/user/max_user_namespaces', 0, 'sysctl -w user.max_user_namespaces=15000'],
    ['/proc/sys/kernel/unprivileged_userns_clone', 0, 'sysctl -w kernel.unprivileged_userns_clone=1'],
    ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 1, 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ])('is told with the line that helps: %s', (file, value, line) => {
    const refusal = namespaceRefusal('', values({ [file]: value }))
    expect(refusal).toMatchObject({ kind: 'privilege', reason: 'no-user-namespaces', fix: expect.stringContaining(line) })
  })
  it('and when no setting forbids it, with the words of unshare', () => {
    const all = { '/proc/sys/user/max_user_namespaces': 9, '/proc/sys/kernel/unprivileged_userns_clone': 1 }
    const refusal = namespaceRefusal('unshare failed: Operation not permitted', values(all))
    expect(refusal).toMatchObject({ kind: 'privilege', detail: expect.stringContaining('Operation not permitted') })
  })
})
