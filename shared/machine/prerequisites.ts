import { compareVersions, type Feature, type MachineFacts, type SettingFile } from './facts.ts'
import type { FoundBridge, FoundNetwork } from './found.ts'
import { type KernelModule, MATCHES, type MatchExtension, matchExtensions } from './needs.ts'
import type { Fix, Prerequisite, PrerequisiteCode, PrerequisiteId, PrerequisiteLevel } from './prerequisite.ts'

type Values = Prerequisite['values']

const told = (
  id: PrerequisiteId,
  level: PrerequisiteLevel,
  code: PrerequisiteCode,
  values: Values = {},
  fix: Fix | null = null,
) => ({
  ...{ id, level, code, values, fix },
})

/** Files that a start of the machine reads (modules-load.d(5), sysctl.d(5)). */
const MODULES_FILE = '/etc/modules-load.d/tapwall.conf'
const SETTINGS_FILE = '/etc/sysctl.d/60-tapwall.conf'

const loading = (module: string): Fix => ({
  now: [`modprobe ${module}`],
  keep: [`echo ${module} | tee -a ${MODULES_FILE}`],
})

const setting = (file: SettingFile): string => `net.${file.replace('/', '.')}`
const turningOn = (file: SettingFile): Fix => ({
  now: [`sysctl -w ${setting(file)}=1`],
  keep: [`echo ${setting(file)}=1 | tee -a ${SETTINGS_FILE}`],
})

const installing = (debianPackage: string): Fix => ({ now: [`apt-get install ${debianPackage}`], keep: [] })

/** What rules of bridges need, one by one, in the order in which a person would see to them. */
export function prerequisitesOf(facts: MachineFacts, { bridges }: Pick<FoundNetwork, 'bridges'>): Prerequisite[] {
  const kernelBridges = bridges.filter(({ kind }) => kind === 'bridge')
  return [
    bridgeOf(facts, kernelBridges),
    netfilterOf(facts),
    callOf(facts, 'call-iptables', 'bridge/bridge-nf-call-iptables', kernelBridges, (bridge) => bridge.callIptables === true),
    callOf(facts, 'call-ip6tables', 'bridge/bridge-nf-call-ip6tables', kernelBridges, (bridge) => bridge.callIp6tables === true),
    arptablesOf(facts),
    ...bridgeCautions(facts, bridges),
    settingNote('ip-forward', 'ipv4/ip_forward', facts),
    ...toolsOf(facts),
    ...matchExtensions.map((extension) => matchOf(facts, extension)),
    ...othersOf(facts),
  ]
}

function bridgeOf({ features }: MachineFacts, bridges: readonly FoundBridge[]): Prerequisite {
  // A bridge that is there is the best proof.
  return featureOf('bridge', 'bridge', bridges.length > 0 && features.bridge === 'unknown' ? 'loaded' : features.bridge)
}

function featureOf(id: PrerequisiteId, module: KernelModule, feature: Feature): Prerequisite {
  const level = feature === 'absent' ? 'unmet' : feature === 'unknown' ? 'unknown' : 'met'
  return told(id, level, `feature.${feature}`, { module })
}

/** Its settings are there as soon as it is, whatever can be read of modules. */
function netfilterOf({ features, settings }: MachineFacts): Prerequisite {
  const id = 'bridge-netfilter'
  const module = 'br_netfilter'
  if (settings['bridge/bridge-nf-call-iptables'] !== null)
    return featureOf(id, module, features.br_netfilter === 'builtin' ? 'builtin' : 'loaded')
  if (features.br_netfilter === 'absent') return featureOf(id, module, 'absent')
  return told(id, 'unmet', 'feature.not-loaded', { module }, loading(module))
}

/** The setting of the machine, or each bridge's own (net/bridge/br_netfilter_hooks.c, br_nf_pre_routing). */
function callOf(
  { settings }: MachineFacts,
  id: 'call-iptables' | 'call-ip6tables',
  file: SettingFile,
  bridges: readonly FoundBridge[],
  isOn: (bridge: FoundBridge) => boolean,
): Prerequisite {
  const name = { setting: setting(file) }
  const value = settings[file]
  if (value === null) return told(id, 'unknown', 'setting.later', name)
  if (value !== 0) return told(id, 'met', 'setting.on', name)
  const off = bridges.filter((bridge) => !isOn(bridge)).map((bridge) => bridge.name)
  const level = id === 'call-iptables' ? 'unmet' : 'caution'
  if (bridges.length > 0 && off.length === 0) return told(id, 'met', 'setting.own', name)
  if (off.length < bridges.length) return told(id, level, 'setting.off-but', { ...name, bridges: off.join(', ') }, turningOn(file))
  return told(id, level, 'setting.off', name, turningOn(file))
}

const settingNote = (id: PrerequisiteId, file: SettingFile, { settings }: MachineFacts): Prerequisite => {
  const value = settings[file]
  const name = { setting: setting(file) }
  return value === null ? told(id, 'unknown', 'setting.later', name) : told(id, 'note', 'setting.value', { ...name, value })
}

