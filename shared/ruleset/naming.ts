import { neutronDevice } from '../project/device-name.ts'

/**
 * Names that Neutron and nova give to devices and chains.
 * Devices: neutron/agent/linux/iptables_firewall.py (`_get_device_name`, LINUX_DEV_LEN 14), nova/network/model.py (NIC_NAME_LEN 14).
 * Chains: neutron/agent/linux/iptables_manager.py (`get_chain_name`, MAX_CHAIN_LEN_WRAP 11 and _NOWRAP 28).
 */
const WRAPPED_LENGTH = 11
const UNWRAPPED_LENGTH = 28

/** The VM's card on the host, where nova plugged it. */
export const tapName = (portId: string): string => neutronDevice('tap', portId)
/** The bridge that the hybrid plug puts between tap and integration switch, so that iptables sees the packets. */
export const qbrName = (portId: string): string => neutronDevice('qbr', portId)
/** The bridge's end of the cable to the integration switch. */
export const qvbName = (portId: string): string => neutronDevice('qvb', portId)
/** The switch's end of that cable. */
export const qvoName = (portId: string): string => neutronDevice('qvo', portId)
/** The Linux bridge agent's bridge of a network. */
export const brqName = (networkId: string): string => neutronDevice('brq', networkId)
/** A router's inner interface. */
export const qrName = (portId: string): string => neutronDevice('qr-', portId)
/** A router's gateway interface. */
export const qgName = (portId: string): string => neutronDevice('qg-', portId)

/** Base name of the agent program, cut to 16: neutron-openvswitch-agent and neutron-linuxbridge-agent. */
export type WrapPrefix = 'neutron-openvswi' | 'neutron-linuxbri'

export const wrapped = (prefix: WrapPrefix, name: string): string => `${prefix}-${name.slice(0, WRAPPED_LENGTH)}`
export const unwrapped = (name: string): string => name.slice(0, UNWRAPPED_LENGTH)

/** `i` towards the VM, `o` from the VM, `s` source check; ten characters of the port id survive the cut. */
export const portChain = (prefix: WrapPrefix, letter: 'i' | 'o' | 's', portId: string): string =>
  wrapped(prefix, letter + portId.slice(0, WRAPPED_LENGTH - 1))
