import { describe, expect, it } from 'vitest'
import { compareVersions, countOthers, type MachineFacts, readVersion } from '#shared/machine/facts'
import type { FoundBridge } from '#shared/machine/found'
import { kernelModules, matchExtensions } from '#shared/machine/needs'
import { isReady, PrerequisiteCode, PrerequisiteId, sayPrerequisite } from '#shared/machine/prerequisite'
import { prerequisitesOf } from '#shared/machine/prerequisites'
import { prerequisites as en, prerequisiteNames, prerequisiteWhys } from '#shared/texts/en/prerequisites'
import { prerequisites as zh, prerequisiteNames as zhNames, prerequisiteWhys as zhWhys } from '#shared/texts/zh/prerequisites'

/** A machine where nothing is missing, seen by root. */
const good: MachineFacts = {
  isRoot: true,
  features: Object.fromEntries(kernelModules.map((module) => [module, 'loaded'])) as MachineFacts['features'],
  settings: {
    'bridge/bridge-nf-call-iptables': 1,
    'bridge/bridge-nf-call-ip6tables': 1,
    'bridge/bridge-nf-call-arptables': 1,
    'bridge/bridge-nf-filter-vlan-tagged': 0,
    'ipv4/ip_forward': 0,
  },
  tools: {
    iptables: { version: '1.8.9', backend: 'nf_tables' },
    ip6tables: { version: '1.8.9', backend: 'nf_tables' },
    ipset: { version: '7.17', backend: null },
  },
  extensions: Object.fromEntries(matchExtensions.map((each) => [each, true])) as MachineFacts['extensions'],
  others: { firewalld: false, ufw: false, docker: false, libvirt: false },
  neutronAgent: '',
  legacyTables: false,
  rules: { others: 0, neutron: 0 },
}
const withSettings = (change: Partial<MachineFacts['settings']>): MachineFacts => ({
  ...good,
  settings: { ...good.settings, ...change },
})
const withoutModule: MachineFacts = {
  ...withSettings({
    'bridge/bridge-nf-call-iptables': null,
    'bridge/bridge-nf-call-ip6tables': null,
    'bridge/bridge-nf-call-arptables': null,
    'bridge/bridge-nf-filter-vlan-tagged': null,
  }),
  features: { ...good.features, br_netfilter: 'loadable' },
}
const br = (change: Partial<FoundBridge> = {}): FoundBridge => ({
  ...{ name: 'br0', kind: 'bridge', isUp: true, mac: null, addresses: [], vlanFiltering: false },
  ...{ callIptables: false, callIp6tables: false, ports: [], ...change },
})
const all = (facts: MachineFacts, bridges: FoundBridge[] = [br()]) => prerequisitesOf(facts, { bridges })
function of(id: PrerequisiteId, facts: MachineFacts, bridges?: FoundBridge[]) {
  const found = all(facts, bridges).find((each) => each.id === id)
  if (found === undefined) throw new Error(`nothing said of ${id}`)
  return found
}

