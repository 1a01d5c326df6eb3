import { expect, it } from 'vitest'
import { walkHook } from '#shared/walk/hook'
import type { WalkPacket } from '#shared/walk/packet'
import { readRules } from '#shared/walk/rules'
import type { Subject } from '#shared/walk/subject'
import { dumpOfTexts } from './dump-of.ts'
import { bridged } from './walk-subject.ts'

type Fit = 'yes' | 'no' | 'unsure'

export const SETS = `create ips hash:ip family inet hashsize 1024 maxelem 65536
add ips 10.0.0.1
create masked hash:ip family inet hashsize 1024 maxelem 65536 netmask 24
add masked 10.0.0.0
create nets hash:net family inet hashsize 1024 maxelem 65536
add nets 10.0.0.0/8
add nets 10.0.0.0/30 nomatch
add nets 10.0.0.2
create map bitmap:ip range 10.0.0.0-10.0.0.255
add map 10.0.0.1
create six hash:net family inet6 hashsize 1024 maxelem 65536
add six fe80::/10
create list list:set size 8
add list six
add list ips
create ends hash:ip family inet hashsize 1024 maxelem 65536 timeout 300
add ends 10.0.0.1
create pairs hash:ip,port family inet hashsize 1024 maxelem 65536
create bits hash:ip family inet hashsize 1024 maxelem 65536 bitmask 255.0.255.0
`

/** How a rule with these words fits: what stands behind it tells `yes` from `no`. */
export function fits(words: string, subject: Subject): Fit {
  const text = `*filter\n:FORWARD DROP [0:0]\n-A FORWARD ${words} -j ACCEPT\nCOMMIT\n`
  const { family } = subject.packet
  const dump = family === 'ipv4' ? dumpOfTexts(text, '', SETS) : dumpOfTexts('', text, SETS)
  const rules = readRules(dump, family)
  const { verdict, steps } = walkHook(rules, 'filter', 'FORWARD', subject)
  const fit = verdict === 'accept' ? 'yes' : verdict === 'drop' ? 'no' : 'unsure'
  // What is told step by step is what was walked.
  expect(steps()[0]?.match).toBe(fit)
  expect(steps()[0]?.why === null).toBe(fit === 'yes')
  return fit
}

type Row = readonly [words: string, fit: Fit, packet?: Partial<WalkPacket>, subject?: Partial<Omit<Subject, 'packet'>>]

export function table(name: string, rows: readonly Row[]): void {
  it.each(rows.map((row) => [`${row[0]} is ${row[1]} of ${JSON.stringify(row.slice(2))}`, row] as const))(
    `${name}: %s`,
    (_, row) => {
      const [words, fit, packet, subject] = row
      expect(fits(words, bridged(packet, subject))).toBe(fit)
    },
  )
}

export const v6: Partial<WalkPacket> = { source: 'fe80::1', destination: 'ff02::1', protocol: 17 }
