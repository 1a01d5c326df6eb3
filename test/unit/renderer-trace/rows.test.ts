import { expect, it } from 'vitest'
import { PacketWalk, SideBySide, WalkSummary } from '#shared/contract/walk'
import { firstOtherStep } from '#shared/reconcile/side-by-side'
import type { HookWalk, Pass, Step } from '#shared/walk/step'
import {
  decidingRow,
  firstApart,
  isStep,
  layBeside,
  rowOfStep,
  rowsOfSides,
  rowsOfWalk,
  type StepRow,
  type TraceRow,
  withoutTried,
} from '../../../renderer/state/trace-rows.ts'
import { besideWalk, pingSummary, pingWalk, refusedSummary, refusedWalk } from '../../support/told-walks.ts'

const isRaw = (row: TraceRow): boolean => isStep(row) && row.step.table === 'raw'
const [request] = pingWalk(1, true)
const traced = request === undefined ? [] : rowsOfWalk(request)
const steps = traced.filter(isStep)
const at = (number: number): StepRow | undefined => steps.find((row) => row.number === number)

it('headings stand before their steps, and steps count over all passes', () => {
  expect(traced.map((row) => (isStep(row) ? row.number : row.kind))).toEqual([
    'pass',
    1,
    'pass',
    ...Array.from({ length: 15 }, (_, n) => n + 2),
  ])
  const [router, host] = traced.filter((row) => row.kind === 'pass')
  expect(router?.crossing).toMatchObject({ title: 'r1', in: 'qg-1' })
  expect(host).toMatchObject({
    number: 2,
    of: 2,
    crossing: { title: 'compute1', bridge: 'qbr6e3f2eda-32' },
    hook: { hook: 'FORWARD' },
  })
})

it('what the kernel told stands beside the same rule; of what did not match, and of machines without a trace, it says nothing', () => {
  expect(at(1)?.beside).toBe('elsewhere')
  expect(at(2)).toMatchObject({ beside: 'same', right: { by: 'told', rule: 1 } })
  expect(at(7)).toMatchObject({ beside: 'unnamed', right: null, left: { match: 'no' } })
  expect(at(14)).toMatchObject({ beside: 'same', right: { rule: 8 } })
  expect(firstApart(traced)).toBeNull()
})

it('a rule that the kernel did not name is apart, and so is one that only it named', () => {
  if (request?.traced == null) throw new Error('not traced')
  const other = request.traced.map((pass) => ({
    ...pass,
    hooks: pass.hooks.map((hook) => ({
      ...hook,
      steps: hook.steps.map((step) => (step.rule === 8 ? { ...step, rule: 9, act: { do: 'drop' as const } } : step)),
    })),
  }))
  const rows = rowsOfWalk({ ...request, traced: other })
  const apart = rows.filter(isStep).filter(({ beside }) => beside === 'apart')
  expect(apart.map(({ left, right }) => [left?.rule ?? null, right?.rule ?? null])).toEqual([
    [8, null],
    [null, 9],
  ])
  expect(firstApart(rows)?.left?.rule).toBe(8)
})

it('a rule that is not known, and one behind it, agree with whatever the kernel says', () => {
  if (request === undefined) throw new Error('no walk')
  const open = (step: Step): Step =>
    step.rule === 8 ? { ...step, match: 'unsure' } : step.chain.endsWith('sg-chain') ? { ...step, isDoubtful: true } : step
  const inOpen = (pass: Pass): Pass => ({
    ...pass,
    hooks: pass.hooks.map((hook) => ({ ...hook, steps: hook.steps.map(open) })),
    next: pass.next.map(inOpen),
  })
  const journey = { ...request.journey, first: inOpen(request.journey.first) }
  const other = (request.traced ?? []).map((pass) => ({ ...pass, hooks: [] }))
  const beside = (traced: typeof request.traced) =>
    rowsOfWalk({ ...request, journey, traced })
      .filter(isStep)
      .filter(({ number }) => number === 14 || number === 16)
      .map((row) => row.beside)
  expect(beside(request.traced)).toEqual(['open', 'open'])
  expect(beside(other)).toEqual(['open', 'open'])
  expect(beside(null)).toEqual(['alone', 'alone'])
})

it('what the kernel’s lost words would have told is not apart', () => {
  if (request?.traced == null) throw new Error('not traced')
  const cut = request.traced.map((pass) => ({
    ...pass,
    verdict: 'unsure' as const,
    hooks: pass.hooks.map((hook) => ({ ...hook, steps: hook.steps.slice(0, 2) })),
  }))
  const rows = rowsOfWalk({ ...request, traced: cut })
  expect(firstApart(rows)).toBeNull()
  expect(rows.filter(isStep).find(({ number }) => number === 14)?.beside).toBe('open')
})

it('a step knows where the packet goes back to from its chain', () => {
  expect(at(2)?.back).toBeNull()
  expect(at(14)?.back).toEqual({ chain: 'neutron-openvswi-sg-chain', rule: 2 })
  expect(at(16)?.back).toEqual({ chain: 'neutron-openvswi-FORWARD', rule: 2 })
})

it('rules that did not match can be left out, with their numbers kept', () => {
  const met = withoutTried(traced)
  expect(met.filter(isStep).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 14, 16])
  expect(met.filter((row) => row.kind === 'pass')).toHaveLength(2)
})

