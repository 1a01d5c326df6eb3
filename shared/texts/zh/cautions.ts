import type { CautionCode } from '../en/cautions.ts'
import type { Catalogue } from '../statement.ts'

export const cautions: Catalogue<CautionCode> = {
  'rule.number-loses-ports':
    '{{release}} 按文字比较协议，协议 {{protocol}} 的端口 {{ports}} 会丢失，{{name}} 的所有端口都被放行。请写 {{name}}，不要写协议号。',
  'rule.number-loses-type':
    '{{release}} 按文字比较协议，协议 {{protocol}} 的 ICMP 类型 {{type}} 会丢失，所有 {{name}} 都被放行。请写 {{name}}，不要写协议号。',
  'rule.word-loses-type': '{{release}} 只认 icmpv6 这一写法，{{protocol}} 的类型 {{type}} 会丢失，全部类型都被放行。请写 icmpv6。',
  'rule.port-zero': '{{release}} 会丢失为 0 的首端口，{{protocol}} {{ports}} 因此放行 {{protocol}} 的所有端口。请让范围从 1 开始。',
  'rule.type-zero': '{{release}} 会丢失为 0 的 ICMP 类型，此规则因此放行所有 {{protocol}}。',
  'rule.code-zero': '{{release}} 会丢失为 0 的 ICMP 代码，类型 {{type}} 因此放行所有代码。',
  'rule.ports-ignored': '{{release}} 只看 tcp 和 udp 的端口，此规则因此放行所有 {{protocol}}。',
  'rule.address-group-open':
    '{{release}} 建立了地址组 {{addressGroup}} 的集合，却忘了在规则中匹配它（Launchpad 缺陷 2058138），此规则因此对所有人开放。请改用前缀，或使用 25.0 及以后的版本。',
  'rule.address-group-ignored': '{{release}} 不认识地址组，此规则不产生任何行。',
  'rule.remote-empty': '远端组 {{remote}} 没有 {{ethertype}} 地址，在有地址之前，此规则不产生任何行。',
  'rule.remote-own': '{{remote}} 的 {{ethertype}} 成员只有使用此规则的端口自己，不用 ipset 时不列入自己，此规则因此不产生任何行。',
  'rule.same-line': '同一端口的另一条规则产生相同的行，只写一次：此规则没有自己的行。',
  'rule.set-written-out': '{{release}} 的集合只存单个地址（hash:ip），{{remote}} 的前缀 {{prefix}} 被展开为 {{count}} 个地址。',
  'rule.invalid-passes': '此规则放行一切，并且位于丢弃 INVALID 的行之前，因此在 {{release}} 上，不属于任何连接的包也能通过。',
  'group.invalid-passes':
    '放行一切的规则（此处为 {{rules}}）位于丢弃 INVALID 的行之前，因此在 {{release}} 上，不属于任何连接的包也能通过。',
  'group.stateless-ignored': '{{release}} 不认识无状态安全组，使用 {{group}} 的端口仍然进行连接跟踪。',
  'group.no-port': '没有端口使用安全组 {{group}}，它的规则不产生任何行。',
  'port.security-ignored': '{{release}} 不认识端口安全：{{name}} 关闭了它，仍然照常过滤。',
  'port.security-off': '{{name}} 的端口安全已关闭：它与受过滤的端口同在一台主机上，收发的一切都放行，不限地址。',
  'port.trusted': '{{name}} 属于网络服务（{{owner}}），它与受过滤的端口同在一台主机上，经过网桥的一切都放行。',
  'port.no-address': '{{name}} 没有固定地址，只要 MAC 地址是自己的，就可以从任何地址发送。',
  'port.pair-any': '{{name}} 有地址对 {{pair}}，可以从任何 {{ethertype}} 地址发送：防欺骗实际上已失效。',
  'port.family-unchecked':
    '{{name}} 没有 {{ethertype}} 地址，因此没有 {{ethertype}} 源地址检查：只要出方向规则允许，就可以从任何地址发送 {{ethertype}}。',
  'port.stateless-mixed': '{{name}} 的安全组有的有状态，有的无状态，只由第一个安全组决定：现在 {{name}} 的连接{{tracked}}。',
  'port.stateless-undecided':
    '{{name}} 的安全组是无状态的，连接却仍被跟踪：由第一个安全组的第一条规则决定，而 {{group}} 没有规则。',
  'port.stateless-service': '{{name}} 的安全组是无状态的，连接却仍被跟踪，因为它属于 {{owner}}。',
  'host.family-unchecked':
    '{{host}} 上没有 {{ethertype}} 地址的端口（{{names}}）没有 {{ethertype}} 源地址检查：只要出方向规则允许，就可以从任何地址发送 {{ethertype}}。',
  'host.off': '{{host}} 的防火墙已关闭，不写入任何规则，其上所有端口都是开放的。',
  'host.ipv6-off': '{{host}} 没有 IPv6，IPv6 规则在那里不产生任何行。',
  'host.icmpv6-first': '{{release}} 在检查源地址之前放行虚机发出的所有 ICMPv6，因此可以从任何地址发送 ICMPv6。',
  'host.dhcp-any-source': '{{release}} 在检查源地址之前放行 DHCP 请求，因此可以从任何地址发送 DHCP 请求。',
  'host.connections-stay': '{{release}} 不删除连接：移除规则后，它曾放行的连接在结束之前一直畅通。',
  'host.no-zones':
    '{{release}} 没有连接跟踪区域，{{host}} 上两台虚机之间的连接共用一个条目：其中一台被允许的，也为另一台打开了回程。',
}

export const cautionWords = { tracked: '被跟踪', untracked: '不被跟踪' } as const
