import type { FoundBridge, FoundNetwork, FoundPort } from '#shared/machine/found'

/** A line of the tree: a bridge, a port in one, or the heading of what is in none. */
export type MachineRow =
  | { readonly kind: 'bridge'; readonly key: string; readonly bridge: FoundBridge }
  | { readonly kind: 'port'; readonly key: string; readonly port: FoundPort; readonly bridge: FoundBridge | null }
  | { readonly kind: 'loose'; readonly key: string }

/** Ports stand below their bridge; devices and bridges share one space of names in the kernel, so a name is a key. */
export function machineRows({ bridges, loose }: FoundNetwork): MachineRow[] {
  return [
    ...bridges.flatMap((bridge): MachineRow[] => [
      { kind: 'bridge', key: bridge.name, bridge },
      ...bridge.ports.map((port): MachineRow => ({ kind: 'port', key: port.device, port, bridge })),
    ]),
    // No device has an empty name.
    ...(loose.length === 0 ? [] : [{ kind: 'loose', key: '' } as const]),
    ...loose.map((port): MachineRow => ({ kind: 'port', key: port.device, port, bridge: null })),
  ]
}