it('a table without rules, whose policy accepts, goes with them, and its heading too', () => {
  if (request === undefined) throw new Error('no walk')
  const policy = { table: 'nat', hook: 'POSTROUTING', chain: 'POSTROUTING', rule: null, text: 'policy ACCEPT', mark: null } as const
  const quiet = {
    ...{ hook: policy.hook, table: policy.table, zone: 0, verdict: 'accept' as const, state: 'NEW' as const },
    steps: [
      {
        ...{ table: policy.table, chain: policy.chain, rule: null, text: policy.text, mark: null },
        match: 'yes' as const,
        why: null,
        act: { do: 'accept' as const },
        depth: 0,
        by: 'worked-out' as const,
      },
    ],
  }
  const { first } = request.journey
  const withQuiet = { ...first, hooks: [quiet] }
  const rows = rowsOfWalk({ ...request, traced: null, journey: { ...request.journey, first: withQuiet } })
  expect(rows.filter((row) => row.kind === 'pass')).toHaveLength(3)
  expect(withoutTried(rows).filter((row) => row.kind === 'pass')).toHaveLength(2)

  // At a machine that is traced, too, the kernel says nothing of it.
  const atHost = (pass: typeof first): typeof first =>
    pass.place === 'compute1' ? { ...pass, hooks: [quiet, ...pass.hooks] } : { ...pass, next: pass.next.map(atHost) }
  const told = rowsOfWalk({ ...request, journey: { ...request.journey, first: atHost(first) } })
  expect(told.filter(isStep).find(({ step }) => step.text === 'policy ACCEPT')?.beside).toBe('unnamed')
  expect(firstApart(told)).toBeNull()
})

it('the deciding step is the last that matched, and a step is found again by its place', () => {
  expect(decidingRow(traced)?.number).toBe(16)
  const refused = rowsOfWalk(refusedWalk(2))
  expect(decidingRow(refused)?.step).toMatchObject({ chain: 'neutron-openvswi-sg-fallback', act: { do: 'drop' } })
  expect(rowOfStep(traced, { table: 'filter', chain: 'neutron-openvswi-sg-chain', rule: 1 }, 2)?.number).toBe(6)
  expect(rowOfStep(traced, { table: 'filter', chain: 'nowhere', rule: 1 })).toBeNull()
})

it('edited and applied rules part where one of them has a rule more', () => {
  const rows = rowsOfSides(besideWalk())
  expect(firstApart(rows)).toMatchObject({ left: { rule: 9 }, right: null })
  expect(rows.filter(isStep).filter(({ left, right }) => left === null && right?.rule === 8)).toHaveLength(1)
  expect(rows.filter(isStep).every(({ beside }) => beside !== 'unnamed' && beside !== 'alone')).toBe(true)
})

it('a table without rules that one side does not have is no difference', () => {
  const { edited, applied, firstDifference } = besideWalk()
  const policy: Step = {
    ...{ table: 'raw', chain: 'PREROUTING', rule: null, text: 'policy ACCEPT', mark: null, match: 'yes', why: null },
    ...{ act: { do: 'accept' }, depth: 0, by: 'worked-out' },
  }
  const idle: HookWalk = { hook: 'PREROUTING', table: 'raw', state: null, zone: 0, steps: [policy], verdict: 'accept' }
  const withIdle = (pass: Pass): Pass => ({
    ...pass,
    hooks: pass.hooks.length === 0 ? [] : [idle, ...pass.hooks],
    next: pass.next.map(withIdle),
  })
  const more = { ...edited, journey: { ...edited.journey, first: withIdle(edited.journey.first) } }
  const rows = rowsOfSides({ edited: more, applied })
  expect(firstApart(rows)).toMatchObject({ left: { rule: 9 }, right: null })
  expect(rows.filter(isStep).some(({ step }) => step.table === 'raw')).toBe(false)
  // One that refuses is.
  const drop: HookWalk = { ...idle, verdict: 'drop', steps: [{ ...policy, text: 'policy DROP', act: { do: 'drop' } }] }
  const refused = { ...edited, journey: { ...edited.journey, first: { ...edited.journey.first, hooks: [drop] } } }
  expect(firstApart(rowsOfSides({ edited: refused, applied }))?.step.text).toBe('policy DROP')
  const before = firstOtherStep(edited.journey, applied.journey) ?? 0
  expect(firstOtherStep(more.journey, applied.journey)).toBe(
    before + rowsOfSides({ edited: more, applied: more }).filter(isRaw).length,
  )
  expect(before).toBeGreaterThan(1)
  expect(firstDifference).not.toBeNull()
})

it('things of one key stand beside each other, in the order of both lists', () => {
  const laid = layBeside(['a', 'b', 'b', 'c'], ['b', 'x', 'b', 'd'], (each) => each)
  expect(laid.map(({ left, right }) => `${left ?? '-'}${right ?? '-'}`)).toEqual(['a-', 'bb', '-x', 'bb', 'c-', '-d'])
})

it('the walks of these tests are such as main may tell', () => {
  for (const walk of [...pingWalk(1, true), ...pingWalk(2, false), refusedWalk(3)]) PacketWalk.parse(walk)
  WalkSummary.parse(pingSummary(1, 0, pingWalk(1, true)))
  WalkSummary.parse(refusedSummary(1, 0))
  SideBySide.parse(besideWalk())
})
