import type { Port } from './schema.ts'

/** Linux takes 15 characters (IFNAMSIZ is 16 with the closing NUL); Neutron and nova keep to 14 (LINUX_DEV_LEN, NIC_NAME_LEN). */
const NEUTRON_LENGTH = 14

/** The name that Neutron and nova give to something of a port or network on a host. */
export const neutronDevice = (prefix: string, id: string): string => prefix + id.slice(0, NEUTRON_LENGTH - prefix.length)

/** The VM's card on its host, which the rules of the port name: the one that it was found as, else the one that nova makes. */
export const deviceOf = ({ id, vif }: Pick<Port, 'id' | 'vif'>): string => vif?.deviceName ?? neutronDevice('tap', id)
