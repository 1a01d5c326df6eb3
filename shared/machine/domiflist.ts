import { parseMac } from '../net/mac.ts'

/** A card of a VM of libvirt: the device on the host, and the MAC address of the card itself. */
export interface DomainCard {
  readonly domain: string
  readonly device: string
  readonly mac: string
}

/**
 * Reads `virsh domiflist`: a heading, a line of dashes, and for each card interface, type, source, model and MAC address. A card that
 * is not plugged has `-` for its interface. Whatever is no such line is passed over.
 */
export function readDomainCards(domain: string, text: string): DomainCard[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/)
    const [device = ''] = words
    const mac = parseMac(words.at(-1) ?? '')
    return words.length < 4 || device === '-' || !mac.ok ? [] : [{ domain, device, mac: mac.value }]
  })
}
