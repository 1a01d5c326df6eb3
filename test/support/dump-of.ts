import { compile, type HostSettings } from '#shared/compile/compile'
import type { Dump } from '#shared/netfilter/dump'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Project } from '#shared/project/schema'
import { planSync } from '#shared/sync/plan-sync'
import { FakeTables } from './fake-tables.ts'

/** What the kernel would hold after this project is applied to an empty host; null where it cannot be compiled. */
export function dumpOf(project: Project, host: string, settings: HostSettings = {}): Dump | null {
  const ruleset = compile(project, host, settings)
  if (!ruleset.ok) return null
  const fake = new FakeTables()
  for (const transaction of planSync(ruleset.value, fake.dump()).transactions) fake.apply(transaction)
  return fake.dump()
}

/** From the texts of iptables-save, ip6tables-save and ipset save. */
export const dumpOfTexts = (v4: string, v6 = '', sets = ''): Dump => ({
  tables: [...parseSave('ipv4', v4).tables, ...parseSave('ipv6', v6).tables],
  sets: parseSets(sets),
})
