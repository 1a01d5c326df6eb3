import { err, ok, type Result } from '../result.ts'
import { addressOf, bitsOf, type IpAddress, parseAddress, shown } from './address.ts'

/** A prefix: an address and how many of its leading bits count. */
export interface Prefix {
  readonly version: 4 | 6
  /** Host bits cleared, as the kernel keeps it. */
  readonly network: IpAddress
  readonly length: number
  /** Network and length, as iptables-save prints it: `10.0.0.0/8`, `192.168.1.15/32`. */
  readonly text: string
  /** What was read, host bits and all. */
  readonly typed: string
}

/** Reads `10.0.0.0/8`, also with host bits (10.1.2.3/8), and a bare address as a prefix of full length. The error is a sentence. */
export function parsePrefix(typed: string): Result<Prefix, string> {
  const slash = typed.indexOf('/')
  const address = parseAddress(slash < 0 ? typed : typed.slice(0, slash))
  if (!address.ok) return err(`${shown(typed)} is not a prefix. Write an address and a length (10.0.0.0/8 or 2001:db8::/32).`)
  const bits = bitsOf(address.value.version)
  const digits = slash < 0 ? String(bits) : typed.slice(slash + 1)
  const length = /^(0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : Number.NaN
  if (!(length <= bits)) return err(`/${shown(digits)} is not a prefix length. Write a number from 0 to ${bits} after the slash.`)
  return ok(prefixOf(address.value, length, typed))
}

/** The prefix of `length` bits around an address. */
export function prefixOf(address: IpAddress, length: number, typed = `${address.text}/${length}`): Prefix {
  const whole = length === bitsOf(address.version)
  const network = whole ? address : addressOf(address.bytes.map((byte, i) => byte & maskByte(length, i)))
  return { version: address.version, network, length, text: `${network.text}/${length}`, typed }
}

export const contains = (prefix: Prefix, address: IpAddress): boolean =>
  prefix.version === address.version &&
  address.bytes.every((byte, i) => (byte & maskByte(prefix.length, i)) === prefix.network.bytes[i])

/** Every address of an IPv4 prefix in rising order; the caller bounds the length, /16 already has 65536. */
export function addressesOf({ network, length }: Prefix): IpAddress[] {
  const [a = 0, b = 0, c = 0, d = 0] = network.bytes
  const first = ((a * 256 + b) * 256 + c) * 256 + d
  return Array.from({ length: 2 ** (32 - length) }, (_, i) => {
    const n = first + i
    return addressOf([Math.floor(n / 2 ** 24), (n >>> 16) & 255, (n >>> 8) & 255, n & 255])
  })
}

const maskByte = (length: number, at: number): number => 0xff & (0xff00 >> Math.min(8, Math.max(0, length - 8 * at)))

/** The fewest prefixes that hold all addresses from one to another of the same family, and no other; none when they are turned around. */
export function prefixesBetween(from: IpAddress, to: IpAddress): Prefix[] {
  const bits = bitsOf(from.version)
  const found: Prefix[] = []
  let first = numberOf(from)
  const last = numberOf(to)
  while (from.version === to.version && first <= last) {
    let size = 0
    // As large as where it begins and where all ends let it be.
    while (size < bits && first % 2n ** BigInt(size + 1) === 0n && first + 2n ** BigInt(size + 1) - 1n <= last) size++
    found.push(prefixOf(addressOfNumber(first, bits), bits - size))
    first += 2n ** BigInt(size)
  }
  return found
}

/** An address as a number, first byte highest. */
export const numberOf = ({ bytes }: IpAddress): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)

export const addressOfNumber = (number: bigint, bits: number): IpAddress =>
  addressOf(Array.from({ length: bits / 8 }, (_, i) => Number((number >> BigInt(bits - 8 - 8 * i)) & 255n)))
