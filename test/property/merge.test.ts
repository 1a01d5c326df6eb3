import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { checkProject } from '#shared/project/check'
import { applyEdit } from '#shared/project/edits'
import { type Merge, merge, type Unmerged } from '#shared/project/merge'
import { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { edits, type MakeEdit } from './arbitraries.ts'

/** The project that accepted edits lead to. */
const after = (begin: Project, all: readonly MakeEdit[]): Project =>
  all.reduce((project, make) => {
    const edited = applyEdit(project, make(project))
    return edited.ok ? edited.value : project
  }, begin)

/** Base, and two that began there. */
const three = fc.tuple(edits(4), edits(6), edits(6)).map(([first, own, other]) => {
  const base = after(articleSevenRules, first)
  return { base, mine: after(base, own), theirs: after(base, other) }
})

const project = (merged: Result<Merge, Unmerged>): Project => {
  if (!merged.ok) throw new Error(JSON.stringify(merged.error))
  return merged.value.project
}

describe('merge', () => {
  it('of nothing on one side is the other side', () =>
    fc.assert(
      fc.property(three, ({ base, mine }) => {
        expect(project(merge(base, mine, base, null))).toEqual(mine)
        expect(project(merge(base, base, mine, null))).toEqual(mine)
      }),
    ))

  it('of the same on both sides is that', () =>
    fc.assert(
      fc.property(three, ({ base, mine }) => {
        expect(project(merge(base, mine, structuredClone(mine), null))).toEqual(mine)
      }),
    ))

  it('is a good project, or is refused with reasons; and a chosen side leaves no conflict', () =>
    fc.assert(
      fc.property(three, fc.constantFrom('mine', 'theirs', null), ({ base, mine, theirs }, prefer) => {
        const merged = merge(base, mine, theirs, prefer)
        if (merged.ok) {
          expect(checkProject(merged.value.project)).toEqual([])
          expect(Project.parse(merged.value.project)).toEqual(merged.value.project)
          if (prefer === null) expect(merged.value.decided).toEqual([])
        } else if (merged.error.kind === 'conflicts') {
          expect(prefer).toBeNull()
          expect(merged.error.conflicts.length).toBeGreaterThan(0)
        } else expect(merged.error.issues.length).toBeGreaterThan(0)
      }),
    ))

  it('says the same whoever asks, but for the order of lists', () =>
    fc.assert(
      fc.property(three, ({ base, mine, theirs }) => {
        const [one, two] = [merge(base, mine, theirs, null), merge(base, theirs, mine, null)]
        expect(two.ok).toBe(one.ok)
        if (one.ok && two.ok) expect(unordered(two.value.project)).toEqual(unordered(one.value.project))
        if (!one.ok && !two.ok && one.error.kind === 'conflicts' && two.error.kind === 'conflicts')
          expect(new Set(two.error.conflicts.map(({ path }) => path.join('/')))).toEqual(
            new Set(one.error.conflicts.map(({ path }) => path.join('/'))),
          )
      }),
    ))

  it('holds every group and rule that one side made and the other did not know', () =>
    fc.assert(
      fc.property(three, ({ base, mine, theirs }) => {
        const merged = merge(base, mine, theirs, null)
        if (!merged.ok) return
        const had = idsOf(base)
        const has = idsOf(merged.value.project)
        for (const id of [...idsOf(mine), ...idsOf(theirs)]) if (!had.has(id)) expect(has.has(id)).toBe(true)
        for (const id of had) if (!idsOf(mine).has(id) || !idsOf(theirs).has(id)) expect(has.has(id)).toBe(false)
      }),
    ))
})

const idsOf = ({ securityGroups }: Project): Set<string> =>
  new Set(securityGroups.flatMap((group) => [group.id, ...group.rules.map((rule) => `${group.id} ${rule.id}`)]))

const byId = <T extends { readonly id: string }>(all: readonly T[]): readonly T[] => all.toSorted((a, b) => (a.id < b.id ? -1 : 1))
const unordered = (of: Project): Project => ({
  ...of,
  networks: [...byId(of.networks)],
  subnets: [...byId(of.subnets)],
  vms: [...byId(of.vms)],
  floatingIps: [...byId(of.floatingIps)],
  ports: byId(of.ports).map((port) => ({ ...port, securityGroupIds: port.securityGroupIds.toSorted() })),
  securityGroups: byId(of.securityGroups).map((group) => ({ ...group, rules: [...byId(group.rules)] })),
})
