import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTrial } from '#electron/helper/trial'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'

/** A trial whose way back may fail: another program holds the tables. */
const REFUSED: TapwallError = { kind: 'kernel-refused', tool: 'iptables-restore', exitCode: 4, input: '', stderr: '' }
const saved = { chains: [], sets: [] }
let answers: Result<null, TapwallError>[] = []
let told: unknown[] = []
const open = () =>
  openTrial(
    (id, back) => told.push([id, back.ok]),
    async () => answers.shift() ?? ok(null),
  )

beforeEach(() => {
  vi.useFakeTimers()
  told = []
})
afterEach(() => vi.useRealTimers())

describe('a trial whose rules cannot be brought back at once', () => {
  it('is tried again after its time until they are back, and both are told', async () => {
    answers = [err(REFUSED), err(REFUSED)]
    const trial = open()
    await trial.keep('one', null, saved)
    await trial.run('one', 5)
    await vi.advanceTimersByTimeAsync(5000)
    expect(told).toEqual([['one', false]])
    expect(trial.id()).toBe('one')
    expect(await trial.confirm('one')).toMatchObject({ ok: false, error: { kind: 'drift' } })
    expect(await trial.keep('two', null, saved)).toMatchObject({ ok: false, error: { kind: 'busy' } })
    await vi.advanceTimersByTimeAsync(2000)
    expect(told).toEqual([
      ['one', false],
      ['one', true],
    ])
    expect(trial.id()).toBeNull()
  })

  it('is tried again after a revert that failed', async () => {
    answers = [err(REFUSED)]
    const trial = open()
    await trial.keep('one', null, saved)
    expect(await trial.revert('one')).toEqual(err(REFUSED))
    await vi.advanceTimersByTimeAsync(1000)
    expect(told).toEqual([['one', true]])
    expect(await trial.keep('two', null, saved)).toEqual(ok(null))
  })
})
