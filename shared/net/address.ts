import ipaddr from 'ipaddr.js'
import { err, ok, type Result } from '../result.ts'

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
  const bytes = text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text)
  if (bytes !== null) return ok(addressOf(bytes))
  return err(`${shown(text)} is not an address. Write four numbers (192.168.1.15) or an IPv6 address (2001:db8::15).`)
}

/** Thousands are read at once, and the library throws an error for each text that is of the other family: so it is not asked. */
function ipv4Bytes(text: string): number[] | null {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return null
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : null
}

function ipv6Bytes(text: string): number[] | null {
  const hex = withoutDots(text)
  if (hex === null || !/^[0-9a-f:]{2,39}$/i.test(hex) || !ipaddr.IPv6.isValid(hex)) return null
  return ipaddr.IPv6.parse(hex).toByteArray()
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

/** `::1.2.3.4` as `::102:304`; the library would read it as ::ffff:1.2.3.4. Null when the dotted part is no IPv4 address. */
function withoutDots(text: string): string | null {
  if (!text.includes('.')) return text
  const at = text.lastIndexOf(':') + 1
  const dotted = text.slice(at)
  const bytes = at === 0 ? null : ipv4Bytes(dotted)
  if (bytes === null) return null
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  return `${text.slice(0, at)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** As glibc's inet_ntop: the first longest run of at least two zero groups is cut, ::1.2.3.4 and ::ffff:1.2.3.4 end in dots. */
function printIpv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0))
  const run = longestZeroRun(groups)
  const dotted = run.at === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff))
  const words = (dotted ? groups.slice(0, 6) : groups).map((group) => group.toString(16))
  if (dotted) words.push(bytes.slice(12).join('.'))
  if (run.length < 2) return words.join(':')
  return `${words.slice(0, run.at).join(':')}::${words.slice(run.at + run.length).join(':')}`
}

function longestZeroRun(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 }
  let at = 0
  groups.forEach((group, i) => {
    if (group !== 0) at = i + 1
    else if (i + 1 - at > best.length) best = { at, length: i + 1 - at }
  })
  return best
}
