import { err, ok, type Result } from '../result.ts'
import { printIpv6, readIpv4, readIpv6 } from './address-text.ts'

/** One IPv4 or IPv6 address. `text` is the form that the kernel's tools print (inet_ntop), so equal addresses have equal texts. */
export interface IpAddress {
  readonly version: 4 | 6
  /** 4 or 16 numbers of 0 to 255, network order. */
  readonly bytes: readonly number[]
  readonly text: string
}

/**
 * Reads the whole text as one address. Four decimal parts for IPv4, without leading zeros, which some read as octal. No zone
 * (`fe80::1%eth0`): nothing of ours can hold one. The error is a sentence.
 */
export function parseAddress(text: string): Result<IpAddress, string> {
  if (text.includes(':')) {
    const bytes = readIpv6(text)
    if (bytes !== null) return ok({ version: 6, bytes, text: printIpv6(bytes) })
  } else {
    const bytes = readIpv4(text)
    // An IPv4 address can be written in one way only.
    if (bytes !== null) return ok({ version: 4, bytes, text })
  }
  return err(`${shown(text)} is not an address. Write four numbers (192.168.1.15) or an IPv6 address (2001:db8::15).`)
}

/** The address of 4 or 16 bytes. */
export function addressOf(bytes: readonly number[]): IpAddress {
  return bytes.length === 4 ? { version: 4, bytes, text: bytes.join('.') } : { version: 6, bytes, text: printIpv6(bytes) }
}

export const bitsOf = (version: 4 | 6): number => (version === 4 ? 32 : 128)

/** fe80::/10, RFC 4291 section 2.5.6. */
export const isLinkLocal = ({ version, bytes: [first = 0, second = 0] }: IpAddress): boolean =>
  version === 6 && first === 0xfe && (second & 0xc0) === 0x80

/** At most 60 characters of what was typed, for a sentence about it. */
export const shown = (text: string): string => (text === '' ? 'An empty text' : text.length > 60 ? `${text.slice(0, 60)}…` : text)
