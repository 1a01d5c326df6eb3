import type { Host } from '../project/schema.ts'
import type { ScriptWriter } from './script.ts'

/**
 * The API does not reach an agent's settings: they are lines of its configuration file, and the agent is started again. Files and
 * spellings: 2014.2 and 2015.1 take the driver as a class and read Open vSwitch's from ML2's file; later ones by its entry point
 * (neutron.agent.firewall_drivers in setup.cfg), from a file for each agent.
 */
const isEarly = ({ release }: Pick<Host, 'release'>): boolean => release === '2014.2' || release === '2015.1'

const EARLY_DRIVERS = {
  hybrid: 'neutron.agent.linux.iptables_firewall.OVSHybridIptablesFirewallDriver',
  iptables: 'neutron.agent.linux.iptables_firewall.IptablesFirewallDriver',
  noop: 'neutron.agent.firewall.NoopFirewallDriver',
} as const
const DRIVERS = { hybrid: 'iptables_hybrid', iptables: 'iptables', noop: 'noop' } as const

/** The file that an agent reads its settings from, and the agent. */
export function fileOf(host: Host): { readonly file: string; readonly agent: string } {
  if (host.firewallDriver === 'iptables')
    return {
      file: isEarly(host)
        ? '/etc/neutron/plugins/linuxbridge/linuxbridge_conf.ini'
        : '/etc/neutron/plugins/ml2/linuxbridge_agent.ini',
      agent: 'neutron-linuxbridge-agent',
    }
  return {
    file: isEarly(host) ? '/etc/neutron/plugins/ml2/ml2_conf.ini' : '/etc/neutron/plugins/ml2/openvswitch_agent.ini',
    agent: 'neutron-openvswitch-agent',
  }
}

/** How the file spells a driver. */
export const driverWord = (host: Pick<Host, 'release' | 'firewallDriver'>): string =>
  (isEarly(host) ? EARLY_DRIVERS : DRIVERS)[host.firewallDriver]

const words = (on: boolean): string => (on ? 'True' : 'False')

/**
 * The lines of an agent's file for all settings of a host that are kept in it; the release and the host's IPv6 are not. A release
 * without comments has no line for them.
 */
export const fileLines = (host: Host): string[] => [
  '[securitygroup]',
  `enable_security_group = ${words(host.enableSecurityGroup)}`,
  `firewall_driver = ${driverWord(host)}`,
  `enable_ipset = ${words(host.enableIpset)}`,
  ...(host.release === '2014.2' ? [] : ['', '[AGENT]', `comment_iptables_rules = ${words(host.comments)}`]),
]

export function updateHost(out: ScriptWriter, was: Host, is: Host): void {
  const { name } = is
  if (was.release !== is.release) out.note('host-release', { host: name, release: is.release })
  if (was.ipv6 !== is.ipv6) out.note('host-ipv6', { host: name, value: is.ipv6 ? '0' : '1' })
  const group = [
    ...(was.enableSecurityGroup === is.enableSecurityGroup ? [] : [`enable_security_group = ${words(is.enableSecurityGroup)}`]),
    ...(was.firewallDriver === is.firewallDriver ? [] : [`firewall_driver = ${driverWord(is)}`]),
    ...(was.enableIpset === is.enableIpset ? [] : [`enable_ipset = ${words(is.enableIpset)}`]),
  ]
  const agent = was.comments === is.comments ? [] : [`comment_iptables_rules = ${words(is.comments)}`]
  if (group.length + agent.length === 0) return
  out.note('host-settings', { host: name, ...fileOf(is) })
  for (const line of group.length > 0 ? ['[securitygroup]', ...group] : []) out.setting(line)
  for (const line of agent.length > 0 ? ['[AGENT]', ...agent] : []) out.setting(line)
}
