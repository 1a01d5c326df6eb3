import type { checks as en } from '../en/checks.ts'
import type { Catalogue } from '../statement.ts'

export const checks: Catalogue<keyof typeof en> = {
  'connection.kept': '本会话所用的连接会继续，也能重新建立（{{count}} 条）',
  'connection.cut': '{{chain}} 的第 {{rule}} 条规则会切断本会话所用的连接：{{connection}}。该规则是 {{text}}',
  'connection.unsure': '无法判断本会话所用的连接是否会继续：{{connection}}。这取决于 {{chain}} 的第 {{rule}} 条规则，{{text}}',
  'connection.no-new':
    '本会话所用的连接会继续，但断开后无法重新建立：{{connection}}。{{chain}} 的第 {{rule}} 条规则会丢弃它：{{text}}',
  'rule.covered':
    '{{chain}} 的第 {{rule}} 条规则永远不会匹配，因为前面的规则已取走它的全部数据包：{{text}}，位于 {{by}} 之后（涉及 {{count}} 条链）',
  'rule.empty': '{{chain}} 的第 {{rule}} 条规则永远不会匹配，因为它的条件互相排斥：{{text}}（涉及 {{count}} 条链）',
  'rule.set-empty': '{{chain}} 的第 {{rule}} 条规则在其集合没有成员时不匹配任何数据包：{{text}}（涉及 {{count}} 条链）',
  'rules.all-met': '每条改动过的规则都可能有数据包匹配',
  'name.chain-long': '链名 {{name}} 有 {{length}} 个字符；内核最多接受 {{most}} 个',
  'name.device-long': '设备名 {{name}} 有 {{length}} 个字符；内核最多接受 {{most}} 个',
  'name.set-long': '集合名 {{name}} 有 {{length}} 个字符；内核最多接受 {{most}} 个',
  'set.full': '集合 {{set}} 有 {{count}} 个成员，只能容纳 {{most}} 个',
  'set.nearly-full': '集合 {{set}} 有 {{count}} 个成员，快要满了：最多容纳 {{most}} 个',
  'limits.kept': '名称和集合都在内核的限制之内（链 {{chains}} 条，集合 {{sets}} 个）',
}
