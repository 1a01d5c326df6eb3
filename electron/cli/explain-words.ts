import { type Caution, sayCaution } from '#shared/explain/caution'
import { cautionsIn } from '#shared/explain/cautions'
import { type DutyLine, sayDuty } from '#shared/explain/duties'
import { type ExplainedChain, explainRuleset } from '#shared/explain/explain-ruleset'
import { groupWords, portLabel } from '#shared/explain/names'
import { explainedDuties } from '#shared/explain/undone-duties'
import { printSet } from '#shared/netfilter/print-set'
import type { Project } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'

const TOOLS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const

/** `compile --explain`: every line with its reason, then the cautions, then the ten duties. */
export function explainText(project: Project, ruleset: Ruleset): string[] {
  const cautions = cautionsIn(project, ruleset.host, ruleset)
  return [
    ...['# ipset', ...ruleset.sets.flatMap(printSet)],
    ...tablesText(explainRuleset(project, ruleset)),
    ...['', `# Cautions: ${cautions.length === 0 ? 'none' : cautions.length}`],
    ...cautions.map((caution) => `! ${aboutWords(project, caution)}: ${sayCaution('en', caution)}`),
    ...['', '# The ten duties of a firewall of ports'],
    ...explainedDuties(project, ruleset).flatMap((duty, at) => {
      const { title, state, why } = sayDuty('en', duty)
      return [`${at + 1}. ${title}: ${state}. ${why}.`, ...placesText(duty.lines)]
    }),
  ]
}

function tablesText(chains: readonly ExplainedChain[]): string[] {
  let table = ''
  return chains.flatMap((chain) => {
    const head = `# ${TOOLS[chain.family]} -t ${chain.table}`
    const first = head === table ? [] : ['', head]
    table = head
    const lines = chain.lines.flatMap(({ number, rule, reason }) => [
      `${String(number).padStart(4)}  -A ${chain.name} ${rule.text}`,
      `      ${reason}`,
    ])
    return [...first, chain.lines.length === 0 ? `${chain.name}: no lines` : `${chain.name}:`, ...lines]
  })
}

/** Chains of a duty with the numbers of its lines. */
function placesText(lines: readonly DutyLine[]): string[] {
  const places = new Map<string, number[]>()
  for (const { family, table, chain, number } of lines) {
    const key = `${TOOLS[family]} -t ${table} ${chain}`
    places.set(key, [...(places.get(key) ?? []), number])
  }
  return [...places].map(([place, numbers]) => `     ${place}: ${numbers.length === 1 ? 'line' : 'lines'} ${numbers.join(', ')}`)
}

function aboutWords(project: Project, { about, host }: Caution): string {
  switch (about.kind) {
    case 'host':
      return `host ${host}`
    case 'port':
      return `port ${portLabel(project, about.portId)} (${about.portId})`
    case 'group':
      return groupOf(project, about.groupId)
    default: {
      const rules = project.securityGroups.find(({ id }) => id === about.groupId)?.rules ?? []
      const number = rules.findIndex(({ id }) => id === about.ruleId) + 1
      return `${groupOf(project, about.groupId)}, rule ${number}`
    }
  }
}

/** Names of groups need not differ. */
const groupOf = (project: Project, id: string): string => `group ${groupWords(project, id, '')} (${id.slice(0, 8)})`

/** The same for programs. */
export function explainJson(project: Project, ruleset: Ruleset): object {
  return {
    chains: explainRuleset(project, ruleset).map(({ family, table, name, lines }) => ({
      ...{ tool: TOOLS[family], table, chain: name },
      lines: lines.map(({ number, rule: { text, origin }, reason }) => ({ number, line: `-A ${name} ${text}`, origin, reason })),
    })),
    ipset: ruleset.sets.flatMap(printSet),
    cautions: cautionsIn(project, ruleset.host, ruleset).map((caution) => ({ ...caution, message: sayCaution('en', caution) })),
    duties: explainedDuties(project, ruleset).map((duty) => ({
      ...{ id: duty.id, ...sayDuty('en', duty), state: duty.state },
      lines: duty.lines.map(({ family, table, chain, number, text }) => ({
        ...{ tool: TOOLS[family], table, chain, number },
        line: `-A ${chain} ${text}`,
      })),
    })),
  }
}
