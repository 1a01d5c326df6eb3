import type { Host } from '../project/schema.ts'
import type { ScriptWriter } from './script.ts'

/**
 * The API does not reach an agent's settings: they are lines of its configuration file, and the agent is started again. Files and
 * spellings: 2014.2 and 2015.1 take the driver as a class and read Open vSwitch's from ML2's file; later ones by its entry point
 * (neutron.agent.firewall_drivers in setup.cfg), from a file for each agent.
 */
const isEarly = ({ release }: Host): boolean => release === '2014.2' || release === '2015.1'

const EARLY_DRIVERS = {
  hybrid: 'neutron.agent.linux.iptables_firewall.OVSHybridIptablesFirewallDriver',
  iptables: 'neutron.agent.linux.iptables_firewall.IptablesFirewallDriver',
  noop: 'neutron.agent.firewall.NoopFirewallDriver',
} as const
const DRIVERS = { hybrid: 'iptables_hybrid', iptables: 'iptables', noop: 'noop' } as const

function fileOf(host: Host): { readonly file: string; readonly agent: string } {
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

export function updateHost(out: ScriptWriter, was: Host, is: Host): void {
  const { name } = is
  if (was.release !== is.release) out.note('host-release', { host: name, release: is.release })
  if (was.ipv6 !== is.ipv6) out.note('host-ipv6', { host: name, value: is.ipv6 ? '0' : '1' })
  const words = (on: boolean) => (on ? 'True' : 'False')
  const group = [
    ...(was.enableSecurityGroup === is.enableSecurityGroup ? [] : [`enable_security_group = ${words(is.enableSecurityGroup)}`]),
    ...(was.firewallDriver === is.firewallDriver
      ? []
      : [`firewall_driver = ${(isEarly(is) ? EARLY_DRIVERS : DRIVERS)[is.firewallDriver]}`]),
    ...(was.enableIpset === is.enableIpset ? [] : [`enable_ipset = ${words(is.enableIpset)}`]),
  ]
  const agent = was.comments === is.comments ? [] : [`comment_iptables_rules = ${words(is.comments)}`]
  if (group.length + agent.length === 0) return
  out.note('host-settings', { host: name, ...fileOf(is) })
  for (const line of group.length > 0 ? ['[securitygroup]', ...group] : []) out.setting(line)
  for (const line of agent.length > 0 ? ['[AGENT]', ...agent] : []) out.setting(line)
}
