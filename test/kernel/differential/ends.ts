import { addressOf } from '#shared/net/address'
import { linkLocalOf } from '#shared/net/mac'
import { parsePrefix } from '#shared/net/prefix'
import type { Family } from '#shared/netfilter/rule-spec'
import type { Port, Project, SecurityGroupRule } from '#shared/project/schema'
import type { WalkPacket } from '#shared/walk/packet'
import type { Chance } from '../../support/chance.ts'
import type { Cabling } from './cables.ts'

/** One packet: out of which card, and whose card it is meant for. */
export interface Sent {
  readonly card: string
  readonly to: string
  readonly packet: WalkPacket
  /** Which end of a TCP connection sends it. */
  readonly end: 'client' | 'server'
}
export interface Conversation {
  readonly kind: string
  readonly packets: readonly Sent[]
}

/** One end: a VM's card or a network's way out, with the addresses that a packet of it carries. */
export interface End {
  readonly card: string
  readonly mac: string
  readonly address: string
  readonly port: Port | null
}

/** All of a packet but who sends it to whom. */
export type Upper = Omit<WalkPacket, 'family' | 'source' | 'destination'>

export function sent(family: Family, a: End, b: End, end: Sent['end'], upper: Upper): Sent {
  const macs = { sourceMac: a.mac, destinationMac: b.mac }
  return {
    card: a.card,
    to: b.card,
    end,
    packet: { family, source: a.address, destination: b.address, ...macs, ...fitting(upper) },
  }
}

/** Errors are as long as what they quote. */
function fitting(upper: Upper): Upper {
  if (upper.quoted === undefined) return upper
  const { length: _, ...rest } = upper
  return rest
}

/** Who may talk to whom in a project, honestly or not. */
export class Ends {
  readonly project: Project
  readonly random: Chance
  private readonly cabling: Cabling

  constructor(project: Project, cabling: Cabling, random: Chance) {
    this.project = project
    this.cabling = cabling
    this.random = random
  }

  outside(networkId: string): End {
    const network = this.cabling.networks.find(({ id }) => id === networkId) ?? this.cabling.networks[0]
    return { card: network?.card ?? '', mac: network?.mac ?? '', address: '', port: null }
  }

  vm(port: Port): End {
    const plugged = this.cabling.ports.find(({ portId }) => portId === port.id)
    return { card: plugged?.card ?? '', mac: plugged?.mac ?? '', address: '', port }
  }

  /** Out of the network to a VM, from a VM out of it, or from one VM to another of the same network. */
  pair(family: Family): [End, End] {
    const { random, project } = this
    const withAddress = project.ports.filter(({ fixedIps }) => fixedIps.some(({ ipAddress }) => isOf(ipAddress, family)))
    const port = random.pick(withAddress.length === 0 || random.oneIn(10) ? project.ports : withAddress)
    const others = project.ports.filter((other) => other !== port && other.networkId === port.networkId)
    const other = others.length > 0 && random.oneIn(3) ? this.vm(random.pick(others)) : this.outside(port.networkId)
    return random.oneIn(2) ? [this.vm(port), other] : [other, this.vm(port)]
  }

  /** The end with an address that it has, or that the rule asks for where it stands for everybody outside. */
  addressed(end: End, other: End, rule: SecurityGroupRule | null, family: Family, side: 'source' | 'destination'): End {
    const { random, project } = this
    const isRemote = rule !== null && (rule.direction === 'ingress') === (side === 'source')
    if (end.port !== null && (!isRemote || !random.oneIn(8))) return this.own(end, family)
    const wanted: string[] = []
    if (isRemote && rule.remoteIpPrefix !== null) wanted.push(rule.remoteIpPrefix)
    if (isRemote && rule.remoteAddressGroupId !== null)
      wanted.push(...(project.addressGroups.find(({ id }) => id === rule.remoteAddressGroupId)?.addresses ?? []))
    if (isRemote && rule.remoteGroupId !== null)
      wanted.push(
        ...project.ports
          .filter(({ securityGroupIds }) => securityGroupIds.includes(rule.remoteGroupId ?? ''))
          .flatMap((port) => [...port.fixedIps, ...port.allowedAddressPairs].map(({ ipAddress }) => ipAddress)),
      )
    const usable = wanted.filter((text) => isOf(text, family) && text !== other.address)
    const address = usable.length > 0 && !random.oneIn(8) ? this.within(random.pick(usable)) : this.anyAddress(family)
    return { ...end, address }
  }

  /** A VM's fixed address, or one of an allowed pair with its MAC. */
  own(end: End, family: Family): End {
    const { random } = this
    const fixed = end.port?.fixedIps.map(({ ipAddress }) => ipAddress).filter((text) => isOf(text, family)) ?? []
    const pairs = end.port?.allowedAddressPairs.filter(({ ipAddress }) => isOf(ipAddress, family)) ?? []
    if (pairs.length > 0 && (fixed.length === 0 || random.oneIn(4))) {
      const pair = random.pick(pairs)
      return { ...end, address: this.within(pair.ipAddress), mac: pair.macAddress?.toLowerCase() ?? end.mac }
    }
    const local = family === 'ipv6' && random.oneIn(8) ? linkLocalOf(end.mac)?.text : undefined
    return { ...end, address: local ?? (fixed.length > 0 ? random.pick(fixed) : this.anyAddress(family)) }
  }

  spoofed(end: End, family: Family): End {
    const { random, project } = this
    const other = random.pick(project.ports)
    const address = other.fixedIps.map(({ ipAddress }) => ipAddress).find((text) => isOf(text, family)) ?? this.anyAddress(family)
    const mac = random.pick(['fa:16:3e:aa:bb:cc', 'fa:16:3e:12:34:56', this.vm(other).mac])
    const what = random.below(3)
    return { ...end, ...(what !== 1 ? { address } : {}), ...(what !== 0 ? { mac } : {}) }
  }

  anyAddress(family: Family): string {
    const { random } = this
    if (family === 'ipv4')
      return random.pick(['192.0.2.7', '203.0.113.9', `10.1.${1 + random.below(6)}.1`, '10.9.8.7', '172.16.3.4'])
    return random.pick(['2001:db8:ffff::1', '2001:db8:1::1:1', '2001:db8:2::9', 'fe80::1', '2001:db8:1::7'])
  }

  /** First, last or any address of a prefix. */
  private within(text: string): string {
    const prefix = parsePrefix(text)
    if (!prefix.ok) return text
    const { network, length } = prefix.value
    const fill = this.random.pick([0x00, 0xff, 0x5a, 0x13])
    const bytes = network.bytes.map((byte, at) => {
      const free = Math.min(8, Math.max(0, 8 * (at + 1) - length))
      return byte | (fill & ((1 << free) - 1))
    })
    return addressOf(sendable(bytes)).text
  }
}

const isOf = (address: string, family: Family): boolean => address.includes(':') === (family === 'ipv6')

/** Neither a group, nor this machine, nor nobody: such addresses no honest packet has. */
function sendable(bytes: readonly number[]): number[] {
  const [first = 0, ...rest] = bytes
  if (bytes.length === 4 && (first === 0 || first === 127 || first >= 224)) return [10, ...rest]
  return bytes.length === 16 && first === 0xff ? [0x20, ...rest] : [...bytes]
}
