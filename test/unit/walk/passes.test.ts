import { describe, expect, it } from 'vitest'
import { endsOf, passesByRules, passesOf, waysOf } from '#shared/walk/passes'
import type { HookWalk, Pass } from '#shared/walk/step'

const packet = { family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', protocol: 1, icmpType: 8, icmpCode: 0 } as const
const hook: HookWalk = { hook: 'FORWARD', table: 'filter', state: 'NEW', zone: 0, steps: [], verdict: 'accept' }
const pass = (place: string, next: Pass[], hooks: HookWalk[] = []): Pass => ({
  ...{ place, kind: 'bridge', bridge: 'br0', decision: 'flood', in: null, out: null, packet, hooks, verdict: 'accept' },
  ...{ end: next.length === 0 ? 'delivered' : null, next },
})
const names = (passes: readonly Pass[]) => passes.map(({ place }) => place).join(' ')

/** A bridge floods to two ports, and behind the first of them another bridge floods again. */
const [deepest, near] = [pass('vm3', []), pass('vm1', [])]
const inner = pass('inner', [pass('vm2', []), deepest], [hook])
const first = pass('vm0', [pass('outer', [inner, near], [hook])])

describe('the passes of a journey', () => {
  it('come with each branch to its end before the next one begins', () => {
    expect(names(passesOf(first))).toBe('vm0 outer inner vm2 vm3 vm1')
    expect(names(passesByRules(first))).toBe('outer inner')
  })

  it('make a way to each end', () => {
    expect(names(endsOf(first))).toBe('vm2 vm3 vm1')
    expect(waysOf(first).map(names)).toEqual(['vm0 outer inner vm2', 'vm0 outer inner vm3', 'vm0 outer vm1'])
    expect(waysOf(near).map(names)).toEqual(['vm1'])
  })
})
