import { plainMac } from '../net/mac.ts'
import { deviceOf } from '../project/device-name.ts'
import type { Port, Project } from '../project/schema.ts'
import type { FoundBridge, FoundPort } from './found.ts'

/**
 * The port of the project that a device of a machine is. `device`: its rules name this device. `mac`: only the MAC address behind the
 * device is the port's, and its rules name another device.
 */
export interface KnownPort {
  readonly port: Port
  readonly by: 'device' | 'mac'
}

export function portOfDevice({ ports }: Project, { device, guestMacs }: FoundPort): KnownPort | null {
  const named = ports.find((port) => deviceOf(port) === device)
  if (named !== undefined) return { port: named, by: 'device' }
  const macs = new Set(guestMacs.map(({ mac }) => mac))
  const carded = ports.find(({ macAddress }) => macs.has(plainMac(macAddress)))
  return carded === undefined ? null : { port: carded, by: 'mac' }
}

/** Eleven characters of a port's id, where the device is named as Neutron and nova name it; else null. */
export const neutronIdOf = (device: string): string | null => /^tap([0-9a-f]{8}-[0-9a-f]{2})$/.exec(device)?.[1] ?? null

/** What rules of a bridge port can be for: a card in a kernel bridge. The switch's end of a cable has the other cards behind it. */
export const isAdoptable = ({ kind, device }: FoundPort, bridge: FoundBridge | null): boolean =>
  bridge?.kind === 'bridge' && (kind === 'tap' || (kind === 'veth' && !/^qv[bo]/.test(device)))
