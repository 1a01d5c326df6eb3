import { existsSync, readFileSync } from 'node:fs'
import { countOthers, type MachineFacts, readVersion, type SettingFile, type ToolFacts } from '#shared/machine/facts'
import { MATCHES, type MatchExtension, matchExtensions } from '#shared/machine/needs'
import { findTool, runTool, type Tool } from '../helper/run-tool.ts'
import { kernelFeatures } from './kernel-features.ts'
import { whoElse } from './others.ts'

const PATIENCE_MS = 5000
const SETTINGS: readonly SettingFile[] = [
  'bridge/bridge-nf-call-iptables',
  'bridge/bridge-nf-call-ip6tables',
  'bridge/bridge-nf-call-arptables',
  'bridge/bridge-nf-filter-vlan-tagged',
  'ipv4/ip_forward',
]

/** Everything that is known of the machine without writing to it. */
export async function readFacts(): Promise<MachineFacts> {
  const isRoot = process.getuid?.() === 0
  const [iptables, ip6tables, ipset, extensions, rules] = await Promise.all([
    toolFacts('iptables'),
    toolFacts('ip6tables'),
    toolFacts('ipset'),
    extensionFacts(),
    isRoot ? readRules() : null,
  ])
  return {
    isRoot,
    features: kernelFeatures(),
    settings: Object.fromEntries(SETTINGS.map((file) => [file, readSetting(file)])) as MachineFacts['settings'],
    tools: { iptables, ip6tables, ipset },
    extensions,
    ...whoElse(),
    // The kernel has tables of this kind once one was asked for; the module that makes them is there from then on.
    legacyTables: existsSync('/sys/module') ? existsSync('/sys/module/iptable_filter') : null,
    rules,
  }
}

/** /proc/sys/net shows the network namespace of the process that opens a file in it: ours. */
export function readSetting(file: SettingFile): number | null {
  try {
    return Number(readFileSync(`/proc/sys/net/${file}`, 'utf8'))
  } catch {
    return null
  }
}

async function toolFacts(tool: Tool): Promise<ToolFacts | null> {
  if (findTool(tool) === null) return null
  const ended = await runTool({ tool, args: ['--version'], within: null, timeoutMs: PATIENCE_MS })
  return readVersion(ended.ok ? ended.value.stdout : '')
}

/** iptables ends with 0 when it can print the help of an extension, and with 2 when it has none; nobody needs rights for it. */
async function extensionFacts(): Promise<MachineFacts['extensions']> {
  const has = async (extension: MatchExtension): Promise<boolean | null> => {
    const args = [MATCHES[extension].option, extension, '--help']
    const ended = await runTool({ tool: 'iptables', args, within: null, timeoutMs: PATIENCE_MS })
    return ended.ok && ended.value.exitCode !== null ? ended.value.exitCode === 0 : null
  }
  const answers = await Promise.all(matchExtensions.map(async (extension) => [extension, await has(extension)] as const))
  return Object.fromEntries(answers) as Record<MatchExtension, boolean | null>
}

/** Without `-t`: it then lists the tables that are there and makes none. */
async function readRules(): Promise<MachineFacts['rules']> {
  const texts = await Promise.all(
    (['iptables-save', 'ip6tables-save'] as const).map((tool) => runTool({ tool, args: [], within: null, timeoutMs: PATIENCE_MS })),
  )
  let [others, neutron] = [0, 0]
  for (const ended of texts) {
    if (!ended.ok || ended.value.exitCode !== 0) return null
    const counted = countOthers(ended.value.stdout)
    others += counted.others
    neutron += counted.neutron
  }
  return { others, neutron }
}
