import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countsOf } from '#shared/walk/counts'
import { readDump } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { type Crossing, passOver } from '#shared/walk/pass-over'
import { Tracking } from '#shared/walk/tracking'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** What counters say of one packet across one bridge, where some rules are not known. */

const echo: WalkPacket = {
  ...{ family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', protocol: 1 },
  ...{ icmpType: 8, icmpCode: 0, icmpId: 1, length: 84, ttl: 64 },
}
const table = (name: string, lines: readonly string[], chains: readonly string[]): string =>
  [`*${name}`, ...chains.map((chain) => `:${chain}`), ...lines.map((line) => `-A ${line}`), 'COMMIT', ''].join('\n')
const filter = (...lines: string[]): string =>
  table('filter', lines, ['FORWARD DROP [0:0]', 'one - [0:0]', 'two - [0:0]', 'three - [0:0]'])

function counted(text: string, rest: Partial<Crossing> = {}): Record<string, string> {
  const place = readDump(dumpOfTexts(text), 'dump')
  const journey = passOver({ place, tracking: new Tracking(), kind: 'bridge', bridge: 'br0', in: 'a', out: 'b', ...rest }, echo)
  const numbers = ({ packets, possible }: { readonly packets: number; readonly possible: number }) =>
    possible === 0 ? `${packets}` : `${packets} to ${packets + possible}`
  return Object.fromEntries(countsOf([journey]).map((count) => [`${count.chain} ${count.rule ?? 'policy'}`, numbers(count)]))
}

describe('counters of a way with rules that are not known', () => {
  it('behind one that may have ended it rise perhaps', () => {
    expect(counted(filter('FORWARD -p icmp', 'FORWARD -m limit --limit 5/min -j DROP', 'FORWARD -p icmp -j DROP'))).toEqual({
      'FORWARD 1': '1',
      'FORWARD 2': '0 to 1',
      'FORWARD 3': '0 to 1',
    })
    expect(counted(filter('FORWARD -m limit --limit 5/min -j DROP'))).toEqual({ 'FORWARD 1': '0 to 1', 'FORWARD policy': '0 to 1' })
  })

  it('behind one that lets it go on in any case rise surely', () => {
    expect(counted(filter('FORWARD -m limit --limit 5/min -j LOG', 'FORWARD -p icmp -j DROP'))).toEqual({
      'FORWARD 1': '0 to 1',
      'FORWARD 2': '1',
    })
  })

  it('in a chain that it may have left rise perhaps, and surely again where it comes back to', () => {
    const rules = filter(
      'FORWARD -j one',
      'FORWARD -p icmp -j ACCEPT',
      'one -m limit --limit 5/min -j RETURN',
      'one -p icmp -j two',
      'two -p icmp',
    )
    expect(counted(rules)).toEqual({
      'FORWARD 1': '1',
      'one 1': '0 to 1',
      'one 2': '0 to 1',
      'two 1': '0 to 1',
      'FORWARD 2': '1',
    })
  })

  it('of the table nat rise perhaps where it is not known whether a connection begins', () => {
    const lines = ['PREROUTING -p udp -j DNAT --to-destination 10.0.0.3', 'PREROUTING -p icmp -j one']
    const nat = table('nat', lines, ['PREROUTING ACCEPT [0:0]', 'one - [0:0]'])
    expect(counted(`${nat}${filter('FORWARD -p icmp -j ACCEPT')}`, { state: 'unknown' })).toEqual({
      'PREROUTING 2': '0 to 1',
      'PREROUTING policy': '0 to 1',
      'FORWARD 1': '1',
    })
  })
})

const CHAINS = ['FORWARD', 'one', 'two', 'three']
/** A rule jumps to later chains alone, as the kernel asks. `?` is not known, and either of the other two in truth. */
const rule = fc.record({
  chain: fc.nat(3),
  match: fc.constantFrom('?', '?', 'yes', 'no'),
  act: fc.constantFrom('', '-j ACCEPT', '-j DROP', '-j RETURN', '-j', '-j', '-g'),
  to: fc.integer({ min: 1, max: 3 }),
  truly: fc.boolean(),
})
const WORDS = { '?': '-m limit --limit 1/sec ', yes: '-p icmp ', no: '-p udp ' }

it('whatever the rules that are not known do, counters rise within what is said of them', () => {
  const seen = { sure: 0, open: 0 }
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 14 }), (rules) => {
      const lines = (known: boolean) =>
        rules.map(({ chain, match, act, to, truly }) => {
          const is = known && match === '?' ? (truly ? 'yes' : 'no') : match
          const target = act !== '-j' && act !== '-g' ? act : chain + to > 3 ? '' : `${act} ${CHAINS[chain + to]}`
          return `${CHAINS[chain]} ${WORDS[is]}${target}`
        })
      const [said, was] = [counted(filter(...lines(false))), counted(filter(...lines(true)))]
      for (const counter of new Set([...Object.keys(said), ...Object.keys(was)])) {
        const [least = 0, most = least] = (said[counter] ?? '0').split(' to ').map(Number)
        const number = Number(was[counter] ?? 0)
        expect(number, `${counter} of ${lines(true).join('; ')}`).toBeGreaterThanOrEqual(least)
        expect(number, `${counter} of ${lines(true).join('; ')}`).toBeLessThanOrEqual(most)
        seen[least === most ? 'sure' : 'open'] += 1
      }
    }),
    { numRuns: 2000 },
  )
  expect(Math.min(seen.sure, seen.open)).toBeGreaterThan(1000)
})
