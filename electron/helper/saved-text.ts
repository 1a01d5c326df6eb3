import type { TapwallError } from '#shared/errors'
import type { Family } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import { withoutTraceRules } from '#shared/trace/trace-rules'
import { runTool, type Tool, type Within } from './run-tool.ts'

/** The program that prints the tables of a family. */
export const saveTool = (family: Family): Tool => (family === 'ipv4' ? 'iptables-save' : 'ip6tables-save')

/** What a tool prints of the kernel's rules or sets, without the rules of traces, which are nobody's plan. */
export async function savedText(within: Within, tool: Tool, args: readonly string[]): Promise<Result<string, TapwallError>> {
  const ended = await runTool({ tool, args, within })
  if (!ended.ok) return ended
  const { exitCode, stdout, stderr } = ended.value
  return exitCode === 0
    ? ok(withoutTraceRules(stdout))
    : err({ kind: 'kernel-refused', tool, exitCode, input: args.join(' '), stderr })
}
