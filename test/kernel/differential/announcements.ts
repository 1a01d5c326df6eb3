import { linkLocalOf } from '#shared/net/mac'
import type { Family } from '#shared/netfilter/rule-spec'
import { type Conversation, type End, type Ends, sent, type Upper } from './ends.ts'

/** What machines say to find addresses and neighbours, as they should and as they should not. */
export function announcement(ends: Ends, family: Family): Conversation {
  const { random, project } = ends
  const port = random.pick(project.ports)
  const vm = ends.own(ends.vm(port), family)
  const out = ends.outside(port.networkId)
  const others = project.ports.filter((other) => other !== port && other.networkId === port.networkId)
  const other = others.length > 0 && random.oneIn(2) ? ends.own(ends.vm(random.pick(others)), family) : out
  const all = (address: string, mac: string): End => ({ card: other.card, mac, address, port: null })
  const one = (kind: string, a: End, b: End, upper: Upper): Conversation => ({
    kind,
    // They are said again and again.
    packets: Array.from({ length: 1 + random.below(3) }, () => sent(family, a, b, 'client', upper)),
  })
  if (family === 'ipv4') {
    const dhcp = (sourcePort: number, destinationPort: number): Upper => ({
      protocol: 17,
      sourcePort,
      destinationPort,
      length: 300,
    })
    const everybody = all('255.255.255.255', 'ff:ff:ff:ff:ff:ff')
    const server = {
      ...out,
      address: random.pick([`10.${port.networkId.startsWith('01010101') ? 1 : 2}.0.1`, '10.1.0.1', '10.2.0.2']),
    }
    switch (random.pick([0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5])) {
      case 0:
        return one('dhcp-discover', { ...vm, address: '0.0.0.0' }, everybody, dhcp(68, 67))
      case 1:
        return one('dhcp-renew', vm, server, dhcp(68, 67))
      case 2:
        return one('dhcp-answer', server, random.oneIn(2) ? vm : { ...everybody, card: vm.card }, dhcp(67, 68))
      case 3:
        return one('dhcp-rogue', vm, random.oneIn(2) ? { ...other, address: other.address || '10.1.9.9' } : everybody, dhcp(67, 68))
      case 4:
        return one('broadcast', vm, everybody, { protocol: 17, sourcePort: 5000, destinationPort: random.pick([137, 5000]) })
      default:
        return one('multicast', vm, all('224.0.0.251', '01:00:5e:00:00:fb'), {
          protocol: 17,
          sourcePort: 5353,
          destinationPort: 5353,
        })
    }
  }
  const local = (end: End): End => ({ ...end, address: linkLocalOf(end.mac)?.text ?? 'fe80::1' })
  const icmp = (icmpType: number): Upper => ({ protocol: 58, icmpType, icmpCode: 0 })
  const nodes = all('ff02::1', '33:33:00:00:00:01')
  switch (random.pick([0, 0, 1, 1, 1, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7, 7, 8, 8, 8, 8])) {
    case 0:
      return one(
        'advertisement',
        { ...out, address: random.pick(['fe80::1', '2001:db8:1::1']) },
        { ...nodes, card: vm.card },
        icmp(134),
      )
    case 1:
      return one('advertisement-of-vm', local(vm), nodes, icmp(134))
    case 2:
      return one('solicitation', random.oneIn(2) ? local(vm) : vm, all('ff02::1:ff00:1', '33:33:ff:00:00:01'), icmp(135))
    case 3:
      return one(
        'duplicate-check',
        { ...vm, address: '::' },
        all('ff02::1:ff00:1', '33:33:ff:00:00:01'),
        icmp(random.pick([135, 135, 143, 131, 128])),
      )
    case 4:
      return one(
        'neighbour',
        random.oneIn(2) ? { ...out, address: 'fe80::1' } : { ...other, address: other.address || 'fe80::9' },
        vm,
        icmp(random.pick([135, 136])),
      )
    case 5:
      return one('mld', local(vm), all('ff02::16', '33:33:00:00:00:16'), icmp(random.pick([143, 131, 132])))
    case 6:
      return one('mld-query', { ...out, address: 'fe80::1' }, { ...nodes, card: vm.card }, icmp(random.pick([130, 131, 132])))
    case 7:
      return one('dhcpv6', local(vm), all('ff02::1:2', '33:33:00:01:00:02'), {
        protocol: 17,
        sourcePort: 546,
        destinationPort: 547,
      })
    default: {
      const answer = { protocol: 17, sourcePort: 547, destinationPort: 546 }
      if (random.oneIn(3)) return one('dhcpv6-rogue', vm, { ...other, address: other.address || 'fe80::9' }, answer)
      return one(
        'dhcpv6-answer',
        { ...out, address: random.pick(['fe80::1', '2001:db8:1::1']) },
        random.oneIn(2) ? local(vm) : vm,
        answer,
      )
    }
  }
}
