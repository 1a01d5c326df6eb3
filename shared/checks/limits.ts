import { LONGEST } from '../compile/check-names.ts'
import type { Dump, DumpSet } from '../netfilter/dump.ts'
import type { Check } from './check.ts'

/** Sets that are fuller than this are told before they are full. */
const NEARLY = 0.9
/** ipset's IPSET_DEFAULT_MAXELEM. */
const MAXELEM = 65536

/** Names that the kernel cannot hold, and sets that are full. */
export function checkLimits({ tables, sets }: Dump): Check[] {
  const chains = new Set(tables.flatMap((table) => table.chains.map(({ name }) => name)))
  const devices = new Set(
    tables.flatMap((table) => table.chains.flatMap(({ rules }) => rules.flatMap(({ text }) => devicesIn(text)))),
  )
  const tooLong = (code: Check['code'], names: Iterable<string>, most: number): Check[] =>
    [...names]
      .filter((name) => name.length > most)
      .map((name) => ({ code, level: 'refuse', values: { name, length: name.length, most } }))
  const found = [
    ...tooLong('name.chain-long', chains, LONGEST.chain),
    ...tooLong('name.device-long', devices, LONGEST.device),
    ...tooLong(
      'name.set-long',
      sets.map(({ name }) => name),
      LONGEST.set,
    ),
    ...sets.flatMap(fullness),
  ]
  const values = { chains: chains.size, sets: sets.length }
  return found.some(({ level }) => level === 'refuse') ? found : [...found, { code: 'limits.kept', level: 'good', values }]
}

const DEVICE = /(?:^|\s)(?:-[io]|--physdev-(?:in|out)) (\S+)/g

const devicesIn = (text: string): string[] =>
  text.includes('physdev') || /(^| )-[io] /.test(text) ? [...text.matchAll(DEVICE)].map(([, name = '']) => name) : []

function fullness({ name, create, members }: DumpSet): Check[] {
  const most = Number(/\bmaxelem (\d+)/.exec(create)?.[1] ?? MAXELEM)
  // A bitmap has room for its whole range.
  if (!create.startsWith('hash:') || members.length <= NEARLY * most) return []
  const values = { set: name, count: members.length, most }
  return members.length > most
    ? [{ code: 'set.full', level: 'refuse', values }]
    : [{ code: 'set.nearly-full', level: 'caution', values }]
}
