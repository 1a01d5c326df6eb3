import { readFileSync } from 'node:fs'
import type { Namespace } from '../../kernel/differential/namespace.ts'
import { cablesOf, type Net, routerMac } from './nets.ts'

/** Cards, bridges, addresses and ways of a router, in two fresh namespaces. Neither says anything by itself. */
export async function plugRouter(net: Net, router: Namespace, ends: Namespace): Promise<void> {
  await router.sysctls(ROUTER)
  await untroubled(router)
  await ends.sysctls({ 'ipv6/conf/all/disable_ipv6': 1, 'ipv6/conf/default/disable_ipv6': 1 })
  const cables = cablesOf(net)
  await router.ip([
    'link set dev lo up',
    ...net.cards.flatMap(({ name, ports }) =>
      ports.length === 0
        ? []
        : [`link add dev ${name} address ${routerMac(net, name)} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`],
    ),
    ...cables.flatMap(({ name, on, mac }) => [
      `link add dev ${name} netns ${router.pid} type veth peer name ${name} address ${mac} netns ${ends.pid}`,
      on.name === name ? `link set dev ${name} address ${routerMac(net, name)} up` : `link set dev ${name} master ${on.name} up`,
    ]),
  ])
  await ends.ip(cables.map(({ name }) => `link set dev ${name} up`))
  await router.ip(
    net.cards.flatMap(({ name, addresses }) => [
      `link set dev ${name} up`,
      ...addresses.map((address) => `address add ${address} dev ${name}${address.includes(':') ? ' nodad' : ' brd +'}`),
    ]),
  )
  await router.ip(net.routes.map(({ prefix, via, device }) => `route add ${prefix} via ${via} dev ${device}`))
  const behind = cables.filter(({ name, on }) => on.name !== name)
  if (behind.length > 0)
    await router.run(
      'bridge',
      ['-batch', '-'],
      behind.map(({ name, mac }) => `fdb replace ${mac} dev ${name} master static\n`).join(''),
    )
  await untilQuiet(net, router)
}

const PLAIN_WAYS = { rp_filter: 0, send_redirects: 0, accept_redirects: 0, secure_redirects: 0 }
/** No address but those that are given, and no question or report about them that takes its time. */
const SILENT = {
  ...{
    forwarding: 1,
    accept_ra: 0,
    accept_dad: 0,
    dad_transmits: 0,
    router_solicitations: 0,
    addr_gen_mode: 1,
    accept_redirects: 0,
  },
  ...{ mldv1_unsolicited_report_interval: 1, mldv2_unsolicited_report_interval: 1 },
}
const ofAll = (family: string, values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    ['all', 'default'].flatMap((which) =>
      Object.entries(values).map(([name, value]) => [`${family}/conf/${which}/${name}`, value]),
    ),
  )

/** Errors are told as often as there are some. */
const ROUTER = {
  'ipv4/ip_forward': 1,
  ...ofAll('ipv4', PLAIN_WAYS),
  ...ofAll('ipv6', SILENT),
  ...{ 'ipv4/icmp_ratelimit': 0, 'ipv6/icmp/ratelimit': 0, 'ipv6/icmp/echo_ignore_multicast': 1 },
  ...{ 'bridge/bridge-nf-call-iptables': 1, 'bridge/bridge-nf-call-ip6tables': 1, 'bridge/bridge-nf-call-arptables': 0 },
}

/** Linux 6.13 and later count errors of each namespace by itself; before that nobody but the first may set how many are told. */
async function untroubled(router: Namespace): Promise<void> {
  const files = (await router.run('ls', ['/proc/sys/net/ipv4'])).split('\n')
  const wanted = { icmp_msgs_per_sec: 1_000_000, icmp_msgs_burst: 100_000 }
  const there = Object.entries(wanted).filter(([name]) => files.includes(name))
  await router.sysctls(Object.fromEntries(there.map(([name, value]) => [`ipv4/${name}`, value])))
}

/** Ports of bridges come up, and the groups of new addresses are told to everybody, a moment later. */
async function untilQuiet({ cards }: Net, router: Namespace): Promise<void> {
  const look = async (): Promise<string> => {
    const links = JSON.parse(await router.run('ip', ['-j', 'link', 'show'])) as { ifname: string; operstate: string }[]
    const isUp = cards.every(({ name }) => links.find(({ ifname }) => ifname === name)?.operstate === 'UP')
    return isUp ? readFileSync(`/proc/${router.pid}/net/snmp6`, 'utf8').replace(/^(?!Icmp6Out).*\n/gm, '') : ''
  }
  let before = ''
  for (let tries = 0; tries < 400; tries++) {
    const now = await look()
    if (now !== '' && now === before) return
    before = now
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the cards of the router do not come up')
}
