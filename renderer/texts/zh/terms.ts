import type { terms as english } from '../en/terms.ts'
import type { Translation } from '../translation.ts'

export const terms: Translation<typeof english> = {
  close: '关闭',
  about: '什么是 {{name}}？',
  here: '在这里：',
  more: '另见：',
  return: {
    name: 'RETURN',
    words:
      'RETURN 结束数据包在本链中的处理：它回到跳转来的那条链，从跳转之后的下一条规则继续。在端口的链中，它表示“此端口放行”：回到 sg-chain 后，由最后一条规则接受。',
    here: '“链”视图；所选规则会说明数据包回到哪条规则。',
  },
  accept: {
    name: 'ACCEPT',
    words:
      'ACCEPT 结束数据包在此钩子上本表中的处理：不再匹配后面的规则，数据包通过。Neutron 为端口写的规则自己不接受，而是 RETURN；sg-chain 末尾的一条 ACCEPT 代表全部。',
    here: 'sg-chain 的最后一条规则。',
  },
  drop: {
    name: 'DROP',
    words:
      'DROP 丢弃数据包，并且不通知任何人：发送方一直等到超时。Neutron 丢弃不属于任何连接的包、来源伪造的包、虚机内 DHCP 服务器的应答，以及在 sg-fallback 中丢弃没有规则放行的所有包。',
    here: '“链”和“端口”视图；Ping 测试会说明是哪一种。',
  },
  jump: {
    name: '跳转',
    words:
      '目标是一条链的规则，会把匹配的数据包送到那条链。如果那里没有规则结束它的处理，或者遇到 RETURN，数据包就回到跳转之后的下一条规则。跳转规则计数它送出的每一个包，不管后来如何。',
    here: '图中各链之间的连线。',
  },
  stateNew: {
    name: 'NEW',
    words:
      '开启一个连接的包，或所属连接只见过单方向数据包的包，在连接跟踪中是 NEW。没有规则指名匹配它：既不属于已知连接、也不是 INVALID 的包，会落到安全组的规则，由它们决定能否开始。',
    here: 'Ping 的第一个请求由 icmp 规则计数。',
  },
  stateEstablished: {
    name: 'ESTABLISHED',
    words:
      '所属连接双方向都见过数据包。它在所有安全组规则之前就被放行，所以应答不需要规则。ICMP 没有连接，但连接跟踪把请求和应答看作一个连接：四个请求中，规则计 1 个，ESTABLISHED 计 3 个。',
    here: '每条进入和离开虚机的链。',
  },
  stateRelated: {
    name: 'RELATED',
    words: '因已知连接而产生的新包，例如关于该连接的 ICMP 错误，或 FTP 的数据连接。它与 ESTABLISHED 一起放行。',
    here: '每个端口的 RELATED,ESTABLISHED 规则。',
  },
  stateInvalid: {
    name: 'INVALID',
    words:
      '连接跟踪无法归入任何连接、也不能开启连接的包，例如没有请求过的应答。它会被丢弃。2014.2 版在安全组规则之前丢弃，后来的版本在其之后。',
    here: '每条进入和离开虚机的链。',
  },
  physdev: {
    name: 'physdev',
    words:
      '对于桥接的包，iptables 看到的接口是网桥本身，而不是网桥的端口。physdev 匹配网桥端口：physdev-in 是包进入的端口，physdev-out 是将要离开的端口。physdev-is-bridged 要求包是被桥接而不是被路由的。',
    here: 'FORWARD 和 sg-chain 中的跳转，每台虚机一对。',
  },
  sgChain: {
    name: 'sg-chain',
    words:
      '进出受过滤端口的所有桥接包都经过它。它按设备跳转到进入虚机的链（i…）或离开虚机的链（o…），最后一条规则接受回来的包。同一主机上两台虚机之间的包，会先后经过发送方和接收方的链。',
    here: '“链”视图；它的 ACCEPT 计数每一个通过的包。',
  },
  fallback: {
    name: 'sg-fallback',
    words:
      '只有一条规则的链：DROP。端口的每条链都以跳转到它结束，没有规则放行的包在那里被丢弃。主机上所有端口共用一条：各个跳转说明是谁的包。',
    here: '每条 i 链和 o 链的最后一条规则。',
  },
  antiSpoofing: {
    name: '防地址欺骗',
    words:
      '虚机可能冒用别人的地址发包。端口的 s… 链为它可以使用的每一对地址和 MAC 地址（包括允许的地址对）写一条 RETURN，最后是 DROP。虚机发出的包先经过它，再匹配出方向规则；只有通过 DHCP 请求地址的包在它之前放行。',
    here: '“端口”视图中的源地址检查，“链”视图中的 s… 链。',
  },
  portChains: {
    name: '端口的链',
    words:
      '每个端口有三条链，以端口 id 的前十个字符命名：i… 用于进入虚机的包，o… 用于虚机发出的包，s… 检查其来源。前两条链中，安全组的规则位于始终存在的规则之间。',
    here: '“端口”视图逐条列出这三条链。',
  },
  filterTop: {
    name: 'neutron-filter-top 与 local',
    words:
      'FORWARD 和 OUTPUT 首先跳转到 neutron-filter-top，再到 local。安全组不在其中写自己的规则：它们是留给 Neutron 其他部分的位置。',
    here: '“链”视图；包经过它们，但不做决定。',
  },
  hook: {
    name: '钩子',
    words:
      '内核在数据包路径的固定位置调用 iptables。INPUT 在主机自己的程序之前，OUTPUT 在其之后，FORWARD 在两个接口之间。桥接的包经过 FORWARD，就像网桥是路由器一样。',
    here: '图左侧用大写字母命名的链。',
  },
  policy: {
    name: '默认策略',
    words:
      '包经过内建链的所有规则之后的去向：ACCEPT 或 DROP。程序创建的链没有默认策略；包到达链尾就回到来处。Neutron 不改动默认策略。',
    here: '每个钩子名称旁边，有自己的计数器。',
  },
  ipset: {
    name: 'ipset 与 match-set',
    words:
      '集合是内核中有名字的一组地址。“match-set 名称 src”匹配源地址是否在集合中，dst 则是目的地址。一条规则代表所有成员；成员有十个还是一万个，查找一样快；成员增减也不需要重写规则。',
    here: '使用 ipset 的主机上，引用远端安全组的规则。',
  },
  remoteGroup: {
    name: '远端安全组',
    words:
      '规则可以用安全组代替网段：它放行来自（出方向：发往）绑定了该组的所有端口的包，按这些端口的地址匹配，不管它们在哪台主机上。引用规则所在的安全组，组内成员就可以互通。',
    here: '在“远端”中选择安全组；使用 ipset 时成为一个集合，否则每个成员一行。',
  },
  direction: {
    name: 'ingress 与 egress',
    words:
      '从虚机的角度看：ingress 是进入虚机的，egress 是虚机发出的。规则只能允许；所有安全组都没有允许的包会被丢弃。应答不需要规则，因为它们属于已知的连接。',
    here: 'ingress 规则在端口的 i… 链中，egress 规则在 o… 链中。',
  },
  inputZero: {
    name: 'INPUT 为零',
    words:
      '网桥从一个端口交给另一个端口的包经过 FORWARD。INPUT 只看到发给主机自己的包。虚机端口的网桥没有地址，虚机的流量都不是发给主机的，所以 Neutron 在 INPUT 中的跳转计数为零。',
    here: '“链”视图，每次 Ping 测试都是如此。',
  },
  bridgeNf: {
    name: 'bridge-nf-call-iptables',
    words:
      '为 1 时，内核把桥接的 IPv4 包交给 iptables。为 0 时直接通过：不匹配任何规则，全部放行，所有计数器不动。此设置由 br_netfilter 模块提供；IPv6 另有 bridge-nf-call-ip6tables。',
    here: '状态栏显示所读取主机上的值。',
  },
  threeStates: {
    name: '已编辑、已下发、内核',
    words:
      '“已编辑”是您看到的项目；每次修改和撤销都会产生新的版本号。“已下发”是最后一次写入内核的版本。“内核”是刚刚读取的内容：与已下发的完全一致时为 =，被其他程序改动时为 ≠。',
    here: '顶栏。',
  },
  baseline: {
    name: '基线',
    words:
      '记住的一次全部计数器读数，Δ 从它开始计数。内核的计数器从不清零，因为别人也可能在读。Ping 测试在第一个包之前设置自己的基线。',
    here: '“链”视图和状态栏。',
  },
  ttl: {
    name: 'TTL 63',
    words:
      '路径上的每台路由器都把包的生存时间减一。Linux 发出时是 64，所以应答为 63 表示经过了一台路由器，64 表示没有经过路由器。网桥和交换机不改变它。',
    here: 'Ping 测试的每个应答。',
  },
  mark: {
    name: '标记',
    words:
      'Tapwall 给自己的每条规则写一个注释：它属于谁，以及内容的指纹。前面的规则增减时，靠它认出规则并保留计数。没有标记的规则属于别人，从不改动。',
    here: '“链”视图中所选规则的“写入”一项。',
  },
}
