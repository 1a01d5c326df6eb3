import type { Project } from '#shared/project/schema'
import { tapName } from '#shared/ruleset/naming'
import type { Packet } from '#shared/traffic/packet'

/** Packets to and from every VM's port that tell rulesets of the article apart: services, sources inside and outside, spoofed senders. */
export function probes({ ports }: Project): Packet[] {
  const vms = ports.filter(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
  const services = [
    ...[22, 80, 110, 443].map((port) => ({ protocol: 6, sourcePort: 40_000, destinationPort: port })),
    ...[53, 5000].map((port) => ({ protocol: 17, sourcePort: 40_000, destinationPort: port })),
    { protocol: 17, sourcePort: 67, destinationPort: 68 },
    { protocol: 17, sourcePort: 68, destinationPort: 67 },
    { protocol: 1, icmpType: 8, icmpCode: 0 },
    { protocol: 47 },
  ]
  const outside = ['192.168.1.15', '15.5.64.7', '100.1.100.9', '90.1.180.3', '203.0.113.9']
  const inside = vms.flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress))
  return vms.flatMap((vm) => {
    const tap = tapName(vm.id)
    const own = vm.fixedIps[0]?.ipAddress ?? '192.0.2.1'
    const states = ['NEW', 'ESTABLISHED', 'INVALID'] as const
    return services.flatMap((service): Packet[] => [
      ...[...outside, ...inside].flatMap((source) =>
        states.map(
          (state): Packet => ({
            ...{ direction: 'ingress', tap, family: 'ipv4', source, destination: own, sourceMac: 'fa:16:3e:90:e5:50', state },
            ...service,
          }),
        ),
      ),
      ...[own, '192.0.2.77'].flatMap((source) =>
        [vm.macAddress, '02:00:00:00:00:99'].map(
          (sourceMac): Packet => ({
            ...{ direction: 'egress', tap, family: 'ipv4', source, destination: '192.168.1.15', sourceMac, state: 'NEW' },
            ...service,
          }),
        ),
      ),
      {
        ...{ direction: 'ingress', tap, family: 'ipv6', source: '2001:db8::9', destination: '2001:db8::1', state: 'NEW' },
        ...{ sourceMac: 'fa:16:3e:90:e5:50' },
        ...service,
      },
    ])
  })
}
