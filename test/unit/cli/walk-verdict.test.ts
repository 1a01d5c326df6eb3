import { describe, expect, it } from 'vitest'
import { conversationLines, packetLines, type ToldPacket } from '#electron/cli/walk-verdict'
import { compile } from '#shared/compile/compile'
import { type Teller, toldBlockers, toldDecisions, writtenFor } from '#shared/explain/walked'
import { emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules as project } from '#shared/project/article'
import { afterPlan } from '#shared/sync/after-plan'
import { planSync } from '#shared/sync/plan-sync'
import type { Subject } from '#shared/walk/subject'
import { blockersAt, bridged, hookJourney } from '../../support/walk-subject.ts'

/** What the command line says of a packet, in words. */
const compiled = compile(project, 'compute1')
if (!compiled.ok) throw new Error('the article is not compiled')
const dump = afterPlan(emptyDump, planSync(compiled.value, emptyDump))
const teller: Teller = { language: 'en', written: writtenFor(project, [compiled.value]), titleOf: () => 'compute1' }
const titles = new Map([['here', 'compute1']])
const TAP = 'tap6e3f2eda-32'

const into = (destinationPort: number) =>
  bridged({ source: '91.1.180.9', destination: '91.1.180.14', destinationPort }, { physIn: 'qvb6e3f2eda-32', physOut: TAP })
const outOf = (source: string, destinationPort: number) =>
  bridged(
    { source, destination: '91.1.180.9', sourceMac: 'fa:16:3e:f3:1e:c0', destinationPort },
    { physIn: TAP, physOut: 'qvb6e3f2eda-32' },
  )

function told(subject: Subject, number = 1, by = teller): ToldPacket {
  const journey = hookJourney(dump, 'FORWARD', subject)
  const { blockers, afterwards } = blockersAt(dump, 'FORWARD', subject)
  return {
    ...{ number, direction: 'there', says: 'packet', state: 'NEW', journey },
    decidedBy: toldDecisions(journey, by),
    blockers: toldBlockers(blockers, 'ipv4', by),
    afterwards: journey.verdict === 'drop' ? afterwards : null,
  }
}
const verdict = (subject: Subject, by = teller): string[] => {
  const lines = packetLines(told(subject, 1, by), titles, false)
  return lines.slice(lines.lastIndexOf('') + 1)
}

describe('a verdict in words', () => {
  it('names the group rule that let a packet in', () => {
    expect(verdict(into(80))).toEqual([
      'ACCEPT',
      '  let through by:',
      '    compute1: neutron-openvswi-i6e3f2eda-3 6  -p tcp -m tcp --dport 80 -j RETURN',
      '      Group sg-all-ssh, rule 3: ingress, IPv4, tcp 80, from anywhere',
    ])
  })

  it('names what let a packet out: its own address, then the rule', () => {
    expect(verdict(outOf('91.1.180.14', 22)).filter((line) => line.startsWith('      '))).toEqual([
      '      Anti-spoofing: vm1 may send from its fixed address 91.1.180.14 with fa:16:3e:f3:1e:c0',
      expect.stringContaining('Group sg-all-ssh, rule '),
    ])
  })

  it('names everything that stands in the way, and what is left without it', () => {
    expect(verdict(outOf('91.1.180.99', 25))).toEqual([
      'DROP',
      '  1. spoofed-source: Source address and MAC are not both of vm1: its source check drops it.',
      '     compute1: neutron-openvswi-s6e3f2eda-3 2  -j DROP',
      '       Anti-spoofing: every other source of vm1 is dropped',
      '  2. no-rule-lets-out: No rule of the groups of vm1 lets it out, so it falls through to neutron-openvswi-sg-fallback.',
      '     compute1: neutron-openvswi-sg-fallback 1  -j DROP',
      '       Built in: what no rule let through ends here',
      '  Without these, taken away one by one in this order, it passes.',
    ])
    expect(verdict(into(25)).at(-1)).toBe('  Without it, it passes.')
  })

  it('says it of rules whose project is not known without their reasons', () => {
    expect(verdict(into(25), { ...teller, written: null })).toEqual([
      'DROP',
      '  1. no-rule-lets-in: No rule of the groups of the port lets it in, so it falls through to neutron-openvswi-sg-fallback.',
      '     compute1: neutron-openvswi-sg-fallback 1  -j DROP',
      '  Without it, it passes.',
    ])
  })

  it('says that no rule was asked where the bridge shows its packets to none', () => {
    const packet = told(into(80))
    const { first } = packet.journey
    const unasked = { ...packet, decidedBy: [], journey: { ...packet.journey, first: { ...first, hooks: [] } } }
    expect(packetLines(unasked, titles, false).at(-1)).toBe('  No rule was asked.')
    expect(packetLines({ ...packet, decidedBy: [] }, titles, false).at(-1)).toBe('  No rule decided: the policies let it pass.')
  })

  it('says what becomes of a packet that rules alone do not stop', () => {
    const still = { ...told(into(25)), afterwards: 'drop' as const }
    expect(packetLines(still, titles, false).at(-1)).toBe('  Without it, it is still not delivered: what then stops it is no rule.')
    expect(packetLines({ ...still, afterwards: 'unsure' }, titles, false).at(-1)).toContain('it cannot be known whether it passes')
  })

  it('lists the packets of a conversation in short at its end', () => {
    const lines = conversationLines(
      [told(into(80), 1), { ...told(into(25), 2), says: 'syn-ack', direction: 'back', state: null }],
      titles,
      false,
    )
    expect(lines.slice(-2)).toEqual(['1  packet   there  NEW          ACCEPT', '2  syn-ack  back   not tracked  DROP'])
    expect(lines.filter((line) => line.startsWith('Packet '))).toEqual([
      'Packet 1, packet, there, NEW: 91.1.180.9 port 40000 > 91.1.180.14 port 80 tcp SYN',
      'Packet 2, syn-ack, back, not tracked: 91.1.180.9 port 40000 > 91.1.180.14 port 25 tcp SYN',
    ])
  })
})
