import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StandardRPCJsonSerializer, StandardRPCSerializer } from '@orpc/client/standard'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PingEvent } from '#shared/contract/states'
import { TapwallError } from '#shared/errors'
import { parseAddress } from '#shared/net/address'
import { articleSevenRules as project } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { type Chance, chanceFor } from '../../support/chance.ts'
import { firstOf, openClient } from '../../support/client.ts'
import { hostileValue } from '../../support/hostile-values.ts'
import { IssuesSeen } from '../../support/issues-in-chinese.ts'
import { garble, mutantText, mutate, noise } from '../../support/mutants.ts'
import { root, type Shell, startShell } from '../../support/shell.ts'
import { callsOf, editNames, editSamples, samples } from './contract-samples.ts'
import { openRawLine, type RawLine } from './line.ts'
import { worldOf } from './world.ts'

/**
 * Mutants of every call of the contract, sent to the real program over its own WebSocket: each is refused by name, and nothing has
 * happened. What is by chance a message that the contract takes is not sent, unless it is sure to be refused for its sense.
 */
const MUTANTS = 8000
const calls = callsOf()
/** The call that can change most has the most mutants. */
const turns = [
  ...calls,
  ...calls.filter(({ path }) => path === 'project/edit').flatMap((call) => Array(editNames.length).fill(call)),
]
const serializer = new StandardRPCSerializer(new StandardRPCJsonSerializer())

let shell: Shell
let folders: string[]
beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), join(folder, 'article.json'))
  folders = [home, folder]
  shell = await startShell([join(folder, 'article.json')], home)
  const client = await openClient(shell)
  await firstOf(client.call.session.follow(), ({ lab, kernel }) => lab.state === 'running' && kernel !== null)
  expect(await client.call.ruleset.apply({ revision: 1, trial: null })).toMatchObject({ ok: true })
  client.close()
})
afterAll(() => shell.close())

/** `closed`: no message of the contract. `refused`: an error of ours. `failed`: a valid call whose answer is a refusal. */
type Expected = 'closed' | 'refused' | 'failed' | null

function inputOf(body: unknown): { readonly input: unknown } | null {
  try {
    return { input: serializer.deserialize(body) }
  } catch {
    return null
  }
}

/** What must become of a message in a good envelope; null for one that would do something. */
function expectedOf(path: string, body: unknown): Expected {
  const call = calls.find((c) => c.path === path)
  const decoded = inputOf(body)
  if (call === undefined || decoded === null || !call.accepts(decoded.input)) return 'refused'
  const { input } = decoded
  if (path === 'project/edit') return applyEdit(project, (input as { edit: Edit }).edit).ok ? null : 'failed'
  if (path === 'ruleset/apply') return (input as { revision: number }).revision === 1 ? null : 'failed'
  // Nothing was edited, so the history is empty.
  if (['project/undo', 'project/redo', 'project/goTo'].includes(path)) return 'failed'
  if (path === 'project/commandsOf') {
    const { from, to, revision } = input as { from: number | null; to: number; revision: number }
    return revision === 1 && to === 0 && (from ?? 0) === 0 ? null : 'failed'
  }
  if (path !== 'ping/run') return null
  const { from, to } = input as { from: string; to: string }
  const nodes = [...project.vms, ...project.routers, ...project.outsideHosts]
  return nodes.every(({ id }) => id !== from) || !parseAddress(to).ok ? 'failed' : null
}

const seen = new IssuesSeen()

/** The error of an answer, or the reason why it is no refusal of ours. */
function refusalIn(answer: unknown, expected: Expected): TapwallError | string {
  const { p } = answer as { p?: { s?: number; b?: { json?: unknown }; d?: { json?: unknown } } }
  const told =
    expected === 'refused'
      ? ((p?.b?.json ?? {}) as { data?: unknown }).data
      : p?.d === undefined
        ? ((p?.b?.json ?? {}) as { error?: unknown }).error
        : ((p.d.json ?? {}) as Partial<Extract<PingEvent, { kind: 'failed' }>>).error
  const error = TapwallError.safeParse(told)
  if (!error.success) return 'no error of ours'
  if (error.data.kind === 'bug') return 'a bug'
  if (error.data.kind === 'invalid' && error.data.issues.length === 0) return 'no reason'
  return expected === 'refused' && p?.s !== 400 && p?.s !== 404 ? `status ${p?.s}` : error.data
}

/** A body, wounded in its input, in what oRPC tells about it, or as a whole. */
function bodyOf(path: string, random: Chance): string {
  const all = Object.values(samples).flat()
  const valid = random.pick(samples[path] ?? [])
  const text = mutantText(valid ?? hostileValue(random), all, random)
  switch (random.below(12)) {
    case 0:
      return `{"json":${text || 'null'},"meta":${mutantText(
        [
          [0, 'edit', 'id'],
          [random.below(9), 'from'],
        ],
        all,
        random,
      )}}`
    case 1:
      return text
    default:
      return `{"json":${text || 'null'}}`
  }
}

const parsed = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

interface Mutant {
  readonly id: string
  readonly path: string
  readonly message: string | Buffer
  readonly expected: Exclude<Expected, null>
}

function envelopeMutant(id: string, path: string, random: Chance): Mutant {
  const valid = { i: id, p: { u: `/${path}`, b: { json: random.pick(samples[path] ?? []) } } }
  const text = random.oneIn(3)
    ? garble(JSON.stringify(valid), random)
    : JSON.stringify(
        mutate(
          valid,
          [
            { i: id, t: 4 },
            { i: id, t: 3, p: { e: 'x' } },
          ],
          random,
        ),
      )
  const message = random.oneIn(6) ? noise(random) : random.oneIn(6) ? Buffer.from(text ?? '') : (text ?? '')
  return { id, path, message, expected: 'closed' }
}

