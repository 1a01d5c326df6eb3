import { type Issue, issue } from '../errors.ts'
import type { Host } from '../project/schema.ts'
import type { HostPorts } from './host-ports.ts'
import type { ReleaseFacts } from './releases.ts'

/**
 * What iptables-restore would refuse, told before anything is loaded: it refuses a whole table for one line. A MAC address with dashes
 * reaches it where the release does not bring addresses into the kernel's spelling.
 */
export function checkNames(facts: ReleaseFacts, { release }: Host, { filtered }: HostPorts): Issue[] {
  return filtered.flatMap((port) => {
    const asTyped = facts.normalisesMac && port.fixedIps.length > 0 ? [] : [port.macAddress]
    const pairs = facts.normalisesMac ? [] : port.allowedAddressPairs.flatMap(({ macAddress }) => macAddress ?? [])
    return [...asTyped, ...pairs]
      .filter((mac) => mac.includes('-'))
      .map((mac) =>
        issue(
          ['macAddress'],
          'port.mac-dashes',
          `${release} would write the MAC address ${mac} of port ${port.id} as it is, and iptables-restore would refuse every line for it. Write it with colons.`,
          { mac, port: port.id, release },
        ),
      )
  })
}
