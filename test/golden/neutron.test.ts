import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { readDocument } from '#shared/neutron/document'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { differences, setLines } from './compare-compiled.ts'

/** Output of the real driver of Neutron 2014.2.3 for the same Networking API document, loaded and read back. */
const Tool = z.object({ filter: z.array(z.string()) })
const Case = z.object({
  name: z.string(),
  options: z.object({ host: z.string(), driver: z.enum(['hybrid', 'iptables']), ipset: z.boolean(), ipv6: z.boolean() }),
  neutron: z.unknown(),
  expected: z.object({ '2014.2': z.object({ iptables: Tool, ip6tables: Tool, ipset: z.array(z.string()) }) }),
})

const folder = new URL('./neutron/', import.meta.url)

describe('the real driver of 2014.2 writes the same', () => {
  for (const file of readdirSync(folder).sort()) {
    const { name, options, neutron, expected } = Case.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
    test(name, () => {
      const project = readDocument(JSON.stringify(neutron))
      if (!project.ok) throw new Error(JSON.stringify(project.error, null, 1))
      const ruleset = compile(project.value, options.host, {
        firewallDriver: options.driver,
        enableIpset: options.ipset,
        ipv6: options.ipv6,
      })
      if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error, null, 1))
      const got = compileJson(ruleset.value)
      const want = expected['2014.2']
      expect(differences('iptables', want.iptables.filter, got.iptables['filter'] ?? [])).toEqual([])
      expect(differences('ip6tables', want.ip6tables.filter, got.ip6tables['filter'] ?? [])).toEqual([])
      expect(setLines(got.ipset)).toEqual(setLines(want.ipset))
    })
  }
})
