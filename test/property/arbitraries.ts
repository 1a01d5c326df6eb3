import fc from 'fast-check'
import { isExtensionTarget } from '#shared/netfilter/parse-rule'
import type { Match, RuleSpec } from '#shared/netfilter/rule-spec'
import type { Edit } from '#shared/project/edit-schema'
import type { Project, SecurityGroupRule } from '#shared/project/schema'

const byte = fc.integer({ min: 0, max: 255 })
const port = fc.integer({ min: 0, max: 65535 })
export const ipv4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'))

const range = fc
  .tuple(port, port)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
  .filter(({ from, to }) => !(from === 0 && to === 65535))

const name = (longest: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9_.:-]{1,${longest}}$`))
const device = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,13}$/)
const mac = fc.tuple(byte, byte, byte, byte, byte, byte).map((all) => all.map((b) => b.toString(16).padStart(2, '0')).join(':'))
const maybe = <T, K extends string>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.option(value, { nil: undefined }).map((v) => {
    const out: { [P in K]?: T } = {}
    if (v !== undefined) out[key] = v
    return out
  })

/** Free text as a comment can hold it; line breaks cannot be in a rule. */
const comment = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, ' '))

const match: fc.Arbitrary<Match> = fc.oneof(
  fc
    .tuple(maybe('in', device), maybe('out', device), fc.boolean())
    .map(([a, b, isBridged]): Match => ({ kind: 'physdev', ...a, ...b, isBridged })),
  fc
    .tuple(fc.constantFrom('tcp', 'udp', 'sctp', 'dccp'), maybe('source', range), maybe('destination', range))
    .map(([protocol, source, destination]): Match => ({ kind: 'ports', protocol, ...source, ...destination })),
  fc.array(range, { minLength: 1, maxLength: 7 }).map((ports): Match => ({ kind: 'multiport-destination', ports })),
  fc.tuple(byte, maybe('code', byte)).map(([type, code]): Match => ({ kind: 'icmp', version: 4, type, ...code })),
  mac.map((value): Match => ({ kind: 'mac-source', mac: value })),
  fc
    .uniqueArray(fc.constantFrom('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'), { minLength: 1 })
    .map((states): Match => ({ kind: 'state', states })),
  fc.tuple(name(31), fc.constantFrom('src', 'dst')).map(([set, flag]): Match => ({ kind: 'set', name: set, flag })),
  comment.map((text): Match => ({ kind: 'comment', text })),
)

const prefix = fc.tuple(ipv4, fc.integer({ min: 1, max: 32 })).map(([address, length]) => `${address}/${length}`)
const chain = name(28).filter((word) => !isExtensionTarget(word) && !['ACCEPT', 'DROP', 'RETURN'].includes(word))

/** Rules of IPv4 in the form in which iptables-save prints them. */
export const ruleSpec: fc.Arbitrary<RuleSpec> = fc
  .tuple(
    maybe('source', prefix),
    maybe('destination', prefix),
    maybe('protocol', fc.constantFrom('tcp', 'udp', 'icmp', 'gre', '200')),
    fc.array(match, { maxLength: 5 }),
    fc.oneof(
      fc.constantFrom({ kind: 'accept' } as const, { kind: 'drop' } as const, { kind: 'return' } as const),
      chain.map((to) => ({ kind: 'jump', chain: to }) as const),
    ),
  )
  .map(([source, destination, protocol, matches, target]) => ({ ...source, ...destination, ...protocol, matches, target }))

const id = fc.uuid({ version: 4 })

const groupRule: fc.Arbitrary<SecurityGroupRule> = fc
  .record({
    id,
    direction: fc.constantFrom('ingress', 'egress'),
    ethertype: fc.constantFrom('IPv4', 'IPv6'),
    what: fc.constantFrom(
      { protocol: null },
      { protocol: 'tcp' },
      { protocol: 'tcp', min: 22, max: 22 },
      { protocol: 'udp', min: 1, max: 65535 },
      { protocol: 'icmp' },
      { protocol: 'icmp', min: 8, max: 0 },
      { protocol: '50' },
    ) as fc.Arbitrary<{ protocol: string | null; min?: number; max?: number }>,
    prefixLength: fc.integer({ min: 0, max: 128 }),
    address: fc.option(ipv4),
  })
  .map(({ what, prefixLength, address, ...rest }) => ({
    ...rest,
    protocol: what.protocol,
    portRangeMin: what.min ?? null,
    portRangeMax: what.max ?? null,
    remoteIpPrefix:
      address === null
        ? null
        : rest.ethertype === 'IPv4'
          ? `${address}/${prefixLength % 33}`
          : `2001:db8::${address}/${prefixLength}`,
    remoteGroupId: null,
    remoteAddressGroupId: null,
    description: '',
  }))

const pick = <T>(things: readonly T[], nth: number): T | undefined => things[nth % Math.max(1, things.length)]

/** An edit that may or may not be accepted: what it names is taken from the project as it then is. */
export type MakeEdit = (project: Project) => Edit

const nth = fc.nat(1000)
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const makeEdit: fc.Arbitrary<MakeEdit> = fc.oneof(
  fc.tuple(id, text, text).map(
    ([groupId, groupName, description]): MakeEdit =>
      () => ({
        do: 'group.create',
        id: groupId,
        name: groupName,
        description,
      }),
  ),
  fc.tuple(nth, text).map(
    ([n, groupName]): MakeEdit =>
      (p) => ({
        do: 'group.update',
        id: pick(p.securityGroups, n)?.id ?? '',
        name: groupName,
      }),
  ),
  nth.map(
    (n): MakeEdit =>
      (p) => ({ do: 'group.delete', id: pick(p.securityGroups, n)?.id ?? '' }),
  ),
  fc.tuple(nth, groupRule, fc.option(nth), fc.option(fc.nat(8), { nil: undefined })).map(
    ([n, rule, remote, at]): MakeEdit =>
      (p) => ({
        do: 'rule.create',
        groupId: pick(p.securityGroups, n)?.id ?? '',
        rule: remote === null ? rule : { ...rule, remoteIpPrefix: null, remoteGroupId: pick(p.securityGroups, remote)?.id ?? null },
        ...(at === undefined ? {} : { at }),
      }),
  ),
  fc.tuple(nth, nth, groupRule).map(
    ([g, r, rule]): MakeEdit =>
      (p) => {
        const group = pick(p.securityGroups, g)
        return { do: 'rule.update', groupId: group?.id ?? '', rule: { ...rule, id: pick(group?.rules ?? [], r)?.id ?? rule.id } }
      },
  ),
  fc.tuple(nth, nth).map(
    ([g, r]): MakeEdit =>
      (p) => {
        const group = pick(p.securityGroups, g)
        return { do: 'rule.delete', groupId: group?.id ?? '', ruleId: pick(group?.rules ?? [], r)?.id ?? '' }
      },
  ),
  fc.tuple(nth, nth, fc.constantFrom('port.bind', 'port.unbind')).map(
    ([port_, g, what]): MakeEdit =>
      (p) => {
        const vmPorts = p.ports.filter(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
        return { do: what, portId: pick(vmPorts, port_)?.id ?? '', groupId: pick(p.securityGroups, g)?.id ?? '' }
      },
  ),
)
/** What is plugged where: ports, VMs, networks and subnets come, change and go. */
const plugged: fc.Arbitrary<MakeEdit> = fc.oneof(
  fc
    .record({
      ...{ id, vmId: id, n: nth, at: nth, last: fc.integer({ min: 1, max: 254 }), portName: text, isOn: fc.boolean() },
      owner: fc.constantFrom('compute:nova', 'compute:nova', 'network:dhcp', 'network:router_interface', 'baremetal:none', ''),
      mac: fc.tuple(byte, byte, byte).map((all) => `fa:16:3e:${all.map((b) => b.toString(16).padStart(2, '0')).join(':')}`),
    })
    .map(
      ({ owner, vmId, mac: macAddress, last, ...port_ }): MakeEdit =>
        (p) => {
          const network = pick(p.networks, port_.n)
          const subnet = p.subnets.find(({ networkId }) => networkId === network?.id)
          const isVm = owner.startsWith('compute:')
          const base = subnet?.cidr.replace(subnet.ipVersion === 4 ? /\d+\/\d+$/ : /\/\d+$/, '')
          return {
            do: 'port.create',
            port: {
              ...{ id: port_.id, name: port_.portName, networkId: network?.id ?? '', macAddress, deviceOwner: owner },
              deviceId: isVm ? vmId : owner.includes('router') ? (pick(p.routers, port_.at)?.id ?? '') : '',
              fixedIps:
                subnet === undefined
                  ? []
                  : [{ subnetId: subnet.id, ipAddress: `${base}${subnet.ipVersion === 4 ? last : last.toString(16)}` }],
              ...{ hostName: pick(p.hosts, port_.at)?.name ?? null, allowedAddressPairs: [] },
              ...{
                securityGroupIds: port_.isOn ? p.securityGroups.slice(0, 1).map((g) => g.id) : [],
                portSecurityEnabled: port_.isOn,
              },
            },
            ...(isVm ? { vm: { id: vmId, name: port_.portName } } : {}),
          }
        },
    ),
  fc.tuple(nth, fc.constantFrom('port.delete', 'vm.delete', 'network.delete', 'subnet.delete')).map(
    ([n, what]): MakeEdit =>
      (p) => {
        const of = <T extends { readonly id: string }>(things: readonly T[]) => pick(things, n)?.id ?? ''
        if (what === 'port.delete') return { do: what, portId: of(p.ports) }
        if (what === 'vm.delete') return { do: what, vmId: of(p.vms) }
        return what === 'network.delete' ? { do: what, networkId: of(p.networks) } : { do: what, subnetId: of(p.subnets) }
      },
  ),
  fc.tuple(id, text, fc.boolean()).map(
    ([networkId, networkName, isOn]): MakeEdit =>
      () => ({ do: 'network.create', network: { id: networkId, name: networkName, external: !isOn, portSecurityEnabled: isOn } }),
  ),
  fc.tuple(id, nth, byte, fc.boolean()).map(
    ([subnetId, n, third, isSix]): MakeEdit =>
      (p) => ({
        do: 'subnet.create',
        subnet: {
          ...{ id: subnetId, networkId: pick(p.networks, n)?.id ?? '', ipVersion: isSix ? 6 : 4, enableDhcp: true },
          ...(isSix
            ? { cidr: `2001:db8:${third.toString(16)}::/64`, gatewayIp: 'fe80::1', ipv6RaMode: 'slaac' }
            : { cidr: `10.${third}.0.0/24`, gatewayIp: `10.${third}.0.1` }),
        },
      }),
  ),
  fc.tuple(nth, byte, fc.boolean()).map(
    ([n, third, isMoved]): MakeEdit =>
      (p) => ({
        do: 'subnet.update',
        subnetId: pick(p.subnets, n)?.id ?? '',
        change: isMoved ? { cidr: `172.16.${third}.0/24`, gatewayIp: null } : { gatewayIp: null, ipv6RaMode: null },
      }),
  ),
)

export const edits = (most: number): fc.Arbitrary<MakeEdit[]> =>
  fc.array(fc.oneof({ weight: 3, arbitrary: makeEdit }, { weight: 2, arbitrary: plugged }), { minLength: 1, maxLength: most })
