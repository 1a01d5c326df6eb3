import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ComparedSection, compare, type ExplainedRow } from '#shared/compare/compare'
import { compareWords } from '#shared/compare/words'
import type { HostSettings } from '#shared/compile/compile'
import { compile } from '#shared/compile/compile'
import { printSet } from '#shared/netfilter/print-set'
import { FirewallDriver, type Project, Release } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { neutronProject } from './neutron-projects.ts'

const settings: fc.Arbitrary<HostSettings> = fc.record({
  release: fc.constantFrom(...Release.options),
  firewallDriver: fc.constantFrom(...FirewallDriver.options),
  enableSecurityGroup: fc.constantFrom(true, true, true, false),
  enableIpset: fc.boolean(),
  ipv6: fc.boolean(),
  comments: fc.boolean(),
})
/** The same, with one release or setting or a few of them changed. */
const both: fc.Arbitrary<readonly [HostSettings, HostSettings]> = fc
  .tuple(settings, settings, fc.constantFrom('release', 'firewallDriver', 'enableIpset', 'comments', 'ipv6', null))
  .map(([left, other, one]) => [left, one === null ? other : { ...left, [one]: other[one] }])

const comparisons = (project: Project, [left, right]: readonly [HostSettings, HostSettings]) => {
  const done = compare(project, 'compute1', left, right)
  return done.ok ? done.value : null
}

/** Every chain and set with its lines, as text. */
const linesOf = ({ tables, sets }: Ruleset): string[] =>
  [
    ...sets.map((set) => {
      const [create, ...members] = printSet(set)
      return [set.name, create, ...members.sort()].join('\n')
    }),
    ...tables.flatMap(({ family, table, chains }) =>
      chains.map(({ name, rules }) => [`${family} ${table} ${name}`, ...rules.map(({ text }) => text)].join('\n')),
    ),
  ].sort()

/** One side of a comparison, read from its rows. */
const rebuilt = (sections: readonly ComparedSection[], side: 'left' | 'right'): string[] =>
  sections
    .flatMap((section) => {
      const name = side === 'left' ? section.leftName : section.rightName
      if (name === null) return []
      const lines = section.rows.flatMap((row) => {
        const at = row[side]
        return at === null ? [] : [section[side][at]?.text ?? '']
      })
      const head = section.place.kind === 'set' ? name : `${section.place.family} ${section.place.table} ${name}`
      return [[head, ...lines].join('\n')]
    })
    .sort()

const unexplained = (section: ComparedSection): string[] => {
  const of = (row: ExplainedRow): string =>
    `${section.key}: ${row.kind} ${section.left[row.left ?? -1]?.text ?? ''} | ${section.right[row.right ?? -1]?.text ?? ''}`
  const rows = section.rows.filter((row) => row.kind !== 'same' && row.facts.length === 0).map(of)
  return section.leftName !== section.rightName && section.facts.length === 0 ? [`${section.key} itself`, ...rows] : rows
}

describe('two sides of a host', () => {
  test('both can be rebuilt from what is shown of them', () =>
    fc.assert(
      fc.property(neutronProject, both, (project, sides) => {
        const found = comparisons(project, sides)
        fc.pre(found !== null)
        sides.forEach((side, at) => {
          const ruleset = compile(project, 'compute1', side)
          if (!ruleset.ok) throw new Error('was compiled a moment ago')
          expect(rebuilt(found?.sections ?? [], at === 0 ? 'left' : 'right')).toEqual(linesOf(ruleset.value))
        })
      }),
      { numRuns: 100 },
    ))
  test('every difference has a fact that explains it', () =>
    fc.assert(
      fc.property(neutronProject, both, (project, sides) => {
        const found = comparisons(project, sides)
        fc.pre(found !== null)
        expect(found?.sections.flatMap(unexplained)).toEqual([])
      }),
      { numRuns: 300 },
    ))
  test('a host does not differ from itself', () =>
    fc.assert(
      fc.property(neutronProject, settings, (project, side) => {
        const found = comparisons(project, [side, side])
        fc.pre(found !== null)
        const rows = found?.sections.flatMap(({ rows }) => rows) ?? []
        expect(rows.filter(({ kind }) => kind !== 'same')).toEqual([])
        expect(found?.sections.filter(({ leftName, rightName }) => leftName !== rightName)).toEqual([])
      }),
    ))
  test('what moved on one side is at the place told on the other', () =>
    fc.assert(
      fc.property(neutronProject, both, (project, sides) => {
        const found = comparisons(project, sides)
        fc.pre(found !== null)
        for (const { rows } of found?.sections ?? []) {
          const moved = rows.flatMap((row) => (row.kind === 'moved' ? [row] : []))
          const places = moved.map((row) => (row.left === null ? [row.other, row.right] : [row.left, row.other]).join())
          expect(new Set(places).size * 2).toBe(moved.length)
        }
      }),
    ))
})

describe('words of two lines', () => {
  const line = fc
    .array(fc.constantFrom('-s', '-j', 'RETURN', 'DROP', '10.0.0.0/8', ''), { minLength: 1 })
    .map((all) => all.join(' '))
  test('each side is its line', () =>
    fc.assert(
      fc.property(line, line, (left, right) => {
        const words = compareWords(left, right)
        expect(words.left.map(({ text }) => text).join(' ')).toBe(left)
        expect(words.right.map(({ text }) => text).join(' ')).toBe(right)
        expect(
          words.left
            .filter(({ differs }) => !differs)
            .map(({ text }) => text)
            .join(' '),
        ).toBe(
          words.right
            .filter(({ differs }) => !differs)
            .map(({ text }) => text)
            .join(' '),
        )
      }),
    ))
})
