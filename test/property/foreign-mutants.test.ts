import { expect, test } from 'vitest'
import { parseRule } from '#shared/netfilter/parse-rule'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import { printSave, readSave } from '#shared/netfilter/save-text'
import { printSets, readSets } from '#shared/netfilter/sets-text'
import { walkHook } from '#shared/walk/hook'
import type { WalkPacket } from '#shared/walk/packet'
import { readRules } from '#shared/walk/rules'
import type { HookName } from '#shared/walk/step'
import type { Subject } from '#shared/walk/subject'
import { type Chance, chanceFor } from '../support/chance.ts'
import { type DumpMutant, dumpMutant } from '../support/foreign/dump-mutants.ts'

/** Whatever a text of iptables-save may have become, it is read, printed as it was and walked, in little time. */
const MUTANTS = 100_000
/** Of one mutant, whatever else the machine does: what hangs takes for ever, and what takes a second may take ten beside others. */
const LONGEST_MS = 15_000

const HOOKS: readonly (readonly [TableName, HookName])[] = [
  ['filter', 'FORWARD'],
  ['filter', 'INPUT'],
  ['nat', 'PREROUTING'],
  ['raw', 'PREROUTING'],
  ['mangle', 'POSTROUTING'],
]

const packets: Readonly<Record<Family, readonly WalkPacket[]>> = {
  ipv4: [
    {
      family: 'ipv4',
      source: '203.0.113.7',
      destination: '172.18.0.2',
      protocol: 6,
      sourcePort: 40_000,
      destinationPort: 8080,
      flags: ['SYN'],
      ttl: 64,
      length: 60,
    },
    { family: 'ipv4', source: '10.105.0.9', destination: '198.18.102.10', protocol: 17, sourcePort: 53, destinationPort: 53 },
    { family: 'ipv4', source: '192.168.122.5', destination: '8.8.8.8', protocol: 1, icmpType: 8, icmpCode: 0 },
  ],
  ipv6: [
    {
      family: 'ipv6',
      source: '2001:db8:64::9',
      destination: '2001:db8:66::a',
      protocol: 6,
      sourcePort: 40_000,
      destinationPort: 443,
      flags: ['SYN'],
    },
    { family: 'ipv6', source: 'fd00:17::2', destination: '2001:db8::bad', protocol: 58, icmpType: 128, icmpCode: 0, ttl: 255 },
  ],
}

function subjectOf(packet: WalkPacket, random: Chance): Subject {
  const type = random.pick(['LOCAL', 'UNICAST', undefined] as const)
  return {
    packet,
    ...{ in: random.pick(['eth0', 'docker0', 'eth1.105', undefined]), out: random.pick(['br-5d1c0f7a9e21', 'eth0', undefined]) },
    ...{
      physIn: null,
      physOut: null,
      isBridged: false,
      connection: null,
      mark: random.pick([0, undefined]),
      isSentHere: random.pick([false, undefined]),
      packetType: 'unicast',
    },
    state: random.pick(['NEW', 'ESTABLISHED', 'INVALID', null, undefined] as const),
    addressType: () => type,
  }
}

function read({ family, rules, sets }: DumpMutant, random: Chance): number {
  if (printSave(readSave(rules)) !== rules || printSets(readSets(sets)) !== sets) throw new Error('it is not printed as it was')
  const { tables, packets: counts } = parseSave(family, rules)
  const lines = tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules))
  const rows = lines.length + tables.reduce((sum, { chains }) => sum + chains.filter(({ policy }) => policy !== null).length, 0)
  if (counts.length !== rows) throw new Error('a line has no counter')
  if (lines.length > 0) parseRule(random.pick(lines).text)
  const read = readRules({ tables: [...tables], sets: parseSets(sets) }, family)
  const subject = subjectOf(random.pick(packets[family]), random)
  let sure = 0
  for (const [table, hook] of HOOKS) {
    const outcome = walkHook(read, table, hook, subject)
    if (outcome.verdict !== 'unsure') sure += 1
    else if (outcome.unsureOf().length === 0) throw new Error('unsure, and of no rule')
  }
  return sure
}

