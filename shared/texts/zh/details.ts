/**
 * Why something failed, as `electron` says it in English without a code: each sentence with its Chinese. A test holds that every one
 * is still said there. What tools say themselves is never translated: it is what one searches for.
 */
export const details: readonly (readonly [english: string, chinese: string])[] = [
  ['The project is not there yet.', '项目尚未就绪。'],
  ['The lab is starting.', '实验环境正在启动。'],
  ['The lab is being built.', '正在搭建实验环境。'],
  ['An apply is under way.', '正在下发。'],
  ['This machine is being switched on.', '正在接入本机。'],
  ['This machine is switched on already. Switch it off first.', '本机已接入。请先断开。'],
  ['Rules go to this machine now, not to the lab. Switch it off first.', '规则现在下发到本机，而不是实验环境。请先断开本机。'],
  ['This machine is switched on, and its helper has ended.', '本机已接入，但其助手程序已终止。'],
  ['Another program writes the firewall of this machine.', '另一个程序正在写入本机的防火墙。'],
  ['Another program has rules on trial on this machine.', '另一个程序在本机上有规则正在试用。'],
  ['The guard, which would bring the former rules back, has ended.', '负责撤回规则的守护程序已终止。'],
  [
    'Tapwall is not run by root, sudo is not there or asks for a password, and pkexec is not installed.',
    'Tapwall 不是由 root 运行，没有 sudo 或 sudo 要求密码，并且没有安装 pkexec。',
  ],
  [
    'Install pkexec, or let root run Tapwall: sudo npm start -- --serve',
    '请安装 pkexec，或以 root 运行 Tapwall：sudo npm start -- --serve',
  ],
  ['Nobody answered the question for the password within five minutes.', '五分钟内没有人回答密码询问。'],
  ['The question for the password was dismissed.', '密码询问被取消。'],
  ['Switch this machine on again, and answer the dialog of the desktop.', '请重新接入本机，并回答桌面的对话框。'],
  [
    'The system’s rules do not allow it, or there is no desktop that could ask for a password.',
    '系统的规则不允许，或没有可以询问密码的桌面。',
  ],
  [
    'Ask who administers this machine, or let root run Tapwall: sudo npm start -- --serve',
    '请询问本机的管理员，或以 root 运行 Tapwall：sudo npm start -- --serve',
  ],
  ['Rules are on trial. Keep them or revert them first.', '规则正在试用。请先保留或撤回。'],
  ['Rules are being put back.', '正在恢复规则。'],
  ['This difference is gone: the kernel changed again, or rules were applied.', '此差异已不存在：内核又有变化，或已下发规则。'],
  ['A ping test is running. Stop it, or wait for its end.', 'Ping 测试正在进行。请停止它，或等它结束。'],
  ['Another test is sending packets.', '另一项测试正在发送数据包。'],
  ['Packets are being followed already.', '已在跟踪数据包。'],
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
