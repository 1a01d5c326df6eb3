/**
 * What the rules need of a kernel and of iptables: each match and target by the word of iptables, its kernel module, and the option of
 * the kernel's configuration that brings the module (net/bridge/Kconfig, net/netfilter/Kconfig, net/netfilter/ipset/Kconfig).
 */
export const MATCHES = {
  physdev: { option: '-m', module: 'xt_physdev' },
  conntrack: { option: '-m', module: 'xt_conntrack' },
  set: { option: '-m', module: 'xt_set' },
  mac: { option: '-m', module: 'xt_mac' },
  comment: { option: '-m', module: 'xt_comment' },
  multiport: { option: '-m', module: 'xt_multiport' },
  CT: { option: '-j', module: 'xt_CT' },
} as const
export type MatchExtension = keyof typeof MATCHES
export const matchExtensions = Object.keys(MATCHES) as MatchExtension[]

export const KERNEL_OPTIONS = {
  bridge: 'CONFIG_BRIDGE',
  br_netfilter: 'CONFIG_BRIDGE_NETFILTER',
  xt_physdev: 'CONFIG_NETFILTER_XT_MATCH_PHYSDEV',
  xt_conntrack: 'CONFIG_NETFILTER_XT_MATCH_CONNTRACK',
  xt_set: 'CONFIG_NETFILTER_XT_SET',
  xt_mac: 'CONFIG_NETFILTER_XT_MATCH_MAC',
  xt_comment: 'CONFIG_NETFILTER_XT_MATCH_COMMENT',
  xt_multiport: 'CONFIG_NETFILTER_XT_MATCH_MULTIPORT',
  xt_CT: 'CONFIG_NETFILTER_XT_TARGET_CT',
  ip_set_hash_net: 'CONFIG_IP_SET_HASH_NET',
} as const
export type KernelModule = keyof typeof KERNEL_OPTIONS
export const kernelModules = Object.keys(KERNEL_OPTIONS) as KernelModule[]
