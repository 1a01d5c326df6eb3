import { z } from 'zod'

/** What stands on a machine's network, as its page and its terminal are told. Texts come from the kernel and from libvirt, and may hold anything. */

/**
 * What a device is. `tap`: a VM's card as QEMU opens it; `veth`: one end of a cable, often a container's card; `macvtap`: a card that
 * passes its bridge by; `tun`: a tunnel without frames. `ethernet` is hardware; the kernel's own word stands in `kernelKind`.
 */
export const DeviceKind = z.enum(['tap', 'tun', 'veth', 'macvtap', 'macvlan', 'vlan', 'bond', 'vxlan', 'ethernet', 'other'])
export type DeviceKind = z.infer<typeof DeviceKind>

/** `seen`: the bridge has learned it or was told it. `defined`: the configuration of the VM has it. */
export const GuestMac = z.object({ mac: z.string(), from: z.enum(['seen', 'defined']) })
export type GuestMac = z.infer<typeof GuestMac>

/** A device that is in a bridge, or could be. */
export const FoundPort = z.object({
  device: z.string(),
  kind: DeviceKind,
  /** `info_kind` of iproute2; empty for hardware. */
  kernelKind: z.string(),
  /** What it is in, or null. */
  master: z.string().nullable(),
  /** Set up (IFF_UP), and something is at its other end (IFF_LOWER_UP). */
  isUp: z.boolean(),
  hasCarrier: z.boolean(),
  /** The device's own; the card of the VM behind a tap has another one. */
  mac: z.string().nullable(),
  alias: z.string().nullable(),
  /** Of what is behind the device, the likeliest first. */
  guestMacs: z.array(GuestMac),
  /** Addresses that the machine has learned for one of `guestMacs`; it learns them only where it has an address itself. */
  addresses: z.array(z.string()),
  /** The VM of libvirt that has this card. */
  domain: z.string().nullable(),
})
export type FoundPort = z.infer<typeof FoundPort>

/** `openvswitch`: its ports pass by iptables whatever is set. */
export const FoundBridge = z.object({
  name: z.string(),
  kind: z.enum(['bridge', 'openvswitch']),
  isUp: z.boolean(),
  mac: z.string().nullable(),
  /** The machine's own in this bridge, with their prefix lengths. */
  addresses: z.array(z.string()),
  vlanFiltering: z.boolean(),
  /** The bridge's own switches, beside `net.bridge.bridge-nf-call-*`: either one is enough. Null where the kernel does not tell. */
  callIptables: z.boolean().nullable(),
  callIp6tables: z.boolean().nullable(),
  ports: z.array(FoundPort),
})
export type FoundBridge = z.infer<typeof FoundBridge>

/** `loose`: cards of VMs that are in no bridge. `unread`: entries of iproute2 that could not be understood. */
export const FoundNetwork = z.object({ bridges: z.array(FoundBridge), loose: z.array(FoundPort), unread: z.int() })
export type FoundNetwork = z.infer<typeof FoundNetwork>
