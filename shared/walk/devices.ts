import { type About, type Ask, type Fit, NO, negated, PHYS_IN, quickAsk, sure, UNSURE, wholeAsk, YES } from './ask.ts'
import { type Asked, NONE, UNKNOWN } from './asked.ts'
import type { Names } from './names.ts'

/** A device's name fits a pattern; a `+` at the end is any more letters (xtables, ifname_compare). */
function nameTest(names: Names, pattern: string): (device: number) => boolean {
  if (!pattern.endsWith('+')) {
    const number = names.numberOf(pattern)
    return (device) => device === number
  }
  const start = pattern.slice(0, -1)
  return (device) => names.nameOf(device).startsWith(start)
}

/** `-i`, `-o`. Where there is no device the kernel compares an empty name (ip_tables.c, nft_meta.c). */
export function interfaceAsk(names: Names, side: 'in' | 'out', pattern: string, not: boolean): Ask {
  const test = nameTest(names, pattern)
  const about: About = { field: side === 'in' ? 'interface-in' : 'interface-out', words: pattern, not }
  return wholeAsk(about, (asked) => {
    const device = asked[side]
    return device === UNKNOWN ? UNSURE : sure(test(device) !== not)
  })
}

/**
 * A packet that no bridge holds has no ports, and then a negated option matches and another does not (xt_physdev.c); what a bridge
 * holds came in by one. Unsure where it is not known.
 */
function isHeld({ physIn, physOut }: Asked): Fit {
  if (physIn >= 0 || physOut >= 0) return YES
  return physIn === NONE && physOut === NONE ? NO : UNSURE
}

const unheld = (not: boolean): Fit => sure(not)

/** `--physdev-in`, `--physdev-out` (xt_physdev.c). */
export function physicalAsk(names: Names, side: 'in' | 'out', pattern: string, not: boolean): Ask {
  const test = nameTest(names, pattern)
  const about: About = { field: side === 'in' ? 'device-in' : 'device-out', words: pattern, not }
  if (side === 'out')
    return wholeAsk(about, (asked) => {
      const { physOut } = asked
      if (physOut >= 0) return sure(test(physOut) !== not)
      if (physOut === UNKNOWN) return UNSURE
      // Before it is known where the packet leaves, not even another device is.
      return both(isHeld(asked), NO, unheld(not))
    })
  const fit = (asked: Asked): Fit => {
    const { physIn } = asked
    if (physIn >= 0) return sure(test(physIn) !== not)
    // The port by which it came is gone: the kernel asks no more.
    return physIn === UNKNOWN ? UNSURE : both(isHeld(asked), YES, unheld(not))
  }
  return pattern.endsWith('+') ? wholeAsk(about, fit) : quickAsk(PHYS_IN, names.numberOf(pattern), 0, about, fit)
}

const both = (held: Fit, whenHeld: Fit, whenNot: Fit): Fit =>
  held === UNSURE ? (whenHeld === whenNot ? whenHeld : UNSURE) : held === YES ? whenHeld : whenNot

/** `--physdev-is-in`, `--physdev-is-out`: by a port of a bridge. */
export const sideAsk = (side: 'in' | 'out', words: string, not: boolean): Ask =>
  wholeAsk({ field: side === 'in' ? 'device-in' : 'device-out', words, not }, (asked) => {
    const device = side === 'in' ? asked.physIn : asked.physOut
    return device === UNKNOWN ? UNSURE : sure(device >= 0 !== not)
  })

/** `--physdev-is-bridged`: it leaves by a port and is not routed, which is known in FORWARD and POSTROUTING alone. */
export const bridgedAsk = (words: string, not: boolean): Ask =>
  wholeAsk({ field: 'bridged', words, not }, ({ subject: { isBridged }, physOut }) => {
    const is = isBridged ?? (physOut === UNKNOWN ? undefined : physOut >= 0)
    return is === undefined ? UNSURE : negated(sure(is), not)
  })
