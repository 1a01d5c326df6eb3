import { z } from 'zod'
import { InterfaceName } from '../netfilter/rule-spec.ts'

/**
 * The lab as data: what the lab program builds out of network namespaces, bridges and veth pairs. Derived from a project by
 * `labTopology`; names are already within the kernel's limits, so that the lab has nothing to decide.
 */
const Namespace = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/)
const Mac = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
const Address = z.string().regex(/^[0-9a-fA-F:.]{2,45}$/)
const Prefix = z.string().regex(/^[0-9a-fA-F:.]{2,45}\/\d{1,3}$/)

/** One network card: a veth whose other end is `peer` in another namespace. `addresses` are written with their prefix length. */
const Nic = z.strictObject({ name: InterfaceName, mac: Mac, addresses: z.array(Prefix).max(50) })

export const LabTopology = z.strictObject({
  /** Namespace of the integration switch: one bridge for each network, bridge netfilter off. */
  switch: z.strictObject({
    namespace: Namespace,
    bridges: z.array(z.strictObject({ name: InterfaceName, networkId: z.string() })),
  }),
  machines: z.array(
    z.strictObject({
      /** Id of the VM, router or outside host in the project. */
      id: z.string().max(64),
      name: z.string().max(255),
      kind: z.enum(['vm', 'outside', 'router']),
      namespace: Namespace,
      gateways: z.array(Address).max(8),
      /** Passes packets on between its cards. */
      forwards: z.boolean(),
      /** Cards that are plugged straight into a bridge of the switch (routers, outside hosts): `port` is the end in the switch. */
      cards: z.array(z.strictObject({ nic: Nic, port: InterfaceName, bridge: InterfaceName })).max(100),
      /** Routers only: floating IPs as 1:1 NAT, and masquerading of the inner prefixes behind the gateway address. */
      nat: z
        .strictObject({
          outsideNic: InterfaceName,
          floating: z.array(z.strictObject({ outside: Address, inside: Address })).max(10_000),
          sources: z.array(z.strictObject({ prefix: Prefix, address: Address })).max(100),
        })
        .nullable(),
    }),
  ),
  computes: z.array(
    z.strictObject({
      hostName: z.string().max(64),
      namespace: Namespace,
      /** For each port: VM card, tap in qbr, qvb in qbr, qvo in the switch's bridge, as nova and the hybrid driver plug it. */
      ports: z
        .array(
          z.strictObject({
            portId: z.string().max(64),
            vmNamespace: Namespace,
            nic: Nic,
            tap: InterfaceName,
            qbr: InterfaceName,
            qvb: InterfaceName,
            qvo: InterfaceName,
            switchBridge: InterfaceName,
          }),
        )
        .max(10_000),
    }),
  ),
  /** False switches IPv6 off everywhere, so that no neighbour discovery or MLD chatter is counted. */
  ipv6: z.boolean(),
})
export type LabTopology = z.infer<typeof LabTopology>
export type LabMachine = LabTopology['machines'][number]
export type LabCompute = LabTopology['computes'][number]
