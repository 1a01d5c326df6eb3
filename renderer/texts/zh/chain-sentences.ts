import type { chains as english } from '../en/chains.ts'
import type { Translation } from '../translation.ts'

type Sentences = Pick<
  Translation<typeof english>,
  'originOf' | 'foreignLong' | 'ruleWords' | 'subject' | 'effect' | 'after' | 'why'
>

/** What a rule of the kernel is, does and counts: the sentences of the rule's pane. */
export const chainSentences: Sentences = {
  originOf: {
    groupRule: '{{group}}，规则 {{number}}',
    number: '，规则 {{number}}',
    groupRuleGone: '{{group}}，已不存在的规则',
    builtIn: '内置',
    dhcp: '子网 DHCP',
    routerAdvertisement: '路由器通告',
    antiSpoofing: '防欺骗',
    port: '{{name}} 的端口',
    foreign: '外来',
    policy: '默认策略',
  },
  foreignLong: '由此主机上的其他程序写入；Tapwall 不会改动',
  ruleWords: {
    from: '来自 {{what}}',
  },
  subject: {
    any: '所有包',
    anyLeft: '到达此处的所有包',
    invalid: '不属于任何连接、也不新建连接的包（INVALID）',
    established: '属于已有连接或与其相关的包（RELATED,ESTABLISHED）',
    towards: '将经 {{device}} 离开网桥、进入 {{name}} 的包',
    outOf: '由 {{name}} 经 {{device}} 进来的包',
    ownSource: '源地址为 {{address}}、MAC 地址为 {{mac}} 的包',
    dhcpAnswer: '来自 {{address}} 的 DHCP 应答',
    dhcpRequest: 'DHCP 请求',
    dhcpOffer: 'DHCP 应答（udp 端口 67 到端口 68）',
    protocolAlone: '到达此处的所有 {{protocol}} 包',
    protocol: '到达此处且匹配 {{words}} 的包',
    protocolFrom: '来自 {{source}}、到达此处且匹配 {{words}} 的包',
    from: '来自 {{source}} 且到达此处的包',
  },
  effect: {
    accept: '{{subject}}被放行；此钩子之后的规则不再处理它。',
    drop: '{{subject}}在此丢弃。',
    return: '{{subject}}离开本链。',
    jump: '{{subject}}进入 {{chain}} 继续处理。',
    fallback: '{{subject}}转入 {{chain}}，在那里被丢弃。',
    none: '{{subject}}被计数或修改（{{target}}），继续下一条规则。',
  },
  after: {
    accepts: '返回 {{chain}}，由规则 {{number}} 放行。',
    acceptsUnless: '返回 {{chain}}，由规则 {{number}} 放行；若途中还有此主机的另一个端口，则先经过该端口的链。',
    next: '返回 {{chain}}，继续规则 {{number}}。',
    several: '返回跳转到此处的规则。',
    jumpBack: '从那里返回的包在此继续规则 {{number}}。',
    end: '从那里返回的包离开本链。',
  },
  why: {
    none_other: '自基线以来有 {{count}} 个包进入此链；没有一个在此匹配。',
    all_other: '自基线以来进入此链的 {{count}} 个包全部在此匹配。',
    here_other: '自基线以来有 {{count}} 个包在此匹配。',
    beforeKnown_other: '{{count}} 个属于已有连接，在轮到此规则之前已由规则 {{number}} 处理。',
    before_other: '{{count}} 个在轮到此规则之前由规则 {{number}} 离开。',
    after_other: '{{count}} 个在此未匹配，继续向下。',
    nothing: '自基线以来没有包进入此链。',
  },
}
