import { readFileSync } from 'node:fs'

/** Whether bridges show their packets to iptables. False also where br_netfilter is not loaded: they then show them to nobody. */
export function bridgeNetfilter(): boolean {
  try {
    return readFileSync('/proc/sys/net/bridge/bridge-nf-call-iptables', 'utf8').trim() !== '0'
  } catch {
    return false
  }
}
