import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Dump } from '#shared/netfilter/dump'
import { flowReader } from '#shared/traffic/flow-verdict'
import type { Packet } from '#shared/traffic/packet'
import type { Blocker } from '#shared/walk/blockers'
import { walkHook } from '#shared/walk/hook'
import { readRules } from '#shared/walk/rules'
import type { Subject } from '#shared/walk/subject'
import { dumpOfTexts } from '../support/dump-of.ts'
import { blockersAt } from '../support/walk-subject.ts'
import { ADDRESSES, BRIDGES, DEVICES, dumpPair, MACS, PORTS } from './flow-dumps.ts'

const packets = fc.record({
  direction: fc.constantFrom('ingress', 'egress', 'egress-to-host'),
  tap: fc.constantFrom('tapa', 'tapa', 'tapb'),
  protocol: fc.constantFrom(6, 6, 6, 17, 17, 132, 1, 1, 47, 200),
  source: fc.constantFrom(...ADDRESSES),
  destination: fc.constantFrom(...ADDRESSES),
  sourcePort: fc.constantFrom(...PORTS),
  destinationPort: fc.constantFrom(...PORTS),
  icmpType: fc.constantFrom<number[]>(0, 3, 8, 11),
  icmpCode: fc.constantFrom<number[]>(0, 4),
  sourceMac: fc.constantFrom(...MACS),
  device: fc.constantFrom(...DEVICES),
  bridge: fc.constantFrom(...BRIDGES),
  state: fc.constantFrom('NEW', 'NEW', 'INVALID', 'UNTRACKED', 'ESTABLISHED', 'RELATED'),
})
type All = typeof packets extends fc.Arbitrary<infer T> ? T : never

function asked({ sourcePort, destinationPort, icmpType, icmpCode, ...all }: All): Packet {
  const hasPorts = [6, 17, 132].includes(all.protocol)
  return {
    ...{ ...all, family: 'ipv4' },
    ...(hasPorts ? { sourcePort, destinationPort } : {}),
    ...(all.protocol === 1 ? { icmpType, icmpCode } : {}),
  }
}

function subjectOf({ direction, tap, device = '', bridge = '', state, ...rest }: Packet): Subject {
  const { family, protocol, source, destination, sourcePort, destinationPort, icmpType, icmpCode, sourceMac } = rest
  const toHost = direction === 'egress-to-host'
  const isOwn = direction !== 'ingress'
  return {
    packet: {
      ...{ family, protocol, source, destination },
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(destinationPort === undefined ? {} : { destinationPort }),
      ...(icmpType === undefined ? {} : { icmpType }),
      ...(icmpCode === undefined ? {} : { icmpCode }),
      ...(sourceMac === undefined ? {} : { sourceMac }),
      ...(protocol === 6 ? { flags: ['SYN'] } : {}),
    },
    ...{ in: bridge, out: toHost ? null : bridge },
    ...{ physIn: isOwn ? tap : device, physOut: toHost ? null : isOwn ? device : tap, isBridged: !toHost },
    ...{ state, connection: null, mark: 0, isSentHere: false, packetType: 'unicast', addressType: () => undefined },
  }
}

const filterOf = ({ tables, sets }: Dump): Dump => ({ tables: tables.filter(({ table }) => table === 'filter'), sets })

const VERDICTS = { pass: 'accept', drop: 'drop', unsure: 'unsure' } as const

test('is what the other reader of the same rules says', { timeout: 600_000 }, () => {
  const seen = { accept: 0, drop: 0, unsure: 0, differs: 0 }
  fc.assert(
    fc.property(dumpPair, fc.array(packets, { minLength: 40, maxLength: 40 }), ({ before }, all) => {
      const dump = filterOf(dumpOfTexts(before.rules, '', before.sets))
      const flow = flowReader(dump)
      const rules = readRules(dump, 'ipv4')
      for (const packet of all.map(asked)) {
        const subject = subjectOf(packet)
        const { verdict } = walkHook(rules, 'filter', packet.direction === 'egress-to-host' ? 'INPUT' : 'FORWARD', subject)
        const other = VERDICTS[flow(packet)]
        seen[verdict] += 1
        // What this one may look at and the other may not: the flags of established segments.
        if (other === 'unsure' && verdict !== 'unsure') seen.differs += 1
        else if (other !== verdict) expect({ packet, verdict, before }).toEqual({ packet, verdict: other, before })
      }
    }),
    { numRuns: 2000 },
  )
  // Neither a verdict nor the lack of one is rare.
  expect(Math.min(seen.accept, seen.drop, seen.unsure)).toBeGreaterThan(2000)
  expect(seen.differs).toBeLessThan(8000)
})

/** The dump without these rules; a policy becomes ACCEPT. */
function withoutRules({ tables, sets }: Dump, blockers: readonly Blocker[]): Dump {
  const isNamed = (chain: string, rule: number | null) => blockers.some(({ step }) => step.chain === chain && step.rule === rule)
  const chainsOf = ({ chains }: Dump['tables'][number]) =>
    chains.map(({ name, policy, rules }) => ({
      name,
      policy: isNamed(name, null) ? 'ACCEPT' : policy,
      rules: rules.filter((_, at) => !isNamed(name, at + 1)),
    }))
  return { tables: tables.map((each) => ({ ...each, chains: chainsOf(each) })), sets }
}

test('without the rules that are named as in the way a packet gets through', { timeout: 600_000 }, () => {
  const seen = { passes: 0, several: 0 }
  fc.assert(
    fc.property(dumpPair, fc.array(packets, { minLength: 10, maxLength: 10 }), ({ before }, all) => {
      const dump = filterOf(dumpOfTexts(before.rules, '', before.sets))
      const rules = readRules(dump, 'ipv4')
      for (const packet of all.map(asked)) {
        const hook = packet.direction === 'egress-to-host' ? 'INPUT' : 'FORWARD'
        const subject = subjectOf(packet)
        const { blockers, afterwards } = blockersAt(dump, hook, subject)
        const { verdict } = walkHook(rules, 'filter', hook, subject)
        expect(blockers.length > 0).toBe(verdict === 'drop')
        if (verdict !== 'drop') continue
        expect(afterwards).not.toBe('drop')
        const open = withoutRules(dump, blockers)
        expect(walkHook(readRules(open, 'ipv4'), 'filter', hook, subject).verdict).toBe(afterwards)
        // Not named in vain: with the first one back it is dropped again, or may be.
        const [, ...rest] = blockers
        if (rest.length > 0) seen.several += 1
        expect(walkHook(readRules(withoutRules(dump, rest), 'ipv4'), 'filter', hook, subject).verdict).not.toBe('accept')
        if (afterwards !== 'accept') continue
        seen.passes += 1
        expect(flowReader(open)(packet)).not.toBe('drop')
      }
    }),
    { numRuns: 2000 },
  )
  expect(Math.min(seen.passes, seen.several)).toBeGreaterThan(300)
})
