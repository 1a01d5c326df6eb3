import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { type CompiledJson, compileJson } from '#shared/compile/compile-json'
import { neutronProject } from '../property/neutron-projects.ts'
import { TableNamespace } from '../support/table-namespace.ts'

/**
 * A thousand random projects: what is compiled is taken by the kernel, by both kinds of iptables, and read back letter for letter but
 * for the case of MAC addresses. Each begins in empty tables of a namespace of the test's own.
 */
const RUNS = 1000
const HOST = 'compute1'

/** Sentences about what a release cannot hold; nothing is loaded then. */
const REFUSED = new Set(['set.prefix-not-single', 'set.too-many-members', 'set.null-member', 'port.mac-dashes'])

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  raw: ['PREROUTING', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
}

const chainOf = (line: string): string => /^-A (\S+)/.exec(line)?.[1] ?? ''
const targetOf = (line: string): string => / -j (\S+)/.exec(line)?.[1] ?? ''
const VERDICTS = new Set(['ACCEPT', 'DROP', 'RETURN', 'CT'])

/** The lines of a family as iptables-restore reads them; tables without lines are emptied. */
function restoreText(tables: CompiledJson['iptables']): string {
  return Object.entries(BUILT_IN)
    .flatMap(([table, builtIn]) => {
      const lines = tables[table] ?? []
      const own = new Set(
        [...lines.map(chainOf), ...lines.map(targetOf)].filter((name) => !builtIn.includes(name) && !VERDICTS.has(name)),
      )
      return [
        `*${table}`,
        ...builtIn.map((name) => `:${name} ACCEPT [0:0]`),
        ...[...own].map((name) => `:${name} - [0:0]`),
        ...lines,
        'COMMIT',
        '',
      ]
    })
    .join('\n')
}

const plain = (line: string): string => line.replace(/--mac-source \S+/g, (mac) => mac.toLowerCase())

/** `table chain` to its lines. */
function byChain(tables: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const chains: Record<string, string[]> = {}
  for (const [table, lines] of Object.entries(tables))
    for (const line of lines) {
      const chain = `${table} ${chainOf(line)}`
      chains[chain] = [...(chains[chain] ?? []), plain(line)]
    }
  return chains
}

function saved(text: string): Record<string, string[]> {
  const tables: Record<string, string[]> = {}
  let table = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1)
    else if (line.startsWith('-A')) tables[table] = [...(tables[table] ?? []), line]
  }
  return byChain(tables)
}

const setLines = (lines: readonly string[]): string[] =>
  lines
    .map((line) => line.replace(/ (bucketsize \d+ )?initval 0x[0-9a-f]+/, '').trim())
    .filter((line) => line !== '')
    .sort()

const FAMILIES = ['iptables', 'ip6tables'] as const
const nothing: CompiledJson = { iptables: {}, ip6tables: {}, ipset: [] }

/** Loads `json` where `before` was loaded last. A restore empties its tables; sets go when no rule is left that names them. */
async function readsBack(namespace: TableNamespace, before: CompiledJson, json: CompiledJson): Promise<void> {
  const load = async (family: (typeof FAMILIES)[number], tables: CompiledJson['iptables'], last: CompiledJson['iptables']) => {
    if (Object.keys(tables).length + Object.keys(last).length > 0)
      await namespace.run(namespace.tool(family, 'restore'), [], restoreText(tables))
  }
  if (before.ipset.length > 0) {
    for (const family of FAMILIES) await load(family, {}, before[family])
    await namespace.run('ipset', ['destroy'])
  }
  if (json.ipset.length > 0) await namespace.run('ipset', ['restore'], `${json.ipset.join('\n')}\n`)
  for (const family of FAMILIES) {
    await load(family, json[family], before[family])
    expect(saved(await namespace.run(namespace.tool(family, 'save'), []))).toEqual(byChain(json[family]))
  }
  if (json.ipset.length > 0) expect(setLines((await namespace.run('ipset', ['save'])).split('\n'))).toEqual(setLines(json.ipset))
}

describe.concurrent.each(['nft', 'legacy'] as const)('compiled projects in iptables-%s', (kind) => {
  const namespace = new TableNamespace(kind)
  beforeAll(() => namespace.ready())
  afterAll(() => namespace.close())

  it(`are taken and read back as they were written, ${RUNS} of them`, async () => {
    let compiled = 0
    let refused = 0
    let before = nothing
    await fc.assert(
      fc.asyncProperty(neutronProject, async (project) => {
        const ruleset = compile(project, HOST)
        if (!ruleset.ok) {
          expect(ruleset.error.filter(({ code }) => !REFUSED.has(code))).toEqual([])
          refused += 1
          return
        }
        compiled += 1
        const json = compileJson(ruleset.value)
        await readsBack(namespace, before, json)
        before = json
      }),
      { numRuns: RUNS },
    )
    expect(compiled).toBeGreaterThan(0.6 * RUNS)
    expect(refused).toBeGreaterThan(0)
  }, 600_000)
})
