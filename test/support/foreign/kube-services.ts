import { type Chance, chance } from '../chance.ts'

/**
 * What kube-proxy writes (Kubernetes 1.30, pkg/proxy/iptables/proxier.go) on a node with many services: cluster addresses, ports of the
 * node, addresses of load balancers, traffic that stays local, clients that come back to the same endpoint. As iptables-save prints it,
 * without counters, the same each time.
 */
export function kubeServices(count: number): string {
  const random = chance(8)
  const services = Array.from({ length: count }, (_, at) => serviceOf(at, random))
  const nat: Line[] = [
    ['PREROUTING', `${SAID}"kubernetes service portals" -j KUBE-SERVICES`],
    ['OUTPUT', `${SAID}"kubernetes service portals" -j KUBE-SERVICES`],
    ['POSTROUTING', `${SAID}"kubernetes postrouting rules" -j KUBE-POSTROUTING`],
    ['KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000'],
    ['KUBE-POSTROUTING', '-m mark ! --mark 0x4000/0x4000 -j RETURN'],
    ['KUBE-POSTROUTING', '-j MARK --set-xmark 0x4000/0x0'],
    ['KUBE-POSTROUTING', `${SAID}"kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully`],
    ...services.flatMap(translated),
    [
      'KUBE-SERVICES',
      `${SAID}"kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
    ],
  ]
  const filter: Line[] = [
    ['INPUT', `-m conntrack --ctstate NEW ${SAID}"kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`],
    ['INPUT', `${SAID}"kubernetes health check service ports" -j KUBE-NODEPORTS`],
    ['INPUT', `-m conntrack --ctstate NEW ${SAID}"kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`],
    ['INPUT', '-j KUBE-FIREWALL'],
    ['FORWARD', `-m conntrack --ctstate NEW ${SAID}"kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`],
    ['FORWARD', `${SAID}"kubernetes forwarding rules" -j KUBE-FORWARD`],
    ['FORWARD', `-m conntrack --ctstate NEW ${SAID}"kubernetes service portals" -j KUBE-SERVICES`],
    ['FORWARD', `-m conntrack --ctstate NEW ${SAID}"kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`],
    ['OUTPUT', `-m conntrack --ctstate NEW ${SAID}"kubernetes service portals" -j KUBE-SERVICES`],
    ['OUTPUT', '-j KUBE-FIREWALL'],
    [
      'KUBE-FIREWALL',
      `! -s 127.0.0.0/8 -d 127.0.0.0/8 ${SAID}"block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
    ],
    ['KUBE-FORWARD', '-m conntrack --ctstate INVALID -m nfacct --nfacct-name ct_state_invalid_dropped_pkts -j DROP'],
    ['KUBE-FORWARD', `${SAID}"kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT`],
    ['KUBE-FORWARD', `${SAID}"kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`],
    ...services.flatMap(refused),
  ]
  return [
    table('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], nat),
    table('filter', ['INPUT', 'FORWARD', 'OUTPUT'], filter, ['KUBE-EXTERNAL-SERVICES', 'KUBE-PROXY-FIREWALL', 'KUBE-SERVICES']),
  ].join('')
}

type Line = readonly [chain: string, text: string]
const SAID = '-m comment --comment '
const PODS = '10.244.0.0/16'

interface Service {
  readonly name: string
  readonly hash: string
  readonly protocol: 'tcp' | 'udp'
  readonly address: string
  readonly port: number
  readonly nodePort: number | null
  readonly balancer: string | null
  /** Seconds for which a client stays with its endpoint. */
  readonly sticky: number | null
  readonly endpoints: readonly { readonly hash: string; readonly address: string; readonly port: number }[]
}

const hash = (random: Chance): string =>
  Array.from({ length: 16 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(random.below(32))).join('')

function serviceOf(at: number, random: Chance): Service {
  const protocol = random.oneIn(5) ? 'udp' : 'tcp'
  const isOpen = random.oneIn(3)
  const endpoints = random.oneIn(8) ? 0 : 1 + random.below(5)
  return {
    name: `${random.pick(['shop', 'kube-system', 'billing', 'data'])}/app-${at}:${random.pick(['http', 'grpc', 'metrics', 'dns'])}`,
    hash: hash(random),
    protocol,
    address: `10.96.${at >>> 6}.${10 + (at & 63)}`,
    port: random.pick([80, 443, 53, 8080, 9090, 5432]),
    nodePort: isOpen ? 30_000 + at : null,
    balancer: isOpen && random.oneIn(2) ? `192.0.2.${100 + (at % 100)}` : null,
    sticky: random.oneIn(6) ? 10_800 : null,
    endpoints: Array.from({ length: endpoints }, (_, n) => ({
      hash: hash(random),
      address: `10.244.${1 + random.below(4)}.${2 + ((at * 5 + n) % 250)}`,
      port: random.pick([8080, 9090, 53, 3000]),
    })),
  }
}

const to = ({ protocol }: Service, address: string, comment: string, port: number): string =>
  `-d ${address}/32 -p ${protocol} ${SAID}"${comment}" -m ${protocol} --dport ${port}`

/** As proxier.go writes a probability: ten digits, which iptables takes as 31 bits and prints as eleven. */
const probability = (left: number): string => (Math.floor((1 / left) * 2 ** 31 + 0.5) / 2 ** 31).toFixed(11)

function translated(service: Service): Line[] {
  const { name, hash, protocol, address, port, nodePort, balancer, sticky, endpoints } = service
  if (endpoints.length === 0) return []
  const [own, outer] = [`KUBE-SVC-${hash}`, `KUBE-EXT-${hash}`]
  const lines: Line[] = [
    ['KUBE-SERVICES', `${to(service, address, `${name} cluster IP`, port)} -j ${own}`],
    [own, `! -s ${PODS} ${to(service, address, `${name} cluster IP`, port)} -j KUBE-MARK-MASQ`],
  ]
  if (nodePort !== null) {
    lines.push(['KUBE-NODEPORTS', `-p ${protocol} ${SAID}"${name}" -m ${protocol} --dport ${nodePort} -j ${outer}`])
    if (balancer !== null) lines.push(['KUBE-SERVICES', `${to(service, balancer, `${name} loadbalancer IP`, port)} -j ${outer}`])
    lines.push([outer, `${SAID}"masquerade traffic for ${name} external destinations" -j KUBE-MARK-MASQ`], [outer, `-j ${own}`])
  }
  for (const [at, end] of endpoints.entries()) {
    const [chain, said] = [`KUBE-SEP-${end.hash}`, `${SAID}"${name} -> ${end.address}:${end.port}"`]
    if (sticky !== null)
      lines.push([
        own,
        `${said} -m recent --rcheck --seconds ${sticky} --reap --name ${chain} --mask 255.255.255.255 --rsource -j ${chain}`,
      ])
    const left = endpoints.length - at
    const chosen = left > 1 ? ` -m statistic --mode random --probability ${probability(left)}` : ''
    lines.push([own, `${said}${chosen} -j ${chain}`])
    const remembered = sticky === null ? '' : `-m recent --set --name ${chain} --mask 255.255.255.255 --rsource `
    lines.push(
      [chain, `-s ${end.address}/32 ${SAID}"${name}" -j KUBE-MARK-MASQ`],
      [chain, `-p ${protocol} ${SAID}"${name}" ${remembered}-m ${protocol} -j DNAT --to-destination ${end.address}:${end.port}`],
    )
  }
  return lines
}

function refused(service: Service): Line[] {
  const { name, protocol, address, port, nodePort, endpoints } = service
  if (endpoints.length > 0) return []
  const answer = '-j REJECT --reject-with icmp-port-unreachable'
  const lines: Line[] = [['KUBE-SERVICES', `${to(service, address, `${name} has no endpoints`, port)} ${answer}`]]
  if (nodePort !== null)
    lines.push([
      'KUBE-EXTERNAL-SERVICES',
      `-p ${protocol} ${SAID}"${name} has no endpoints" -m addrtype --dst-type LOCAL -m ${protocol} --dport ${nodePort} ${answer}`,
    ])
  return lines
}

/** Chains of users in the order of their names, as the tools print them. */
function table(name: string, hooks: readonly string[], lines: readonly Line[], empty: readonly string[] = []): string {
  const own = new Set([
    ...lines.map(([chain]) => chain),
    ...empty,
    ...lines.flatMap(([, text]) => /-j (KUBE-\S+)$/.exec(text)?.[1] ?? []),
  ])
  for (const hook of hooks) own.delete(hook)
  const chains = [...hooks, ...[...own].toSorted()]
  const heads = chains.map((chain) => `:${chain} ${hooks.includes(chain) ? 'ACCEPT' : '-'} [0:0]`)
  const rules = chains.flatMap((chain) => lines.filter(([of]) => of === chain).map(([, text]) => `-A ${chain} ${text}`))
  return [`*${name}`, ...heads, ...rules, 'COMMIT', ''].join('\n')
}
