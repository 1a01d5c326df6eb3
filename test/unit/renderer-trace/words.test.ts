// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { isStep, rowsOfWalk } from '../../../renderer/state/trace-rows.ts'
import { translateTrace as t } from '../../../renderer/texts/i18n.ts'
import { stepSentences } from '../../../renderer/views/trace/explain-step.ts'
import { askedParts, ruleParts } from '../../../renderer/views/trace/rule-parts.ts'
import { stationsOf } from '../../../renderer/views/trace/stations.ts'
import { pingWalk, refusedWalk } from '../../support/told-walks.ts'

const words = (text: string) => ruleParts(text).map(({ label, value }) => `${label} ${value}`.trim())

it('a rule is told in the words in which people say it', () => {
  expect(words('-s 90.1.180.3/32 -p udp -m udp --sport 67 --dport 68 -j RETURN')).toEqual(['udp', '67', 'to 68', 'from 90.1.180.3'])
  expect(words('-p tcp -m tcp --dport 80 -j RETURN')).toEqual(['tcp', '80'])
  expect(words('-m state --state RELATED,ESTABLISHED -j RETURN')).toEqual(['state RELATED,ESTABLISHED'])
  expect(words('-m physdev --physdev-out tap1 --physdev-is-bridged -j X')).toEqual(['out tap1'])
  expect(words('-j ACCEPT')).toEqual([])
})

it('the piece that the packet does not have is marked, also among words that are not known', () => {
  const failed = (text: string, why: Parameters<typeof askedParts>[1]) =>
    askedParts(text, why)
      .filter((part) => part.failed)
      .map(({ value }) => value)
  const why = (field: 'source' | 'destination-port' | 'unknown' | 'ttl', asked: string) => ({ field, asked, not: false, is: 'x' })
  expect(failed('-s 15.5.0.0/16 -p tcp -m tcp --dport 110 -j RETURN', why('source', '15.5.0.0/16'))).toEqual(['15.5.0.0/16'])
  expect(failed('-p tcp -m multiport --dports 1,2 -j RETURN', why('destination-port', '1,2'))).toEqual(['1,2'])
  expect(failed('-m u32 --u32 0x0&0x1=0x1 -m ttl --ttl-lt 5 -j DROP', why('ttl', '5'))).toEqual(['5'])
  expect(failed('-p icmp -j RETURN', why('ttl', '7'))).toEqual(['7'])
})

const sentence = (walk: Parameters<typeof rowsOfWalk>[0], number: number): string => {
  const row = rowsOfWalk(walk)
    .filter(isStep)
    .find((each) => each.number === number)
  return row === undefined ? '' : stepSentences(t, row)
}
const [request] = pingWalk(1, false)

it('a step says what the rule asks, what the packet has, and where that leads', () => {
  if (request === undefined) throw new Error('no walk')
  expect(sentence(request, 14)).toBe(
    'Rule 8 asks for icmp, and the packet has it. RETURN sends it back to sg-chain, which goes on at rule 2, not at the start.',
  )
  expect(sentence(request, 11)).toBe('Rule 5 asks for source 15.5.0.0/16; the packet’s is 192.168.1.15. The next rule is tried.')
  expect(sentence(request, 16)).toContain('ACCEPT ends its way through filter at FORWARD')
  expect(sentence(refusedWalk(1), 16)).toContain('DROP discards it')
})

it('stations are named by machine, and one that is not reached is there, too', () => {
  if (request === undefined) throw new Error('no walk')
  const of = (walk: typeof request) =>
    stationsOf(walk.journey.first, { t, places: walk.places, steps: rowsOfWalk(walk).filter(isStep), side: 'left', target: 'vm1' })
  expect(of(request).map(({ name, role }) => `${name}: ${role}`)).toEqual([
    'outside-15: 192.168.1.15',
    'r1: DNAT 91.1.180.14',
    'switch: no firewall here',
    'qbr6e3f2eda-32: FORWARD, 15 steps',
    'vm1: 91.1.180.14',
  ])
  expect(of(request).map(({ device }) => device)).toEqual([null, null, null, 'qvb6e3f2eda-32', 'tap6e3f2eda-32'])
  expect(of(refusedWalk(1)).at(-1)).toMatchObject({ name: 'vm1', missed: true })
})
