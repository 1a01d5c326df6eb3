/** Ports of VMs and the rules that stand before each. */
export function PortsView() {
  return null
}
