import { parseAddress } from '#shared/net/address'
import { contains, parsePrefix } from '#shared/net/prefix'
import type { Dump } from '#shared/netfilter/dump'
import type { World, WorldDevice, WorldPlace } from '#shared/walk/world'
import { cablesOf, type Net, type NetCard, routerMac } from './nets.ts'

/** The router with the rules, and each end of its cables as a place that hears nothing. */
export const ROUTER = 'router'

/** Who has which address behind a card; more are added as packets name them, for the world and for the kernel. */
export class Neighbours {
  readonly list: { readonly address: string; readonly mac: string; readonly device: string }[] = []
  readonly #net: Net
  readonly #known = new Set<string>()
  #told = 0

  constructor(net: Net) {
    this.#net = net
    for (const { via } of net.routes) this.meet(via)
  }

  meet(address: string): void {
    const card = subnetOf(this.#net, address)
    if (card === null || this.#known.has(`${card.name} ${address}`)) return
    this.#known.add(`${card.name} ${address}`)
    this.list.push({ address, mac: macBehind(this.#net, card, address), device: card.name })
  }

  /** Lines of `ip -batch` for those that were met since. */
  news(): string[] {
    const lines = this.list.slice(this.#told)
    this.#told = this.list.length
    return lines.map(({ address, mac, device }) => `neigh replace ${address} lladdr ${mac} dev ${device} nud permanent`)
  }
}

/** The card in whose subnet an address is; link-local ones are behind many. */
export function subnetOf({ cards }: Net, address: string): NetCard | null {
  const read = parseAddress(address)
  if (!read.ok || address.startsWith('fe80')) return null
  const isNear = (text: string): boolean => {
    const prefix = parsePrefix(text)
    return prefix.ok && prefix.value.version === read.value.version && contains(prefix.value, read.value)
  }
  return cards.find(({ addresses }) => addresses.some(isNear)) ?? null
}

/** Of the end of a cable behind which an address is: of a bridge each port has its own. */
export function macBehind(net: Net, card: NetCard, address: string): string {
  const cables = cablesOf(net).filter(({ on }) => on === card)
  return cables[(address.codePointAt(address.length - 1) ?? 0) % cables.length]?.mac ?? ''
}

export function worldOf(net: Net, dump: Dump, neighbours: WorldPlace['neighbours']): World {
  const cables = cablesOf(net)
  const device = (name: string, more: Partial<WorldDevice>): WorldDevice => ({
    ...{ name, mac: null, addresses: [], isUp: true, peer: null, master: null },
    ...more,
  })
  const peer = (name: string) => ({ place: name, device: name })
  const router: WorldPlace = {
    ...{ name: ROUTER, title: ROUTER, kind: 'router', dump, neighbours, routes: [...net.routes] },
    ...{ forwards: { ipv4: true, ipv6: true }, speaks: { ipv4: true, ipv6: true } },
    devices: net.cards.flatMap(({ name, addresses, ports }) => {
      const own = device(name, { mac: routerMac(net, name), addresses: [...addresses] })
      if (ports.length === 0) return [{ ...own, peer: peer(name) }]
      return [own, ...ports.map((port) => device(port, { peer: peer(port), master: name }))]
    }),
    bridges: net.cards.flatMap(({ name, ports }) => {
      if (ports.length === 0) return []
      const behind = cables
        .filter(({ on }) => on.name === name)
        .map((cable) => ({ mac: cable.mac, port: cable.name, isLocal: false }))
      const own = { mac: routerMac(net, name), port: name, isLocal: true }
      return [{ name, netfilter: { ipv4: true, ipv6: true }, forwarding: [own, ...behind] }]
    }),
  }
  const end = ({ name, mac }: (typeof cables)[number]): WorldPlace => ({
    ...{ name, title: name, kind: 'vm', bridges: [], routes: [], neighbours: [], dump: { tables: [], sets: [] } },
    devices: [device(name, { mac, peer: { place: ROUTER, device: name } })],
    ...{ forwards: { ipv4: false, ipv6: false }, speaks: { ipv4: false, ipv6: false } },
  })
  return { places: [router, ...cables.map(end)] }
}
