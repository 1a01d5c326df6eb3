import { parseSave } from '#shared/netfilter/parse-save'
import type { Family } from '#shared/netfilter/rule-spec'
import { walkHook } from '#shared/walk/hook'
import { readRules } from '#shared/walk/rules'
import type { Subject } from '#shared/walk/subject'

/** What `walk.bench.ts` measures, as a program of its own, since a test runner's way of importing slows down each call. */
export interface WalkTimes {
  readonly name: string
  readonly rules: number
  /** Milliseconds, a run each. `first`: with reading the rules from their text. */
  readonly parsing: readonly number[]
  readonly first: readonly number[]
  readonly walking: readonly number[]
  readonly telling: readonly number[]
}

const [runs, RULES] = [Number(process.argv[2]), 50_000]

function timed<T>(times: number[], act: () => T): T {
  const begun = performance.now()
  const value = act()
  times.push(performance.now() - begun)
  return value
}

/** A chain in which every rule is tried and the last one matches. `rule`: the words of one that does not. */
function saved(rule: (at: number) => string, last: string): string {
  const lines = Array.from(
    { length: RULES - 1 },
    (_, at) => `[7:420] -A FORWARD ${rule(at)} -m comment --comment "tw:${at.toString(36)}.1f2e3d" -j ACCEPT`,
  )
  return ['*filter', ':FORWARD DROP [0:0]', ...lines, `[1:60] -A FORWARD ${last} -j ACCEPT`, 'COMMIT', ''].join('\n')
}

const packet = { protocol: 6, sourcePort: 40000, destinationPort: 22, sourceMac: 'fa:16:3e:00:00:01', flags: ['SYN' as const] }

function subjectOf(family: Family, source: string, destination: string): Subject {
  return {
    packet: { ...packet, family, source, destination },
    ...{
      in: 'br0',
      out: 'br0',
      physIn: 'tap0',
      physOut: 'tap1',
      isBridged: true,
      state: 'NEW',
      connection: null,
      mark: 0,
      isSentHere: false,
    },
    ...{ packetType: 'unicast', addressType: () => undefined },
  }
}

function measure(name: string, family: Family, text: string, subject: Subject): WalkTimes {
  const times = { parsing: [] as number[], first: [] as number[], walking: [] as number[], telling: [] as number[] }
  for (let run = 0; run < runs; run++) {
    const { tables } = timed(times.parsing, () => parseSave(family, text))
    const rules = timed(times.first, () => {
      const read = readRules({ tables: [...tables], sets: [] }, family)
      walkHook(read, 'filter', 'FORWARD', subject)
      return read
    })
    for (let again = 0; again < 3; again++) {
      const { verdict, counted } = timed(times.walking, () => walkHook(rules, 'filter', 'FORWARD', subject))
      if (verdict !== 'accept' || counted[0]?.rule !== RULES) throw new Error(`${name}: another rule matched`)
    }
    const told = timed(times.telling, () => walkHook(rules, 'filter', 'FORWARD', subject).steps())
    if (told.length !== RULES) throw new Error(`${name}: ${told.length} steps`)
  }
  return { name, rules: RULES, ...times }
}

const v4 = subjectOf('ipv4', '10.99.0.1', '10.99.0.2')
const hosts = (at: number) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
const all = (): WalkTimes[] => [
  measure(
    'one source each',
    'ipv4',
    saved((at) => `-s ${hosts(at)}/32 -p tcp -m tcp --dport 22`, '-p tcp -m tcp --dport 22'),
    v4,
  ),
  measure(
    'one port of the bridge each',
    'ipv4',
    saved((at) => `-m physdev --physdev-in tap${at + 9} --physdev-is-bridged`, '-p tcp'),
    v4,
  ),
  measure(
    'ports, the last match of four',
    'ipv4',
    saved((at) => `-s 10.99.0.0/16 -p tcp -m tcp --dport ${1024 + at} -m state --state NEW`, '-p tcp -m tcp --dport 22'),
    v4,
  ),
  measure(
    'one IPv6 source each',
    'ipv6',
    saved((at) => `-s 2001:db8::${at.toString(16)}/128 -p tcp`, '-p tcp'),
    subjectOf('ipv6', '2001:db8:1::1', '2001:db8:1::2'),
  ),
]

// The first time is for the engine, which learns what is run often.
all()
process.stdout.write(JSON.stringify(all()))
