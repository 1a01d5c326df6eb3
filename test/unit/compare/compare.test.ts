import { describe, expect, test } from 'vitest'
import { type ComparedSection, compare } from '#shared/compare/compare'
import { foldRows } from '#shared/compare/fold'
import { rowsOf } from '#shared/compare/rows'
import type { Line } from '#shared/compare/sections'
import { countDifferences, isDifferent, select } from '#shared/compare/select'
import { parseSettings, settingsText } from '#shared/compare/settings-text'
import { compareWords } from '#shared/compare/words'
import type { HostSettings } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'

const PORT = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
const NOTHING = { table: null, family: null, portId: null, ignoreNames: false } as const
const line = (text: string): Line => ({ text, plain: text.replace(/ #.*/, ''), origin: null, spec: null })
const rows = (left: string, right: string) =>
  rowsOf(left.split('').map(line), right.split('').map(line)).map((row) =>
    row.kind === 'moved'
      ? `${row.left === null ? '>' : '<'}${row.left ?? row.right}:${row.other}`
      : `${row.kind} ${row.left} ${row.right}`,
  )

function sections(left: HostSettings, right: HostSettings): readonly ComparedSection[] {
  const done = compare(articleSevenRules, 'compute1', left, right)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  return done.value.sections
}

describe('rows of two lists', () => {
  test('equal lines', () => expect(rows('ab', 'ab')).toEqual(['same 0 0', 'same 1 1']))
  test('one side only', () => expect(rows('ac', 'bc')).toEqual(['left 0 null', 'right null 0', 'same 1 1']))
  test('a line that moved has a row in each place', () =>
    expect(rows('abc', 'bca')).toEqual(['<0:2', 'same 1 0', 'same 2 1', '>2:0']))
  test('of equal lines the first goes with the first', () => expect(rows('aa', 'a')).toEqual(['same 0 0', 'left 1 null']))
  test('lines that differ in a comment only are one row', () =>
    expect(rowsOf([line('a #1')], [line('a #2')])).toEqual([{ kind: 'changed', left: 0, right: 0, onlyNames: true }]))
})

describe('words of two lines', () => {
  const marked = (left: string, right: string) => {
    const words = compareWords(left, right)
    return [words.left, words.right].map((side) => side.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(' '))
  }
  test.each([
    ['-p tcp -j RETURN', '-p tcp -j DROP', '-p tcp -j [RETURN]', '-p tcp -j [DROP]'],
    ['-p tcp -m tcp -j RETURN', '-p tcp -j RETURN', '-p tcp [-m tcp] -j RETURN', '-p tcp -j RETURN'],
    ['-p tcp -m tcp -j RETURN', '-p tcp -j DROP', '-p tcp [-m tcp -j RETURN]', '-p tcp [-j DROP]'],
    ['-s 1.1.1.1/32 -j DROP', '-d 1.1.1.1/32 -j DROP', '[-s] 1.1.1.1/32 -j DROP', '[-d] 1.1.1.1/32 -j DROP'],
    ['create A hash:ip', 'create A hash:net', 'create A [hash:ip]', 'create A [hash:net]'],
  ])('%s and %s', (left, right, one, two) => expect(marked(left, right)).toEqual([one, two]))
})

describe('the article between two releases', () => {
  const all = sections({ release: '2014.2' }, { release: '25.2' })
  const ingress = all.find(({ key }) => key === `ipv4 filter port-in ${PORT}`)

  test('INVALID is told as moved, with its place on the other side', () => {
    const moved = ingress?.rows.filter(({ kind }) => kind === 'moved') ?? []
    expect(moved.map((row) => [row.left, row.right, row.kind === 'moved' ? row.other : null])).toEqual([
      [0, null, 7],
      [null, 7, 0],
    ])
    expect(moved.every(({ facts }) => facts.includes('invalid-last'))).toBe(true)
  })
  test('tables that one release does not write are on one side', () => {
    const raw = all.filter(({ place }) => place.kind === 'chain' && place.table === 'raw')
    expect(raw.length).toBe(8)
    expect(raw.every(({ leftName, rows }) => leftName === null && rows.every(({ kind }) => kind === 'right'))).toBe(true)
  })
  test('chosen by table, family and port', () => {
    const tables = (table: 'raw' | 'set') => new Set(select(all, { ...NOTHING, table }).map(({ place }) => place.kind))
    expect([...tables('raw')]).toEqual(['chain'])
    expect([...tables('set')]).toEqual(['set'])
    expect(select(all, { ...NOTHING, family: 'ipv6' }).every(({ place }) => place.family === 'ipv6')).toBe(true)
    const own = select(all, { ...NOTHING, portId: PORT, table: 'filter', family: 'ipv4' })
    expect(own.map(({ key }) => key.replace('ipv4 filter ', ''))).toEqual([
      'neutron-…-FORWARD',
      'neutron-…-INPUT',
      `port-in ${PORT}`,
      `port-out ${PORT}`,
      `port-source ${PORT}`,
      'neutron-…-sg-chain',
    ])
    // Two jumps, each in two places: nothing of the other ports.
    expect(own[0]?.rows.length).toBe(4)
  })
  test('without names and comments, what is left treats packets otherwise', () => {
    const counts = countDifferences(select(all, { ...NOTHING, ignoreNames: true }))
    // The set of the default group is of another type.
    expect(counts.changed).toBe(1)
    expect(counts.moved).toBe(countDifferences(all).moved)
    expect(counts.moved).toBeGreaterThan(0)
  })
})

describe('drivers', () => {
  const all = sections({}, { firewallDriver: 'iptables' })
  test('chains are the same ones under another name', () => {
    expect(all.filter(({ leftName, rightName }) => leftName === null || rightName === null)).toEqual([])
    expect(select(all, { ...NOTHING, ignoreNames: true }).filter(isDifferent)).toEqual([])
  })
})

describe('folding', () => {
  const made = (kinds: string) =>
    [...kinds].map((kind, at) =>
      kind === '='
        ? ({ kind: 'same', left: at, right: at, facts: [] } as const)
        : ({ kind: 'left', left: at, right: null, facts: [] } as const),
    )
  const shown = (kinds: string, context: number) =>
    foldRows(made(kinds), context)
      .map((each) => (each.kind === 'row' ? kinds[each.at] : `(${each.count})`))
      .join('')
  test.each([
    ['====', 1, '(4)'],
    ['====-====', 1, '(3)=-=(3)'],
    ['-==-', 1, '-==-'],
    ['-===-', 1, '-===-'],
    ['-====-', 1, '-=(2)=-'],
    ['', 1, ''],
    ['---', 0, '---'],
  ])('%s with %i', (kinds, context, folded) => expect(shown(kinds, context)).toBe(folded))
})

describe('settings as text', () => {
  const host = articleSevenRules.hosts[0]
  test('read as they are printed', () => {
    if (host === undefined) throw new Error('the article has a host')
    const { name: _, ...settings } = host
    expect(parseSettings(settingsText(host))).toEqual({ ok: true, value: settings })
    expect(parseSettings('')).toEqual({ ok: true, value: {} })
    expect(parseSettings('release=21.0, ipset=off')).toEqual({ ok: true, value: { release: '21.0', enableIpset: false } })
  })
  test.each([
    ['relase=21.0', 'There is no setting relase. Write one of release, driver,'],
    ['release=20.0', 'release cannot be 20.0. Write release= and one of 2014.2,'],
    ['ipset', 'ipset cannot be empty. Write ipset= and one of on, off.'],
    ['ipset=off,ipset=on', 'ipset is set twice.'],
    ['ipset=on=off', 'ipset cannot be on=off.'],
    ['__proto__=on', 'There is no setting __proto__.'],
  ])('%s is refused with what could stand there', (text, why) => {
    const read = parseSettings(text)
    expect(read.ok ? '' : read.error).toContain(why)
  })
})

test('a side that does not compile is named, with its issues', () => {
  const host = {
    ...articleSevenRules,
    ports: articleSevenRules.ports.map((port) => ({ ...port, macAddress: port.macAddress.replaceAll(':', '-') })),
  }
  const done = compare(host, 'compute1', { release: '2014.2' }, { release: '25.2' })
  expect(done.ok ? [] : done.error.map(({ side, issues }) => [side, issues[0]?.code])).toEqual([['left', 'port.mac-dashes']])
  const unknown = compare(articleSevenRules, 'nowhere', {}, {})
  expect(unknown.ok ? [] : unknown.error.map(({ side, issues }) => [side, issues[0]?.code])).toEqual([
    ['left', 'host.unknown'],
    ['right', 'host.unknown'],
  ])
})
