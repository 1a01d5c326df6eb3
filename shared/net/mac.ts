import { err, ok, type Result } from '../result.ts'
import { addressOf, type IpAddress, shown } from './address.ts'

/**
 * Reads six pairs of hexadecimal digits between colons or dashes; the value is lower case with colons, as iptables 1.8 prints it. The
 * error is a sentence.
 */
export function parseMac(text: string): Result<string, string> {
  return /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)
    ? ok(plainMac(text))
    : err(`${shown(text)} is not a MAC address. Write six pairs of hexadecimal digits (fa:16:3e:00:00:01).`)
}

/** A MAC address of a checked project in the kernel's spelling: lower case, colons. */
export const plainMac = (mac: string): string => mac.toLowerCase().replaceAll('-', ':')

/** A card's own address: not a group address (lowest bit of the first byte, IEEE 802), which the kernel refuses, and not all zeros. */
export const isCardMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && !/^[0:]+$/.test(mac)

/** The link-local address that a card with this MAC gives itself: modified EUI-64, RFC 4291 appendix A. Null when it is no MAC. */
export function linkLocalOf(mac: string): IpAddress | null {
  const parsed = parseMac(mac)
  if (!parsed.ok) return null
  const byte = (at: number): number => Number.parseInt(parsed.value.slice(3 * at, 3 * at + 2), 16)
  return addressOf([0xfe, 0x80, 0, 0, 0, 0, 0, 0, byte(0) ^ 2, byte(1), byte(2), 0xff, 0xfe, byte(3), byte(4), byte(5)])
}
