import { type Command, Option } from 'commander'
import { type Comparison, compare, type SideIssues } from '#shared/compare/compare'
import { type Selection, select } from '#shared/compare/select'
import { parseSettings } from '#shared/compare/settings-text'
import type { HostSettings } from '#shared/compile/compile'
import { errorLine } from '#shared/errors'
import { Family, TableName } from '#shared/netfilter/rule-spec'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { openFile } from '../project-file/file.ts'
import { comparisonJson, comparisonText, isEqual } from './compare-words.ts'
import { issueLines } from './issue-lines.ts'

interface CompareOptions {
  readonly host?: string
  readonly left: string
  readonly right: string
  readonly table?: TableName | 'set'
  readonly family?: Family
  readonly port?: string
  readonly ignoreNames: boolean
  readonly all: boolean
  readonly json: boolean
}

/** As diff has it. */
const STATUS = { equal: 0, different: 1, failed: 2 } as const

function fail(...lines: readonly string[]): number {
  for (const line of lines) console.error(terminalLine(line))
  return STATUS.failed
}

async function run(file: string, options: CompareOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) return fail(errorLine(opened.error))
  const { project } = opened.value
  const [left, right] = [side('--left', options.left), side('--right', options.right)]
  if (!left.ok) return fail(left.error)
  if (!right.ok) return fail(right.error)
  const portId = portOf(project, options.port)
  if (!portId.ok) return fail(portId.error)
  const host = options.host ?? hostOfPort(project, portId.value) ?? project.hosts[0]?.name ?? ''
  const compared = compare(project, host, left.value, right.value)
  if (!compared.ok) return fail(...compared.error.flatMap((each) => sideLines(project, each)))
  const { table = null, family = null, ignoreNames, all, json } = options
  const shown = selected(compared.value, { table, family, portId: portId.value, ignoreNames })
  process.stdout.write(
    `${terminalText(json ? JSON.stringify(comparisonJson(shown), null, 1) : comparisonText(shown, all).map(terminalLine).join('\n'))}\n`,
  )
  return isEqual(shown) ? STATUS.equal : STATUS.different
}

const selected = (comparison: Comparison, selection: Selection): Comparison => ({
  ...comparison,
  sections: select(comparison.sections, selection),
})

function side(option: string, text: string): Result<HostSettings, string> {
  const settings = parseSettings(text)
  return settings.ok ? settings : err(`${option}: ${settings.error}`)
}

const sideLines = (project: Project, { side: which, issues }: SideIssues): string[] =>
  issueLines(issues, project.apiRelease).map((line) => `${which}: ${line}`)

/** A port by id or name, or the VM that it belongs to. */
function portOf({ ports, vms }: Project, asked: string | undefined): Result<string | null, string> {
  if (asked === undefined) return ok(null)
  const vm = vms.find(({ id, name }) => id === asked || name === asked)
  const found = ports.filter(({ id, name, deviceId }) => id === asked || (name !== '' && name === asked) || deviceId === vm?.id)
  const [port] = found
  if (port === undefined) return err(`There is no port ${asked}. Write the id or name of a port, or a VM.`)
  if (found.length > 1)
    return err(`${asked} is ${found.length} ports: ${found.map(({ id }) => id).join(', ')}. Write the id of one.`)
  return ok(port.id)
}

const hostOfPort = ({ ports }: Project, portId: string | null): string | null =>
  ports.find(({ id }) => id === portId)?.hostName ?? null

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description(
      'compare what the agent of a host writes with two releases, drivers or settings; ends with 0 when equal, 1 when not',
    )
    .argument('<file>', 'project file or Networking API v2.0 document')
    .option('--host <name>', "compute node; by default that of --port, else the document's first")
    .option(
      '--left <settings>',
      'release=R,driver=D,security-group=on|off,ipset=on|off,ipv6=on|off,comments=on|off; else as in the document',
      '',
    )
    .option('--right <settings>', 'the same for the other side', '')
    .addOption(new Option('--table <table>', 'only this table, or the sets').choices([...TableName.options, 'set']))
    .addOption(new Option('--family <family>', 'only iptables or only ip6tables').choices(Family.options))
    .option('--port <port>', 'only chains and lines of this port: its id or name, or a VM')
    .option('--ignore-names', 'count lines as equal that differ in comments and in names of chains and sets only', false)
    .option('--all', 'print equal lines, too, instead of folding them', false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'as JSON: { left, right, counts, sections, facts }', false)
    .action(async (file: string, options: CompareOptions) => {
      process.exitCode = await run(file, options)
    })
}
