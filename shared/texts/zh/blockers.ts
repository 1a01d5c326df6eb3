import type { blockers as english } from '../en/blockers.ts'
import type { Catalogue } from '../statement.ts'

/** See the English catalogue. */
export const blockers: Catalogue<keyof typeof english> = {
  policy: '{{host}} 上 {{chain}} 的默认策略丢弃没有规则放行的包。',
  'invalid-state': '{{host}} 的连接跟踪找不到它所属的连接（INVALID）。',
  'dhcp-server': '它是 DHCP 服务器的应答，{{port}} 不得发出。',
  'router-advertisement': '它是路由器通告，{{port}} 不得发出。',
  'spoofed-source': '源地址与 MAC 不都属于 {{port}}：其源地址检查丢弃它。',
  'no-rule-lets-in': '{{port}} 的安全组中没有规则放它进入，于是落入 {{chain}}。',
  'no-rule-lets-out': '{{port}} 的安全组中没有规则放它出去，于是落入 {{chain}}。',
  'no-rule-lets-through': '{{host}} 上没有规则放行它，于是落入 {{chain}}。',
  rule: '{{host}} 的 {{chain}} 点名拒绝它：规则要求 {{asked}}。',
}

export const somePort = '该端口'
