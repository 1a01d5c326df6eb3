import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decidedBy } from '#shared/walk/decided-by'
import { walkHook } from '#shared/walk/hook'
import type { WalkPacket } from '#shared/walk/packet'
import { readRules } from '#shared/walk/rules'
import type { Subject } from '#shared/walk/subject'
import { dumpOfTexts } from '../../support/dump-of.ts'
import { blockersAt, bridged } from '../../support/walk-subject.ts'

const TAP = 'tap6e3f2eda-32'
const article = readFileSync(new URL('../../golden/article/3.3.3-seven-rules.rules', import.meta.url), 'utf8')
const text = `*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j neutron-openvswi-FORWARD\n${article.trim()}\nCOMMIT\n`
const dump = dumpOfTexts(text)
const rules = readRules(dump, 'ipv4')

const into = (packet: Partial<WalkPacket>, subject: Partial<Omit<Subject, 'packet'>> = {}): Subject =>
  bridged({ source: '91.1.180.9', destination: '91.1.180.14', ...packet }, { physIn: 'qvb1', physOut: TAP, ...subject })
const outOf = (packet: Partial<WalkPacket>, subject: Partial<Omit<Subject, 'packet'>> = {}): Subject =>
  bridged(
    { source: '91.1.180.14', destination: '91.1.180.9', sourceMac: 'fa:16:3e:f3:1e:c0', ...packet },
    { physIn: TAP, physOut: 'qvb1', ...subject },
  )
const codes = (subject: Subject) => {
  const { blockers, afterwards } = blockersAt(dump, 'FORWARD', subject)
  return [...blockers.map(({ code, step }) => `${code} ${step.chain.replace('neutron-openvswi-', '')} ${step.rule}`), afterwards]
}

describe('what stands in a packet’s way', () => {
  it('is nothing for one that gets through', () => {
    expect(codes(into({ destinationPort: 80 }))).toEqual(['accept'])
  })

  it('is that no rule of a group lets it by', () => {
    expect(codes(into({ destinationPort: 22 }))).toEqual(['no-rule-lets-in sg-fallback 1', 'accept'])
    expect(codes(outOf({ destinationPort: 25 }))).toEqual(['no-rule-lets-out sg-fallback 1', 'accept'])
  })

  it('is one thing behind the other', () => {
    expect(codes(outOf({ source: '91.1.180.99', destinationPort: 25 }))).toEqual([
      'spoofed-source s6e3f2eda-3 2',
      'no-rule-lets-out sg-fallback 1',
      'accept',
    ])
    expect(codes(outOf({ source: '91.1.180.99', destinationPort: 25 }, { state: 'INVALID' }))).toEqual([
      'spoofed-source s6e3f2eda-3 2',
      'invalid-state o6e3f2eda-3 4',
      'no-rule-lets-out sg-fallback 1',
      'accept',
    ])
    expect(codes(outOf({ protocol: 17, sourcePort: 67, destinationPort: 68 }))).toEqual([
      'dhcp-server o6e3f2eda-3 3',
      'no-rule-lets-out sg-fallback 1',
      'accept',
    ])
  })

  it('is the policy, or what a rule says itself', () => {
    const other = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.0.0.1/32 -j DROP\n-A FORWARD ! -s 10.0.0.9/32 -j REJECT\nCOMMIT\n'
    const { blockers, afterwards } = blockersAt(dumpOfTexts(other), 'FORWARD', bridged())
    expect([...blockers.map(({ code }) => code), afterwards]).toEqual(['rule', 'spoofed-source', 'policy', 'accept'])
  })

  it('is told by the number that a rule has in the kernel, also behind others that are in the way', () => {
    const other = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -j DROP\n-A FORWARD -s 10.0.0.1/32 -j DROP\nCOMMIT\n'
    expect(blockersAt(dumpOfTexts(other), 'FORWARD', bridged()).blockers.map(({ step }) => step.rule)).toEqual([1, 2])
  })

  it('ends where it cannot be known', () => {
    const other = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -j DROP\n-A FORWARD -m socket -j DROP\nCOMMIT\n'
    const { blockers, afterwards } = blockersAt(dumpOfTexts(other), 'FORWARD', bridged())
    expect([blockers.length, afterwards]).toEqual([1, 'unsure'])
  })
})

describe('what decided', () => {
  const decided = (subject: Subject) =>
    decidedBy(walkHook(rules, 'filter', 'FORWARD', subject).steps()).map(({ text: words }) => words)

  it('is the rule of the group and the one that accepts', () => {
    expect(decided(into({ destinationPort: 80 }))).toEqual(['-p tcp -m tcp --dport 80 -j RETURN', '-j ACCEPT'])
  })

  it('is for a sender that its addresses are its own, too', () => {
    expect(decided(outOf({ destinationPort: 22 }))).toEqual([
      '-s 91.1.180.14/32 -m mac --mac-source FA:16:3E:F3:1E:C0 -j RETURN',
      '-p tcp -m tcp --dport 22 -j RETURN',
      '-j ACCEPT',
    ])
  })

  it('is what dropped it', () => {
    expect(decided(into({ destinationPort: 22 }))).toEqual(['-j DROP'])
  })
})