/** Whether the guard lets a text pass: then it is no wrong envelope, and what it does is another's to say. */
const isEnvelope = (value: unknown): boolean => {
  const { i, t, p } = (value ?? {}) as { i?: unknown; t?: unknown; p?: unknown }
  const { u, e } = (p ?? {}) as { u?: unknown; e?: unknown }
  return (
    typeof i === 'string' && i !== '' && i.length <= 64 && (t === 4 || (t === 3 ? typeof e === 'string' : typeof u === 'string'))
  )
}

function mutantFor(at: number, random: Chance): Mutant | null {
  const { path } = random.pick(turns)
  const id = `m${at}`
  if (random.oneIn(6)) {
    const mutant = envelopeMutant(id, path, random)
    const whole = typeof mutant.message === 'string' ? parsed(mutant.message) : null
    return whole !== null && isEnvelope(whole.value) ? null : mutant
  }
  const wrongPath = random.oneIn(25) ? `/${path}${random.pick(['x', '/x', '//', '/__proto__', '/constructor'])}` : `/${path}`
  const message = `{"i":"${id}","p":{"u":"${wrongPath}","b":${bodyOf(path, random) || 'null'}}}`
  const whole = parsed(message)
  if (whole === null) return { id, path, message, expected: 'closed' }
  const envelope = whole.value as { p: { u: string; b?: unknown } }
  const keys = Object.keys(envelope).join() + Object.keys(envelope.p).join()
  if (keys !== 'i,pu,b') return { id, path, message, expected: 'closed' }
  const expected = expectedOf(envelope.p.u.replace(/^\/|\/$/g, ''), envelope.p.b)
  return expected === null ? null : { id, path, message, expected }
}

describe('mutants of the contract', () => {
  it('are made of a valid input for every call and every edit', () => {
    expect(Object.keys(samples).sort()).toEqual(calls.map(({ path }) => path).sort())
    expect(editSamples.map((edit) => edit.do).sort()).toEqual([...editNames].sort())
    for (const { path, accepts } of calls) for (const sample of samples[path] ?? []) expect(accepts(sample), path).toBe(true)
  })

  it(`are refused by name, ${MUTANTS} of them, and change nothing`, { timeout: 300_000 }, async () => {
    const random = chanceFor('contract')
    const before = await worldOf(shell.child.pid ?? 0, folders)
    const counts = { closed: 0, refused: 0, failed: 0 }
    const byCall = new Map<string, number>()
    const wrong: string[] = []
    let line: RawLine = await openRawLine(shell)
    const one = async ({ id, path, message, expected }: Mutant) => {
      counts[expected] += 1
      byCall.set(path, (byCall.get(path) ?? 0) + 1)
      if (expected === 'closed') {
        const own = await openRawLine(shell)
        const code = await own.closedBy(message)
        if (code !== 4400) wrong.push(`closed with ${code}: ${String(message).slice(0, 300)}`)
        return
      }
      const refusal = refusalIn(await line.ask(id, String(message)), expected)
      if (typeof refusal === 'string') wrong.push(`${refusal}: ${String(message).slice(0, 300)}`)
      else seen.add(refusal)
    }
    for (let at = 0, done = 0; done < MUTANTS; ) {
      const batch: Mutant[] = []
      while (batch.length < Math.min(50, MUTANTS - done)) {
        const mutant = mutantFor(at++, random)
        if (mutant !== null) batch.push(mutant)
      }
      await Promise.all(batch.map(one))
      done += batch.length
      if (wrong.length > 0) break
      // A new line now and then: main must forget the old ones.
      if (done % 1000 === 0) {
        line.close()
        line = await openRawLine(shell)
      }
    }
    line.close()
    console.log(JSON.stringify({ ...counts, calls: Object.fromEntries(byCall), codes: seen.codes().length }))
    expect(wrong).toEqual([])
    expect(counts.closed + counts.refused + counts.failed).toBe(MUTANTS)
    for (const { path } of calls) expect(byCall.get(path) ?? 0, path).toBeGreaterThan(MUTANTS / turns.length / 2)

    expect(await worldOf(shell.child.pid ?? 0, folders)).toEqual(before)
    const client = await openClient(shell)
    const now = await firstOf(client.call.project.follow(), () => true)
    expect({ ...now, applied: null }).toMatchObject({ revision: 1, project, undo: null, redo: null })
    expect(now.applied?.revision).toBe(1)
    const document = await firstOf(client.call.document.follow(), () => true)
    expect(document).toMatchObject({ saved: { is: 'saved' }, outside: null, recovery: null })
    const session = await firstOf(client.call.session.follow(), ({ kernel }) => kernel !== null)
    expect(session).toMatchObject({
      lab: { state: 'running' },
      kernel: { inStep: true },
      pinging: false,
      lastApply: { error: null },
    })
    client.close()
    expect(shell.words().replace(/^Tapwall is at .*\nThe project is kept in .*\n/, '')).toBe('')
    expect(readFileSync(join(folders[1] ?? '', 'article.json'), 'utf8')).toBe(
      readFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), 'utf8'),
    )
  })

  it('are told in Chinese without English', async () => {
    expect(seen.codes().length).toBeGreaterThan(15)
    expect(await seen.english()).toEqual([])
  })

  it('a line that nothing is asked on is closed by whoever asks on it', async () => {
    for (const message of ['{}', Buffer.from([1, 2, 3])])
      expect(await (await openRawLine(shell, '/readings')).closedBy(message)).toBe(4400)
  })
})
