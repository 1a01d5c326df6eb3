/**
 * Why something failed, as `electron` says it in English without a code: each sentence with its Chinese. A test holds that every one
 * is still said there. What tools say themselves is never translated: it is what one searches for.
 */
export const details: readonly (readonly [english: string, chinese: string])[] = [
  ['The project is not there yet.', '项目尚未就绪。'],
  ['The lab is starting.', '实验环境正在启动。'],
  ['The lab is being built.', '正在搭建实验环境。'],
  ['An apply is under way.', '正在下发。'],
  ['A ping test is running. Stop it, or wait for its end.', 'Ping 测试正在进行。请停止它，或等它结束。'],
  ['Another ping test is running.', '另一个 Ping 测试正在运行。'],
  ['No lab is running.', '没有正在运行的实验环境。'],
  ['The lab was started anew during the apply.', '下发期间实验环境被重新启动。'],
  ['You saw revision {{seen}}; the project is at revision {{now}} by now.', '您看到的是修订 {{seen}}；项目现在已是修订 {{now}}。'],
  ['Rule {{at}} of {{chain}} carries no mark of ours.', '{{chain}} 的规则 {{at}} 不带本程序的标记。'],
  ['It did not greet within {{ms}} ms.', '它在 {{ms}} ms 内没有应答。'],
  ['It said what is not of the protocol.', '它发出了不符合协议的内容。'],
  ['It could not read a request.', '它无法识别一个请求。'],
  ['It sent a line that is too long.', '它发出的一行过长。'],
  ['It ended with status {{code}}.', '它以状态 {{code}} 退出。'],
  ['It was ended by {{signal}}.', '它被 {{signal}} 终止。'],
  ['{{command}} could not be started.', '无法启动 {{command}}。'],
  [
    'The kernel setting user.max_user_namespaces is 0: no user namespace may be made.',
    '内核参数 user.max_user_namespaces 为 0：不能创建用户命名空间。',
  ],
  [
    'The kernel setting kernel.unprivileged_userns_clone is 0: ordinary users may not make user namespaces.',
    '内核参数 kernel.unprivileged_userns_clone 为 0：普通用户不能创建用户命名空间。',
  ],
  [
    'AppArmor lets only programs with a profile make user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1).',
    'AppArmor 只允许有配置文件的程序创建用户命名空间（kernel.apparmor_restrict_unprivileged_userns 为 1）。',
  ],
  ['unshare could not make the namespaces of the lab.', 'unshare 无法创建实验环境的命名空间。'],
  [
    'In a container, allow the system calls unshare, clone and mount and an unmasked /proc (docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined), or run Tapwall outside of it.',
    '在容器中，请允许系统调用 unshare、clone、mount 以及未屏蔽的 /proc（docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined），或在容器外运行 Tapwall。',
  ],
  [
    'The kernel module br_netfilter is not loaded, so bridges show no packet to iptables. Loading it also sends the packets of this machine’s own bridges through its iptables rules.',
    '内核模块 br_netfilter 未加载，因此网桥不会把包交给 iptables。加载它之后，本机自己的网桥上的包也会经过 iptables 规则。',
  ],
  ['The kernel lacks what the lab needs: {{missing}}.', '内核缺少实验环境所需的模块：{{missing}}。'],
  ['As root: {{command}}', '以 root 执行：{{command}}'],
]
