import type { Issue } from '#shared/errors'
import type { Result } from '#shared/result'
import type { Ruleset } from '#shared/ruleset/ruleset'

/** What a compilation came to as plain data, to be compared: its rules make what they say as data only when asked. */
export function rulesetData(compiled: Result<Ruleset, Issue[]>) {
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  const { tables, sets } = compiled.value
  return {
    tables: tables.map(({ chains, ...table }) => ({
      ...table,
      chains: chains.map(({ rules, ...chain }) => ({
        ...chain,
        rules: rules.map(({ spec, text, origin }) => ({ spec, text, origin })),
      })),
    })),
    sets,
  }
}