test(`${MUTANTS} mutants of dumps are read, printed and walked`, { timeout: 600_000 }, () => {
  const random = chanceFor('mutated dumps')
  let [slowest, sure, bytes] = [{ ms: 0, rules: '' }, 0, 0]
  const begun = process.cpuUsage()
  for (let n = 0; n < MUTANTS; n++) {
    const mutant = dumpMutant(random)
    const from = performance.now()
    try {
      sure += read(mutant, random)
    } catch (cause) {
      throw new Error(`mutant ${n}: ${JSON.stringify(mutant)}`, { cause })
    }
    const ms = performance.now() - from
    bytes += mutant.rules.length
    if (ms > slowest.ms) slowest = { ms, rules: mutant.rules }
  }
  const figures = {
    cpuSeconds: Math.round(process.cpuUsage(begun).user / 1e6),
    slowestMs: Math.round(slowest.ms),
    bytesOfEach: Math.round(bytes / MUTANTS),
  }
  console.log(`${MUTANTS} mutants: ${JSON.stringify(figures)}; of ${MUTANTS * HOOKS.length} walks ${sure} are sure`)
  expect(slowest.ms, slowest.rules).toBeLessThan(LONGEST_MS)
  // They are dumps still, and not all nonsense.
  expect(sure).toBeGreaterThan(MUTANTS)
})

const table = (chains: readonly string[], rules: readonly string[]): string =>
  ['*filter', ':FORWARD ACCEPT [0:0]', ...chains.map((name) => `:${name} - [0:0]`), ...rules, 'COMMIT', ''].join('\n')
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}`)
/** Every chain jumps to the next, so many times. */
const steps = (count: number, times: number): string => {
  const jumps = names(count).flatMap((name, n) => Array<string>(times).fill(`-A ${name} -m limit --limit 1/sec -j c${n + 1}`))
  return table(names(count + 1), ['-A FORWARD -j c0', ...jumps])
}

/** `isSure`: nothing of them is in doubt. */
const SHAPES: readonly { readonly name: string; readonly rules: string; readonly isSure: boolean }[] = [
  {
    name: 'a chain that jumps to itself 2,000 times',
    rules: table([], Array<string>(2000).fill('-A FORWARD -j FORWARD')),
    isSure: false,
  },
  {
    name: 'chains that all jump to all',
    rules: table(names(60), [...names(60).flatMap((from) => names(60).map((to) => `-A ${from} -j ${to}`)), '-A FORWARD -j c0']),
    isSure: false,
  },
  { name: '5,000 chains one behind the other', rules: steps(5000, 1), isSure: false },
  { name: 'sixteen chains, each jumping twice', rules: steps(16, 2), isSure: true },
  { name: 'sixty chains, each jumping twice', rules: steps(60, 2), isSure: false },
  {
    name: 'one rule of a million words',
    rules: table([], [`-A FORWARD ${'-s 10.0.0.0/8 '.repeat(330_000)}-j DROP`]),
    isSure: true,
  },
  {
    name: 'a quote that is never closed, 2 MB',
    rules: table([], [`-A FORWARD -m comment --comment "${'\\'.repeat(2_000_000)}`]),
    isSure: true,
  },
  { name: '100,000 rules of nothing', rules: table([], Array<string>(100_000).fill('-A FORWARD')), isSure: true },
  {
    name: 'a port list without end',
    rules: table([], [`-A FORWARD -p tcp -m multiport --dports ${'1,'.repeat(500_000)} -j DROP`]),
    isSure: false,
  },
]

test.each(SHAPES)('$name', { timeout: 120_000 }, ({ rules, isSure }) => {
  const begun = process.cpuUsage()
  expect(printSave(readSave(rules)) === rules).toBe(true)
  const read = readRules({ tables: [...parseSave('ipv4', rules).tables], sets: [] }, 'ipv4')
  const [packet] = packets.ipv4
  if (packet === undefined) return
  const outcome = walkHook(read, 'filter', 'FORWARD', subjectOf(packet, chanceFor('shapes')))
  expect(outcome.verdict !== 'unsure').toBe(isSure)
  if (!isSure) expect(outcome.unsureOf()).not.toEqual([])
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(LONGEST_MS)
})
