import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { printRule } from '#shared/netfilter/print-rule'
import { neutronProject } from './neutron-projects.ts'

test('a compiled rule says as data what it says as text', () => {
  fc.assert(
    fc.property(neutronProject, (project) => {
      for (const { name } of project.hosts) {
        const compiled = compile(project, name)
        if (!compiled.ok) continue
        for (const { family, chains } of compiled.value.tables)
          for (const { rules } of chains) for (const { text, spec } of rules) expect(printRule(family, spec)).toBe(text)
      }
    }),
    { numRuns: 300 },
  )
})