/** Neutron sets it, and no rule of ours needs it. */
const arptablesOf = (facts: MachineFacts): Prerequisite => settingNote('call-arptables', 'bridge/bridge-nf-call-arptables', facts)

/** What passes the rules by, though all is as it should be. */
function bridgeCautions({ settings }: MachineFacts, bridges: readonly FoundBridge[]): Prerequisite[] {
  const names = (some: readonly FoundBridge[]): Values => ({ bridges: some.map(({ name }) => name).join(', ') })
  const found: Prerequisite[] = []
  const tagged = bridges.filter(({ vlanFiltering }) => vlanFiltering)
  const file = 'bridge/bridge-nf-filter-vlan-tagged'
  if (tagged.length > 0 && settings[file] === 0)
    found.push(told('vlan-tagged', 'caution', 'vlan.passes-by', { ...names(tagged), setting: setting(file) }, turningOn(file)))
  const addressed = bridges.filter(({ addresses }) => addresses.length > 0)
  if (addressed.length > 0) found.push(told('bridge-addresses', 'caution', 'addresses.some', names(addressed)))
  const switches = bridges.filter(({ kind }) => kind === 'openvswitch')
  if (switches.length > 0) found.push(told('openvswitch', 'caution', 'openvswitch.some', names(switches)))
  return found
}

/** From this version on a rule may have several `-m physdev`. */
const OLDEST_IPTABLES = '1.3.6'

function toolsOf({ tools, features, legacyTables }: MachineFacts): Prerequisite[] {
  const { iptables, ip6tables, ipset } = tools
  const iptablesOf = (id: 'iptables' | 'ip6tables', tool: typeof iptables): Prerequisite => {
    if (tool === null) return told(id, 'unmet', 'tool.missing', { tool: id }, installing('iptables'))
    const isOld = tool.version !== '' && compareVersions(tool.version, OLDEST_IPTABLES) < 0
    if (isOld) return told(id, 'unmet', 'tool.old', { tool: id, version: tool.version, oldest: OLDEST_IPTABLES })
    return told(id, 'met', 'tool.found', { tool: id, version: tool.version })
  }
  return [
    iptablesOf('iptables', iptables),
    iptablesOf('ip6tables', ip6tables),
    ...(iptables === null ? [] : [backendOf(iptables.backend, legacyTables)]),
    ipset === null
      ? told('ipset', 'unmet', 'tool.missing', { tool: 'ipset' }, installing('ipset'))
      : features.ip_set_hash_net === 'absent'
        ? featureOf('ipset', 'ip_set_hash_net', 'absent')
        : told('ipset', 'met', 'tool.found', { tool: 'ipset', version: ipset.version }),
  ]
}

function backendOf(backend: 'nf_tables' | 'legacy' | null, legacyTables: boolean | null): Prerequisite {
  if (backend === 'nf_tables' && legacyTables === true) return told('backend', 'caution', 'backend.both')
  return told('backend', 'note', backend === null ? 'backend.old' : `backend.${backend}`)
}

/** iptables must know the words and the kernel the deed. */
function matchOf({ extensions, features }: MachineFacts, extension: MatchExtension): Prerequisite {
  const { option, module } = MATCHES[extension]
  const values = { words: `${option} ${extension}`, module }
  const feature = features[module]
  if (extensions[extension] === false) return told(extension, 'unmet', 'match.no-words', values)
  if (feature === 'absent') return told(extension, 'unmet', 'match.no-module', values)
  if (extensions[extension] === null || feature === 'unknown') return told(extension, 'unknown', 'match.unknown', values)
  return told(extension, 'met', feature === 'loadable' ? 'match.loads' : 'match.there', values)
}

function othersOf({ neutronAgent, rules, others }: MachineFacts): Prerequisite[] {
  const other = (id: keyof MachineFacts['others'], code: PrerequisiteCode, level: PrerequisiteLevel): Prerequisite => {
    const is = others[id]
    if (is === null) return told(id, 'unknown', 'other.unknown')
    return is ? told(id, level, code) : told(id, 'met', 'other.none')
  }
  return [
    agentOf(neutronAgent, rules),
    rules === null
      ? told('rules', 'unknown', 'rules.unknown')
      : rules.others === 0
        ? told('rules', 'met', 'rules.none')
        : told('rules', 'note', 'rules.some', { count: rules.others }),
    other('firewalld', 'firewalld.runs', 'caution'),
    other('ufw', 'ufw.on', 'caution'),
    other('docker', 'docker.runs', 'caution'),
    other('libvirt', 'libvirt.runs', 'note'),
  ]
}

function agentOf(agent: string | null, rules: MachineFacts['rules']): Prerequisite {
  const id = 'neutron-agent'
  if (agent !== null && agent !== '') return told(id, 'caution', 'neutron.runs', { agent })
  if (rules !== null && rules.neutron > 0) return told(id, 'caution', 'neutron.rules', { count: rules.neutron })
  return agent === null || rules === null ? told(id, 'unknown', 'neutron.unknown') : told(id, 'met', 'neutron.none')
}
