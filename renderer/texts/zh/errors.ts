import type { errors as english } from '../en/errors.ts'
import type { Translation } from '../translation.ts'

export const errors: Translation<typeof english> = {
  invalid: { what: '输入无效。', why: '{{issues}}', advice: '请改正上述内容后重试。' },
  drift: { what: '内核或项目已不是您看到时的状态。', why: '{{detail}}', advice: '请重新下发规则。' },
  'kernel-refused': {
    what: '{{tool}} 拒绝了这些规则。',
    whatStatus: '{{tool}} 拒绝了这些规则，退出状态为 {{status}}。',
    why: '{{stderr}}',
    advice: '此事务中的规则均未下发。如果提到内核模块，请先加载该模块再下发。',
  },
  privilege: {
    what: '未获得实验环境所需的权限。',
    whatMachine: '未获得更改本机防火墙的权限。',
    why: '{{detail}}',
    advice: '{{fix}}',
  },
  'tool-missing': {
    what: '未安装：{{tools}}。',
    why: 'Tapwall 依靠系统的这些工具工作。',
    advice: 'apt-get install {{packages}}',
  },
  'helper-lost': {
    what: '实验环境的程序已终止。',
    why: '{{detail}}',
    advice: '其命名空间和进程也随之结束。请重新启动实验环境并下发。',
    whatMachine: '本机防火墙的助手程序没有运行。',
    adviceMachine: '试用中的规则会自行撤回，已保留的规则不变。请重新接入本机。',
  },
  busy: { what: '另一项操作仍在进行。', why: '{{doing}}', advice: '请等待其结束。' },
  cancelled: { what: '已取消。' },
  bug: { what: '程序出错。', why: '{{detail}}', advice: '项目是安全的。请报告您刚才的操作。' },
  noLine: { what: '无法连接到程序。', advice: '请在连接恢复后重试。' },
}
