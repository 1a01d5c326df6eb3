import type { lossKinds as en } from '../en/losses.ts'

export const lossKinds: Readonly<Record<keyof typeof en, string>> = {
  'left-out': '丢弃',
  changed: '以另一种形式保留',
  assumed: '未说明，按假定处理',
  aside: '仅为导出而保留，在此不起作用',
  refused: '已写出，但服务器会拒绝',
}
