import { type Command, Option } from 'commander'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { errorLine } from '#shared/errors'
import { FirewallDriver, Release } from '#shared/project/schema'
import { terminalText } from '#shared/terminal-text'
import { openFile } from '../project-file/file.ts'
import { issueLines } from './issue-lines.ts'

interface CompileOptions {
  readonly json: boolean
  readonly release?: Release
  readonly driver?: FirewallDriver
  readonly host?: string
  readonly ipset: boolean
  readonly ipv6: boolean
  readonly comments: boolean
}

/** Prints what the Neutron driver of the release would write; 0 when it could, 1 with the reasons on standard error. */
async function run(file: string, options: CompileOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) {
    console.error(errorLine(opened.error))
    return 1
  }
  const { project } = opened.value
  const { release, driver, ipset, ipv6, comments } = options
  const ruleset = compile(project, options.host ?? project.hosts[0]?.name ?? '', {
    ...(release === undefined ? {} : { release }),
    ...(driver === undefined ? {} : { firewallDriver: driver }),
    ...(ipset ? {} : { enableIpset: false }),
    ...(ipv6 ? {} : { ipv6: false }),
    ...(comments ? {} : { comments: false }),
  })
  if (!ruleset.ok) {
    for (const line of issueLines(ruleset.error, project.apiRelease)) console.error(line)
    return 1
  }
  const out = compileJson(ruleset.value)
  if (options.json) {
    process.stdout.write(`${terminalText(JSON.stringify(out, null, 1))}\n`)
    return 0
  }
  const lines: string[] = ['# ipset', ...out.ipset]
  for (const family of ['iptables', 'ip6tables'] as const)
    for (const [table, rules] of Object.entries(out[family])) lines.push(`# ${family} -t ${table}`, ...rules)
  process.stdout.write(`${terminalText(lines.join('\n'))}\n`)
  return 0
}

export function addCompileCommand(program: Command): void {
  program
    .command('compile')
    .description('print the iptables rules and ipsets that the Neutron driver would write')
    .argument('<file>', 'project file or Networking API v2.0 document')
    .option('--json', 'as JSON: { iptables, ip6tables, ipset }', false)
    .addOption(new Option('--release <release>', 'release of Neutron').choices(Release.options))
    .addOption(new Option('--driver <driver>', 'firewall driver').choices(FirewallDriver.options))
    .option('--host <name>', "compute node; by default the document's first")
    .option('--no-ipset', 'as with enable_ipset = False')
    .option('--no-ipv6', 'as on a host without IPv6')
    .option('--no-comments', 'leave rule comments out, but for those that Neutron always writes; 2014.2 writes none')
    .action(async (file: string, options: CompileOptions) => {
      process.exitCode = await run(file, options)
    })
}
