import { existsSync } from 'node:fs'
import type { TapwallError } from '#shared/errors'
import { runTool, type Tool, type Within } from '../helper/run-tool.ts'

/**
 * What the lab needs of the kernel, probed in a namespace that is thrown away; a missing module is named, or people only see
 * "No chain/target/match by that name".
 */
interface Need {
  readonly modules: readonly string[]
  readonly met: (within: Within) => Promise<boolean>
}

const runs =
  (tool: Tool, args: readonly string[], input = '') =>
  async (within: Within): Promise<boolean> => {
    const ended = await runTool({ tool, args, within, input })
    return ended.ok && ended.value.exitCode === 0
  }

/** A rule in a chain of a namespace made for the test, which the caller throws away. */
const takesRule = (table: string, rule: string) =>
  runs('iptables-restore', ['--noflush'], `*${table}\n:probe - [0:0]\n-A probe ${rule}\nCOMMIT\n`)

/** There as soon as br_netfilter is. */
const BRIDGE_NETFILTER = '/proc/sys/net/bridge/bridge-nf-call-iptables'

/**
 * br_netfilter changes how the machine's own bridges treat their packets, so loading it must be somebody's decision. A physdev rule
 * would make the kernel load it unasked (net/netfilter/xt_physdev.c, physdev_mt_check): without it no such rule is tried.
 */
const withoutBridgeNetfilter: TapwallError = {
  kind: 'privilege',
  reason: 'not-allowed',
  detail:
    'The kernel module br_netfilter is not loaded, so bridges show no packet to iptables. Loading it also sends the packets of this machine’s own bridges through its iptables rules.',
  fix: 'As root: modprobe br_netfilter',
}

const NEEDS: readonly Need[] = [
  { modules: ['ip_set', 'ip_set_hash_ip'], met: runs('ipset', ['restore'], 'create probe hash:ip family inet\ndestroy probe\n') },
  { modules: ['xt_physdev'], met: takesRule('filter', '-m physdev --physdev-in probe --physdev-is-bridged -j RETURN') },
  { modules: ['xt_conntrack'], met: takesRule('filter', '-m state --state RELATED,ESTABLISHED -j RETURN') },
  { modules: ['xt_mac'], met: takesRule('filter', '-m mac --mac-source 02:00:00:00:00:01 -j RETURN') },
  { modules: ['xt_comment'], met: takesRule('filter', '-m comment --comment probe -j RETURN') },
  { modules: ['xt_multiport'], met: takesRule('filter', '-p tcp -m multiport --dports 1,2 -j RETURN') },
  { modules: ['iptable_nat', 'xt_nat'], met: takesRule('nat', '-j RETURN') },
]

/** The refusal that names all missing modules with the line that loads them, or null. `within` should be an empty namespace. */
export async function missingModules(within: Within): Promise<TapwallError | null> {
  if (!existsSync(BRIDGE_NETFILTER)) return withoutBridgeNetfilter
  const missing: string[] = []
  // One after the other: two writers of one table make the kernel answer "try again".
  for (const need of NEEDS) if (!(await need.met(within))) missing.push(...need.modules)
  if (missing.length === 0) return null
  return {
    kind: 'privilege',
    reason: 'not-allowed',
    detail: `The kernel lacks what the lab needs: ${missing.join(', ')}.`,
    fix: `As root: modprobe -a ${missing.join(' ')}`,
  }
}
