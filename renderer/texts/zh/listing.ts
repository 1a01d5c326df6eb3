import type { listing as english } from '../en/listing.ts'
import type { Translation } from '../translation.ts'

export const listing: Translation<typeof english> = {
  title: '列表',
  kind: '列出的内容',
  kinds: { groups: '安全组', ports: '端口', rules: '规则' },
  tables: { groups: '安全组列表', ports: '端口列表', rules: '规则列表' },
  of: '属于哪个安全组',
  all: '所有安全组',
  ofGroup: '安全组 {{group}}',
  columns: '列',
  lastColumn: '列表至少要有一列',
  place: '表格',
  none: '没有内容。',
  count_other: '{{count}} 行',
  more_other: '还有 {{count}} 行未显示；复制时包含全部。',
  asCommands: '显示为命令',
  copyText: '复制为文本',
  copyCsv: '复制为 CSV',
  copied: '已复制：{{text}}',
  copiedText_other: '{{count}} 行的表格',
  copiedCsv_other: '{{count}} 行 CSV',
  open: '按 neutron 的列显示',
}
