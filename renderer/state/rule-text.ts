import { withoutMark } from '#shared/netfilter/dump'
import { printRule } from '#shared/netfilter/print-rule'
import { compiled } from './compiled.ts'
import { useKernel } from './kernel.ts'
import { useProject } from './project.ts'

/** A kernel row as iptables-save writes it, without our mark. */
export function rowText(row: number): string | null {
  const at = useKernel.getState().index?.rows[row]
  if (at === undefined) return null
  return at.rule === null ? `${at.chain} ${at.text}` : `-A ${at.chain} ${withoutMark(at.text)}`
}

/** The lines of a group rule: as the kernel has them, or, when it has none, as they would be. Empty when it makes none. */
export function ruleText(ruleId: string): string {
  const own = useKernel.getState().index?.rowsByGroupRule.get(ruleId) ?? []
  const lines = own.length > 0 ? own.map(rowText) : compiledLines(ruleId)
  return lines.join('\n')
}

function compiledLines(ruleId: string): readonly string[] {
  const { project } = useProject.getState()
  if (project === null) return []
  return project.hosts.flatMap(({ name }) => {
    const compilation = compiled(project, name)
    if (!compilation.ok) return []
    return compilation.value.tables.flatMap(({ family, chains }) =>
      chains.flatMap((chain) =>
        chain.rules
          .filter(({ origin }) => origin.kind === 'group-rule' && origin.ruleId === ruleId)
          .map(({ spec }) => `-A ${chain.name} ${printRule(family, spec)}`),
      ),
    )
  })
}
