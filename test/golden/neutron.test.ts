import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { readDocument } from '#shared/neutron/document'
import { Release } from '#shared/project/schema'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { differences, setLines } from './compare-compiled.ts'

/**
 * Output of the real driver of each release for the same Networking API document, loaded and read back. Cases that begin with r are
 * random documents, run through the drivers of 21.0.0 and 25.2.2.
 */
const Lines = z.array(z.string())
const Tool = z.object({ filter: Lines, raw: Lines.default([]), nat: Lines.optional() })
const Output = z.object({ iptables: Tool, ip6tables: Tool, ipset: z.array(z.string()) })
const Case = z.object({
  name: z.string(),
  options: z.object({ host: z.string(), driver: z.enum(['hybrid', 'iptables']), ipset: z.boolean(), ipv6: z.boolean(), comments: z.boolean() }),
  neutron: z.unknown(),
  expected: z.record(Release, Output.optional()),
})

const folder = new URL('./neutron/', import.meta.url)
const cases = readdirSync(folder)
  .sort()
  .map((file) => Case.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))))

describe.each(Release.options)('the real driver of %s writes the same', (release) => {
  for (const { name, options, neutron, expected } of cases) {
    const want = expected[release]
    if (want === undefined) continue
    test(name, () => {
      const read = readDocument(JSON.stringify(neutron))
      if (!read.ok) throw new Error(JSON.stringify(read.error, null, 1))
      const ruleset = compile(read.value.project, options.host, {
        release,
        firewallDriver: options.driver,
        enableIpset: options.ipset,
        ipv6: options.ipv6,
        comments: options.comments,
      })
      if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error, null, 1))
      const got = compileJson(ruleset.value)
      const sorted = release.startsWith('201')
      for (const tool of ['iptables', 'ip6tables'] as const)
        // Neutron's empty chains in raw of the old releases are left out.
        for (const table of sorted ? (['filter'] as const) : (['filter', 'raw'] as const))
          expect(differences(`${tool} ${table}`, want[tool][table], got[tool][table] ?? [], sorted)).toEqual([])
      for (const tool of ['iptables', 'ip6tables'] as const)
        if (want[tool].nat !== undefined)
          expect(differences(`${tool} nat`, want[tool].nat, got[tool]['nat'] ?? [], false)).toEqual([])
      expect(setLines(got.ipset)).toEqual(setLines(want.ipset))
    })
  }
})