describe('prerequisites', () => {
  it('are all met on a machine that has everything', () => {
    expect(all(good).filter(({ level }) => level !== 'met' && level !== 'note')).toEqual([])
    expect(isReady(all(good))).toBe(true)
  })
  it('bridge netfilter that is not loaded is a module to load, now and at each start', () => {
    expect(of('bridge-netfilter', withoutModule)).toMatchObject({
      ...{ level: 'unmet', code: 'feature.not-loaded' },
      fix: { now: ['modprobe br_netfilter'], keep: ['echo br_netfilter | tee -a /etc/modules-load.d/tapwall.conf'] },
    })
    expect(of('call-iptables', withoutModule)).toMatchObject({ level: 'unknown', code: 'setting.later', fix: null })
    expect(isReady(all(withoutModule))).toBe(false)
  })
  it('a kernel without it is told apart from one that has not loaded it', () => {
    const absent = of('bridge-netfilter', { ...withoutModule, features: { ...good.features, br_netfilter: 'absent' } })
    expect(absent).toMatchObject({ level: 'unmet', code: 'feature.absent', fix: null })
  })
  it('a setting that is off is unmet, with the line that turns it on and the file that keeps it', () => {
    const off = withSettings({ 'bridge/bridge-nf-call-iptables': 0, 'bridge/bridge-nf-call-ip6tables': 0 })
    expect(of('call-iptables', off)).toMatchObject({
      ...{ level: 'unmet', code: 'setting.off' },
      fix: {
        now: ['sysctl -w net.bridge.bridge-nf-call-iptables=1'],
        keep: ['echo net.bridge.bridge-nf-call-iptables=1 | tee -a /etc/sysctl.d/60-tapwall.conf'],
      },
    })
    expect(of('call-ip6tables', off).level).toBe('caution')
    expect(isReady(all(off))).toBe(false)
  })
  it('bridges that are switched on by themselves make up for the setting, if all are', () => {
    const off = withSettings({ 'bridge/bridge-nf-call-iptables': 0 })
    const own = br({ name: 'br1', callIptables: true })
    expect(of('call-iptables', off, [own])).toMatchObject({ level: 'met', code: 'setting.own' })
    expect(of('call-iptables', off, [br(), own])).toMatchObject({ level: 'unmet', values: { bridges: 'br0' } })
    expect(of('call-iptables', off, []).level).toBe('unmet')
  })
  it('a match is there when both iptables and the kernel have it, and unknown rather than green', () => {
    const physdev = (extension: boolean | null, feature: 'loaded' | 'loadable' | 'absent' | 'unknown') =>
      of('physdev', {
        ...good,
        extensions: { ...good.extensions, physdev: extension },
        features: { ...good.features, xt_physdev: feature },
      })
    expect(physdev(true, 'loadable')).toMatchObject({ level: 'met', code: 'match.loads' })
    expect(physdev(true, 'absent')).toMatchObject({ level: 'unmet', code: 'match.no-module' })
    expect(physdev(false, 'loaded')).toMatchObject({ level: 'unmet', code: 'match.no-words' })
    expect(physdev(true, 'unknown').level).toBe('unknown')
    expect(physdev(null, 'loaded').level).toBe('unknown')
    const unsure = { ...good, features: { ...good.features, xt_physdev: 'unknown' as const } }
    expect(isReady(all(unsure))).toBe(false)
  })
  it('tools that are missing or too old are named with their package', () => {
    expect(of('ipset', { ...good, tools: { ...good.tools, ipset: null } })).toMatchObject({
      ...{ level: 'unmet', fix: { now: ['apt-get install ipset'] } },
    })
    const old = { ...good, tools: { ...good.tools, iptables: { version: '1.3.5', backend: null } } }
    expect(of('iptables', old)).toMatchObject({ level: 'unmet', code: 'tool.old' })
    expect(all({ ...good, tools: { ...good.tools, iptables: null } }).map(({ id }) => id)).not.toContain('backend')
  })
  it('two kinds of tables, an agent, and what passes the rules by are cautions', () => {
    expect(of('backend', { ...good, legacyTables: true }).code).toBe('backend.both')
    expect(of('neutron-agent', { ...good, neutronAgent: 'neutron-linuxbridge-agent' })).toMatchObject({ level: 'caution' })
    expect(of('neutron-agent', { ...good, rules: { others: 9, neutron: 9 } })).toMatchObject({ code: 'neutron.rules' })
    expect(of('vlan-tagged', good, [br({ vlanFiltering: true })]).level).toBe('caution')
    expect(of('bridge-addresses', good, [br({ addresses: ['10.0.0.1/24'] })]).values).toEqual({ bridges: 'br0' })
    expect(of('openvswitch', good, [br({ kind: 'openvswitch' })]).level).toBe('caution')
    expect(of('docker', { ...good, others: { ...good.others, docker: true } }).level).toBe('caution')
  })
  it('what only root can read is unknown, with words', () => {
    const user = { ...good, isRoot: false, rules: null, others: { ...good.others, firewalld: null }, neutronAgent: null }
    for (const id of ['neutron-agent', 'rules', 'firewalld'] as const) expect(of(id, user).level).toBe('unknown')
    expect(isReady(all(user))).toBe(true)
  })
})

describe('what tools say of themselves', () => {
  it('is read as version and kind', () => {
    expect(readVersion('iptables v1.8.9 (nf_tables)\n')).toEqual({ version: '1.8.9', backend: 'nf_tables' })
    expect(readVersion('iptables v1.8.7 (legacy)')).toEqual({ version: '1.8.7', backend: 'legacy' })
    expect(readVersion('iptables v1.4.21')).toEqual({ version: '1.4.21', backend: null })
    expect(readVersion('ipset v7.17, protocol version: 7')).toEqual({ version: '7.17', backend: null })
    expect(readVersion('')).toEqual({ version: '', backend: null })
    expect(compareVersions('1.3.5', '1.3.6')).toBeLessThan(0)
    expect(compareVersions('1.10', '1.3.6')).toBeGreaterThan(0)
  })
  it('rules of ours are not counted as those of others', () => {
    const text = [
      ...['*filter', ':INPUT ACCEPT [0:0]', '-A INPUT -j LOG', '-A INPUT -m comment --comment "tw:a.b" -j neutron-openvswi-INPUT'],
      ...['-A neutron-openvswi-sg-chain -j ACCEPT', '-A neutron-openvswi-FORWARD -m comment --comment tw:c.d -j ACCEPT', 'COMMIT'],
    ].join('\n')
    expect(countOthers(text)).toEqual({ others: 2, neutron: 1 })
  })
})

describe('words of prerequisites', () => {
  it('are in both languages, with the same placeholders', () => {
    const marks = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([mark]) => mark).toSorted()
    expect(Object.keys(en).toSorted()).toEqual(PrerequisiteCode.options.toSorted())
    for (const code of PrerequisiteCode.options) expect(marks(zh[code])).toEqual(marks(en[code]))
    // A tool's name and version are the same words everywhere.
    for (const code of PrerequisiteCode.options) if (code !== 'tool.found') expect(zh[code]).not.toBe(en[code])
    for (const id of PrerequisiteId.options) expect(zhWhys[id]).not.toBe(prerequisiteWhys[id])
    expect(Object.keys(zhNames)).toEqual(Object.keys(prerequisiteNames))
  })
  it('name, state and why', () => {
    expect(sayPrerequisite('zh', of('iptables', good)).state).toBe('iptables 1.8.9')
    expect(sayPrerequisite('en', of('physdev', good), (text) => `<${text}>`).state).toContain('<-m physdev>')
  })
})
