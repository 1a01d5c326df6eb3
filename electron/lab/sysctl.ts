import { existsSync } from 'node:fs'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'
import { allOf, namespaceFile } from './namespaces.ts'

/** Settings of one network namespace: file below /proc/sys/net to value. */
export type Sysctls = Readonly<Record<string, number>>

/**
 * Settings of every namespace. Some are inherited from the machine's own network (`sysctl net.core.devconf_inherit_init_net`), so
 * those that decide what a packet does are written here: no reverse path check, no ICMP redirects, whatever the machine uses.
 */
const COMMON: Sysctls = {
  'ipv4/conf/all/rp_filter': 0,
  'ipv4/conf/default/rp_filter': 0,
  'ipv4/conf/all/send_redirects': 0,
  'ipv4/conf/default/send_redirects': 0,
}

/** Every interface that comes up with IPv6 sends neighbour and MLD messages, which the rules would count. */
const NO_IPV6: Sysctls = { 'ipv6/conf/all/disable_ipv6': 1, 'ipv6/conf/default/disable_ipv6': 1 }

/** Addresses are given by hand and once; nobody needs to ask whether another has them. */
const IPV6: Sysctls = {
  'ipv6/conf/all/accept_dad': 0,
  'ipv6/conf/default/accept_dad': 0,
  'ipv6/conf/all/accept_ra': 0,
  'ipv6/conf/default/accept_ra': 0,
  'ipv6/conf/default/router_solicitations': 0,
}

const bridgeNetfilter = (value: 0 | 1): Sysctls => ({
  'bridge/bridge-nf-call-iptables': value,
  'bridge/bridge-nf-call-ip6tables': value,
  'bridge/bridge-nf-call-arptables': value,
})

/** A kernel started with ipv6.disable=1 has no such files. */
const kernelHasIpv6 = () => existsSync('/proc/sys/net/ipv6')

/** A machine with cards of its own: VM, outside host or router. */
export const machineSysctls = (ipv6: boolean, forwarding: boolean): Sysctls => ({
  ...COMMON,
  'ipv4/ip_forward': forwarding ? 1 : 0,
  ...(kernelHasIpv6() ? (ipv6 ? { ...IPV6, 'ipv6/conf/all/forwarding': forwarding ? 1 : 0 } : NO_IPV6) : {}),
})

/** The host's bridges have no addresses, so IPv6 stays off; bridged IPv6 packets pass ip6tables all the same. */
export const computeSysctls = (): Sysctls => ({ ...COMMON, ...(kernelHasIpv6() ? NO_IPV6 : {}), ...bridgeNetfilter(1) })

/** The integration switch is Open vSwitch in the real thing: its packets must not meet iptables a second time. */
export const switchSysctls = (): Sysctls => ({ ...COMMON, ...(kernelHasIpv6() ? NO_IPV6 : {}), ...bridgeNetfilter(0) })

/**
 * /proc/sys/net shows the network namespace of the process that opens a file in it, so a process inside must write: one tee for
 * each value, with all its files.
 */
export function writeSysctls(namespace: string, sysctls: Sysctls): Promise<Result<null, TapwallError>> {
  const entries = Object.entries(sysctls)
  return allOf(
    [...new Set(Object.values(sysctls))].map((value) => {
      const files = entries.filter(([, other]) => other === value).map(([file]) => `/proc/sys/net/${file}`)
      return writeOne(namespace, value, files)
    }),
  )
}

async function writeOne(namespace: string, value: number, files: readonly string[]): Promise<Result<null, TapwallError>> {
  const input = `${value}\n`
  const ended = await runTool({ tool: 'tee', args: files, within: namespaceFile(namespace), input })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool: 'tee', exitCode, input: files.join(' '), stderr })
}
