import { type Command, Option } from 'commander'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { errorLine } from '#shared/errors'
import { FirewallDriver, type Project, Release } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { openFile } from '../project-file/file.ts'
import { explainJson, explainText } from './explain-words.ts'
import { issueLines } from './issue-lines.ts'

interface CompileOptions {
  readonly json: boolean
  readonly release?: Release
  readonly driver?: FirewallDriver
  readonly host?: string
  readonly ipset: boolean
  readonly ipv6: boolean
  readonly comments: boolean
  readonly explain: boolean
  readonly asNeutron: boolean
  readonly uuidDevices: boolean
}

/** Prints what the Neutron driver of the release would write; 0 when it could, 1 with the reasons on standard error. */
async function run(file: string, options: CompileOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) {
    console.error(errorLine(opened.error))
    return 1
  }
  const project = asAsked(opened.value.project, options)
  const { asNeutron, uuidDevices, explain, json } = options
  if (uuidDevices && options.driver !== 'iptables') {
    console.error('Only the plain driver can be given ids for devices. Add --driver iptables, or leave --uuid-devices out.')
    return 1
  }
  const ruleset = compile(project, options.host ?? project.hosts[0]?.name ?? '', {}, { asNeutron, uuidDevices })
  if (!ruleset.ok) {
    for (const line of issueLines(ruleset.error, project.apiRelease)) console.error(line)
    return 1
  }
  const out = json
    ? JSON.stringify(explain ? explainJson(project, ruleset.value) : compileJson(ruleset.value), null, 1)
    : (explain ? explainText(project, ruleset.value).map(terminalLine) : compiledText(ruleset.value)).join('\n')
  process.stdout.write(`${terminalText(out)}\n`)
  return 0
}

/** The project with the settings of the command line on its hosts, so that everything that is said of it is said of these. */
function asAsked(project: Project, { release, driver, ipset, ipv6, comments }: CompileOptions): Project {
  const settings = {
    ...(release === undefined ? {} : { release }),
    ...(driver === undefined ? {} : { firewallDriver: driver }),
    ...(ipset ? {} : { enableIpset: false }),
    ...(ipv6 ? {} : { ipv6: false }),
    ...(comments ? {} : { comments: false }),
  }
  return { ...project, hosts: project.hosts.map((host) => ({ ...host, ...settings })) }
}

function compiledText(ruleset: Ruleset): string[] {
  const out = compileJson(ruleset)
  const lines: string[] = ['# ipset', ...out.ipset]
  for (const family of ['iptables', 'ip6tables'] as const)
    for (const [table, rules] of Object.entries(out[family])) lines.push(`# ${family} -t ${table}`, ...rules)
  return lines
}

export function addCompileCommand(program: Command): void {
  program
    .command('compile')
    .description('print the iptables rules and ipsets that the Neutron driver would write')
    .argument('<file>', 'project file or Networking API v2.0 document')
    .option('--json', 'as JSON: { iptables, ip6tables, ipset }, or with --explain { chains, ipset, cautions, duties }', false)
    .addOption(new Option('--release <release>', 'release of Neutron').choices(Release.options))
    .addOption(new Option('--driver <driver>', 'firewall driver').choices(FirewallDriver.options))
    .option('--host <name>', "compute node; by default the document's first")
    .option('--no-ipset', 'as with enable_ipset = False')
    .option('--no-ipv6', 'as on a host without IPv6')
    .option('--no-comments', 'leave rule comments out, but for those that Neutron always writes; 2014.2 writes none')
    .option('--explain', 'say of each line why it is there, then the cautions and the ten duties', false)
    .option('--as-neutron', 'merge the chains of ports whose ids share ten characters, as Neutron does', false)
    .option('--uuid-devices', 'with --driver iptables: as if the driver were given ids of ports for devices', false)
    .action(async (file: string, options: CompileOptions) => {
      process.exitCode = await run(file, options)
    })
}
