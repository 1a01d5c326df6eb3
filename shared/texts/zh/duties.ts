import type { DutyId, DutySentence, DutyState } from '../en/duties.ts'
import type { Catalogue } from '../statement.ts'

export const duties: Catalogue<DutyId> = {
  chains: '建立、更新和删除链',
  'default-drop': '未被放行的一律丢弃',
  'anti-spoofing': '虚机只能用自己的地址发送',
  'dhcp-in': '放行进入的 DHCP 应答和路由器通告',
  'dhcp-server': '虚机不得充当 DHCP 服务器',
  invalid: '丢弃 INVALID 包',
  established: '放行已有连接',
  conversion: '安全组规则转换为行',
  multiport: '端口范围只占一行',
  families: 'IPv4 与 IPv6 一视同仁',
}

export const dutySentences: Catalogue<DutySentence> = {
  'chains.done': '有跳转通往这些链。下发时更新，端口移除时一并删除',
  'default-drop.done': '每条链的最后一行通往 fallback 链，在那里丢弃',
  'anti-spoofing.done': '检查每个包的地址和 MAC，包括允许地址对',
  'anti-spoofing.partly': '端口没有地址的那个地址族除外',
  'dhcp-in.done': '在询问安全组规则之前放行',
  'dhcp-in.not-needed': '其网络中没有已知的 DHCP 服务器和发送通告的路由器',
  'dhcp-server.done': '虚机发出的 DHCP 应答被丢弃',
  'invalid.done': '不属于任何连接的包被丢弃',
  'established.done': '已有连接的包直接通过，不再询问规则',
  'conversion.done': '来自安全组规则的行，按地址族和协议：{{kinds}}',
  'conversion.not-needed': '其安全组中没有产生行的规则',
  'multiport.done': '端口范围由 multiport 匹配',
  'multiport.not-needed': '没有规则使用端口范围',
  'families.done': 'iptables 和 ip6tables 中都有链',
  'families.partly': '只在 iptables 中：主机没有 IPv6',
  partly: '并非每个端口都有',
  missing: '没有行做到这一点',
  'missing.no-host': '端口不在任何主机上',
  'missing.off': '{{host}} 上的 enable_security_group 已关闭：其代理不写入任何规则',
  'missing.noop': '{{host}} 的 firewall_driver 是 noop：不写入任何规则',
  'missing.service': '端口属于网络服务（{{owner}}），不做过滤',
  'missing.security-off': '端口安全已关闭：端口没有链，一切都放行',
}

export const dutyStates: Catalogue<DutyState> = { done: '完成', partly: '部分完成', 'not-needed': '不需要', missing: '未完成' }
