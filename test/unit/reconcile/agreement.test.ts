import { describe, expect, it } from 'vitest'
import type { TracedPass } from '#shared/contract/walk'
import { agreementOf, type Counted } from '#shared/reconcile/agreement'
import type { HookWalk, Journey, Pass, Step } from '#shared/walk/step'

const packet = { family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', protocol: 1, icmpType: 8, icmpCode: 0 } as const

const step = (chain: string, rule: number | null, more: Partial<Step> = {}): Step => ({
  ...{ table: 'filter', chain, rule, text: rule === null ? 'policy ACCEPT' : '-p icmp', mark: null, match: 'yes', why: null },
  ...{ act: { do: 'accept' }, depth: 0, by: 'worked-out', ...more },
})
const missed = (chain: string, rule: number): Step => step(chain, rule, { match: 'no' })
const hook = (...steps: Step[]): HookWalk => ({ hook: 'FORWARD', table: 'filter', state: 'NEW', zone: 0, steps, verdict: 'accept' })
const pass = (place: string, hooks: HookWalk[], next: Pass[] = []): Pass => ({
  ...{ place, kind: 'bridge', bridge: 'qbr1', decision: 'forward', in: 'qvb1', out: 'tap1', packet, hooks, verdict: 'accept' },
  ...{ end: null, next },
})
const journey = (first: Pass, more: Partial<Journey> = {}): Journey => ({
  ...{ packet, first, verdict: 'accept', deliveredTo: 'vm1', unsureOf: [], ...more },
})
const traced = (place: string, hooks: HookWalk[]): TracedPass => ({
  ...{ place, at: 1, way: 'there', bridge: 'qbr1', lines: [], traceId: 'a1', in: 'qvb1', out: 'tap1', hooks, verdict: 'accept' },
})
const row = (chain: string, rule: number | null, packets: number, place = 'compute1'): Counted => ({
  ...{ place, family: 'ipv4', table: 'filter', chain, rule, packets, bytes: packets * 84 },
})
const here = new Set(['compute1'])

const way = [step('FORWARD', 1), missed('i1', 1), step('i1', 2)]
const told = way.filter(({ match }) => match === 'yes').map((one): Step => ({ ...one, by: 'told' }))
const whole = { journey: journey(pass('compute1', [hook(...way)])), traced: [traced('compute1', [hook(...told)])] }

describe('prediction, trace and counters side by side', () => {
  it('agree when all three tell of the same rules', () => {
    const counted = [row('FORWARD', 1, 2), row('i1', 2, 2), row('i1', 1, 0)]
    expect(agreementOf([whole, whole], counted, here)).toEqual({
      ...{ compared: ['predicted', 'traced', 'counted'], agree: true, first: null },
    })
  })

  it('names the first step that the kernel told otherwise', () => {
    const other = { ...whole, traced: [traced('compute1', [hook(step('FORWARD', 1), step('i1', 3))])] }
    const { agree, first } = agreementOf([whole, other], null, here)
    expect(agree).toBe(false)
    expect(first).toMatchObject({ packet: 2, pass: 1, chain: 'i1', rule: 2, predicted: { rule: 2 }, traced: { rule: 3 } })
  })

  it('names a step that the kernel did not tell, and one that was not foreseen', () => {
    const short = { ...whole, traced: [traced('compute1', [hook(step('FORWARD', 1))])] }
    expect(agreementOf([short], null, here).first).toMatchObject({ chain: 'i1', rule: 2, traced: null })
    const long = { ...whole, traced: [traced('compute1', [hook(...told, step('FORWARD', 2))])] }
    expect(agreementOf([long], null, here).first).toMatchObject({ chain: 'FORWARD', rule: 2, predicted: null })
    const twice = { ...whole, traced: [...whole.traced, traced('compute1', [hook(step('FORWARD', 1))])] }
    expect(agreementOf([twice], null, here).first).toMatchObject({ pass: 2, chain: 'FORWARD', predicted: null })
  })

  it('names the first rule that counted another number, and one that counted aside', () => {
    const few = agreementOf([whole, whole], [row('FORWARD', 1, 2), row('i1', 2, 1)], here)
    expect(few.first).toMatchObject({ chain: 'i1', rule: 2, expected: 2, counted: 1 })
    const aside = agreementOf([whole], [row('FORWARD', 1, 1), row('i1', 2, 1), row('i1', 1, 1)], here)
    expect(aside.first).toMatchObject({ chain: 'i1', rule: 1, expected: 0, counted: 1, predicted: null })
  })

  it('counts no end of a chain, and no policy, which some chains do not count', () => {
    const steps = [step('FORWARD', 1), step('local', null, { text: '' }), step('FORWARD', null)]
    const one = { journey: journey(pass('compute1', [hook(...steps)])), traced: null }
    for (const packets of [0, 1]) {
      expect(agreementOf([one], [row('FORWARD', 1, 1), row('FORWARD', null, packets)], here).agree).toBe(true)
    }
    expect(agreementOf([one], [row('FORWARD', 1, 2), row('FORWARD', null, 1)], here).first).toMatchObject({ rule: 1, counted: 2 })
  })

  it('a table without rules that accepts is not told by the kernel, and so is no difference', () => {
    const empty: HookWalk = { ...hook(step('PREROUTING', null, { table: 'raw' })), hook: 'PREROUTING', table: 'raw' }
    const one = { journey: journey(pass('compute1', [empty, hook(...way)])), traced: whole.traced }
    expect(agreementOf([one], null, here).agree).toBe(true)
    expect(agreementOf([one], [row('FORWARD', 1, 1), row('i1', 2, 1)], here).agree).toBe(true)
  })

  it('does not look at what the other family counts meanwhile', () => {
    const other: Counted = { ...row('o1', 3, 2), family: 'ipv6' }
    expect(agreementOf([whole], [row('FORWARD', 1, 1), row('i1', 2, 1), other], here).agree).toBe(true)
    expect(agreementOf([whole], [row('FORWARD', 1, 1), row('i1', 2, 1), row('o1', 3, 2)], here).agree).toBe(false)
  })

  it('looks only where was counted, and adds up passes on one host', () => {
    const far = pass(
      'router1',
      [hook(step('POSTROUTING', 1))],
      [pass('compute1', [hook(...way)], [pass('compute1', [hook(...way)])])],
    )
    const { agree } = agreementOf([{ journey: journey(far), traced: null }], [row('FORWARD', 1, 2), row('i1', 2, 2)], here)
    expect(agree).toBe(true)
  })

  it('compares trace and counters alone when the prediction is unsure', () => {
    const unsure = { ...whole, journey: { ...whole.journey, verdict: 'unsure' as const } }
    expect(agreementOf([unsure], [row('FORWARD', 1, 1), row('i1', 2, 1)], here)).toMatchObject({
      ...{ compared: ['traced', 'counted'], agree: true },
    })
    expect(agreementOf([unsure], [row('FORWARD', 1, 1), row('i1', 2, 5)], here).agree).toBe(false)
  })

  it('asks of a rule that is not known, and of those behind it, no more than is known', () => {
    const steps = [
      step('FORWARD', 1),
      step('FORWARD', 2, { match: 'unsure', act: { do: 'drop' } }),
      step('FORWARD', 3, { isDoubtful: true, act: { do: 'drop' } }),
    ]
    const path = journey(pass('compute1', [hook(...steps)]), { verdict: 'drop' })
    const of = (rules: readonly number[], counts: readonly number[]) => {
      const kernel = [traced('compute1', [hook(...rules.map((rule) => step('FORWARD', rule, { by: 'told' })))])]
      const counted = counts.map((packets, at) => row('FORWARD', at + 1, packets))
      return agreementOf([{ journey: path, traced: kernel }], counted, here)
    }
    expect(of([1, 2], [1, 1, 0]).agree).toBe(true)
    expect(of([1, 3], [1, 0, 1]).agree).toBe(true)
    expect(of([2], [1, 1, 0]).first).toMatchObject({ rule: 1, traced: { rule: 2 } })
    expect(of([1, 4], [1, 0, 0]).first).toMatchObject({ rule: 4, predicted: null })
    expect(of([1, 2], [1, 2, 0]).first).toMatchObject({ rule: 2, expected: 1, counted: 2 })
    expect(of([1, 2], [0, 1, 0]).first).toMatchObject({ rule: 1, expected: 1, counted: 0 })
  })

  it('misses nothing behind words of the kernel that were lost, and still sees what was told otherwise', () => {
    const cut = { ...whole, traced: [{ ...traced('compute1', [hook(step('FORWARD', 1))]), verdict: 'unsure' as const }] }
    const silent = { ...whole, traced: [] }
    expect(agreementOf([cut, silent], null, here).agree).toBe(true)
    expect(agreementOf([silent, cut], null, here).first).toMatchObject({ packet: 1, chain: 'FORWARD', rule: 1, traced: null })
    const other = { ...whole, traced: [traced('compute1', [hook(step('FORWARD', 2))])] }
    expect(agreementOf([cut, other], null, here).first).toMatchObject({ packet: 2, traced: { rule: 2 } })
  })

  it('is no agreement with nothing to compare', () => {
    expect(agreementOf([{ ...whole, traced: null }], null, here)).toEqual({ compared: ['predicted'], agree: false, first: null })
  })
})
