import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { walkHook } from '#shared/walk/hook'
import { readRules } from '#shared/walk/rules'
import type { Step } from '#shared/walk/step'
import type { Subject } from '#shared/walk/subject'
import { dumpOfTexts } from '../../support/dump-of.ts'
import { bridged } from '../../support/walk-subject.ts'

const filter = (policy: string, ...lines: string[]): string =>
  ['*filter', `:FORWARD ${policy} [0:0]`, ':one - [0:0]', ':two - [0:0]', ...lines.map((line) => `-A ${line}`), 'COMMIT'].join('\n')

const walk = (text: string, subject: Subject = bridged()) =>
  walkHook(readRules(dumpOfTexts(text), 'ipv4'), 'filter', 'FORWARD', subject)

const counted = (text: string, subject?: Subject) =>
  walk(text, subject).counted.map(({ chain, rule, isSure }) => `${isSure ? '' : '?'}${chain} ${rule ?? 'policy'}`)

const line = ({ chain, rule, match, why }: Step) =>
  `${chain} ${rule ?? '-'} ${match}${why === null ? '' : ` ${why.field}${why.not ? ' not' : ''} ${why.asked} is ${why.is}`}`

describe('the way through chains', () => {
  it('counts what matched, jumps and rules without a target included, and no others', () => {
    const text = filter('DROP', 'FORWARD -p tcp', 'FORWARD -p udp -j one', 'FORWARD -j one', 'one -s 10.0.0.0/8 -j ACCEPT')
    expect(counted(text)).toEqual(['FORWARD 1', 'FORWARD 3', 'one 1'])
    expect(walk(text).verdict).toBe('accept')
  })

  it('comes to the policy at the end of the chain, and by RETURN in it', () => {
    expect(counted(filter('DROP', 'FORWARD -j one', 'one -j RETURN', 'one -j ACCEPT'))).toEqual([
      'FORWARD 1',
      'one 1',
      'FORWARD policy',
    ])
    expect(counted(filter('ACCEPT', 'FORWARD -j RETURN', 'FORWARD -j DROP'))).toEqual(['FORWARD 1', 'FORWARD policy'])
    expect(walk(filter('DROP')).verdict).toBe('drop')
    expect(walk(filter('ACCEPT')).verdict).toBe('accept')
  })

  it('does not come back from a goto to the chain that it left', () => {
    const text = filter('ACCEPT', 'FORWARD -j one', 'FORWARD -j ACCEPT', 'one -g two', 'one -j DROP', 'two -j RETURN')
    expect(counted(text)).toEqual(['FORWARD 1', 'one 1', 'two 1', 'FORWARD 2'])
    expect(counted(filter('DROP', 'FORWARD -g two', 'FORWARD -j ACCEPT'))).toEqual(['FORWARD 1', 'FORWARD policy'])
  })

  it('tells each rule that was tried, and the match that failed', () => {
    const text = filter(
      'DROP',
      'FORWARD -p udp -m udp --dport 53 -j ACCEPT',
      'FORWARD ! -s 10.0.0.1/32 -j ACCEPT',
      'FORWARD -m comment --comment "tw:abc.def" -j one',
      'one -p tcp -m multiport --dports 80,443 -j ACCEPT',
      'one -m physdev --physdev-in tap9 --physdev-is-bridged -j ACCEPT',
    )
    const steps = walk(text).steps()
    expect(steps.map(line)).toEqual([
      'FORWARD 1 no protocol udp is tcp',
      'FORWARD 2 no source not 10.0.0.1/32 is 10.0.0.1',
      'FORWARD 3 yes',
      'one 1 no destination-port 80,443 is 22',
      'one 2 no device-in tap9 is tap1',
      'one - yes',
      'FORWARD - yes',
    ])
    expect(steps[2]).toMatchObject({ mark: 'tw:abc.def', text: '-j one', act: { do: 'jump', chain: 'one' }, depth: 0 })
    expect(steps[3]?.depth).toBe(1)
    expect(steps[6]).toMatchObject({ rule: null, text: 'policy DROP', act: { do: 'drop' } })
  })

  it('says how a packet is refused', () => {
    expect(walk(filter('ACCEPT', 'FORWARD -j REJECT --reject-with tcp-reset'))).toMatchObject({
      verdict: 'drop',
      reject: 'tcp-reset',
    })
    expect(walk(filter('ACCEPT', 'FORWARD -j DROP'))).toMatchObject({ verdict: 'drop', reject: null })
  })

  it('takes a missing table and a missing chain for nothing', () => {
    const rules = readRules(dumpOfTexts(''), 'ipv4')
    expect(walkHook(rules, 'nat', 'PREROUTING', bridged())).toMatchObject({ verdict: 'accept', counted: [], mark: 0, zone: null })
  })
})

describe('rules that are not known', () => {
  it('make a verdict unsure only where it depends on them', () => {
    expect(walk(filter('ACCEPT', 'FORWARD -m socket -j DROP')).verdict).toBe('unsure')
    expect(walk(filter('DROP', 'FORWARD -m socket -j DROP')).verdict).toBe('drop')
    expect(walk(filter('ACCEPT', 'FORWARD -p udp -m socket -j DROP')).verdict).toBe('accept')
    expect(walk(filter('ACCEPT', 'FORWARD -m limit --limit 5/min -j LOG')).verdict).toBe('accept')
    expect(walk(filter('ACCEPT', 'FORWARD -j NFQUEUE --queue-num 1', 'FORWARD -j DROP')).verdict).toBe('unsure')
  })

  it('are named, and what they may lead to is counted as unsure', () => {
    const text = filter('ACCEPT', 'FORWARD -m limit --limit 5/min -j one', 'FORWARD -p udp -j DROP', 'one -j DROP')
    expect(walk(text).unsureOf().map(line)).toEqual(['FORWARD 1 unsure limit 5/min is null'])
    expect(counted(text)).toEqual(['?FORWARD 1', '?one 1', '?FORWARD policy'])
  })

  it('are none of those that ufw writes for IPv6, which ask for a routing header first', () => {
    const text = readFileSync(new URL('../../golden/foreign-dumps/ufw.v6.rules', import.meta.url), 'utf8')
    const rules = readRules(dumpOfTexts('', text), 'ipv6')
    const ends = { source: 'fd00::1', destination: 'fd00::2' }
    const asked = (subject: Subject) => walkHook(rules, 'filter', 'FORWARD', subject)
    expect(asked(bridged({ ...ends, protocol: 58 }))).toMatchObject({ verdict: 'accept' })
    const refused = asked(bridged(ends))
    expect([refused.verdict, refused.unsureOf()]).toEqual(['drop', []])
    expect(
      asked(bridged({ ...ends, protocol: 58, hasExtensions: true }))
        .unsureOf()
        .map(line),
    ).toEqual(['ufw6-before-forward 1 unsure extension-header rt --rt-type 0 is null'])
  })

  it('end, however chains call each other', () => {
    const ring = filter('ACCEPT', 'FORWARD -j one', 'one -j two', 'two -j one')
    expect(walk(ring).verdict).toBe('unsure')
    expect(walk(ring).unsureOf()).toHaveLength(1)
    const chains = Array.from({ length: 40 }, (_, at) => [`c${at} -j c${at + 1}`, `c${at} -j c${at + 1}`]).flat()
    const doubling = filter('ACCEPT', 'FORWARD -j c0', ...chains)
    expect(walk(doubling).verdict).toBe('unsure')
  })
})
