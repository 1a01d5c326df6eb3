import type { Family } from '#shared/netfilter/rule-spec'
import type { Ruleset } from '#shared/ruleset/ruleset'

/** What iptables-restore is given for all tables of a family; the line numbers of `checkRulesetNames` count in it. */
export function restoreText({ tables }: Ruleset, family: Family): string {
  const lines = tables
    .filter((table) => table.family === family)
    .flatMap(({ table, chains }) => [
      `*${table}`,
      ...chains.map(({ name, role }) => `:${name} ${role === 'hook' ? 'ACCEPT' : '-'} [0:0]`),
      ...chains.flatMap(({ name, rules }) => rules.map(({ text }) => `-A ${name} ${text}`)),
      'COMMIT',
    ])
  return lines.map((line) => `${line}\n`).join('')
}
