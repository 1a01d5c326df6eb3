import { describe, expect, it } from 'vitest'
import { splitCounters } from '#electron/helper/save-counters'
import { parseRule } from '#shared/netfilter/parse-rule'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import { printSave, readSave } from '#shared/netfilter/save-text'
import { lastingSets, printSets, readSets } from '#shared/netfilter/sets-text'
import { asPrinted, byTable, CORPORA } from '../support/foreign/corpora.ts'

/**
 * What Docker, kube-proxy, ufw, firewalld, fail2ban, libvirt, tunnels and a large router have in the kernel is read without loss. The rules
 * are theirs in kind, with the matches, targets, sets and names that they use.
 */
const TEXTS = CORPORA.flatMap(({ name, rules }) => rules.map(([family, text]) => ({ name, family, text })))
const setsOf = (name: string): string => CORPORA.find((corpus) => corpus.name === name)?.sets ?? ''
const textOf = (name: string): string => TEXTS.find((each) => each.name === name)?.text ?? ''

describe('the dump of these tables', () => {
  it('is of all these programs, and thousands of rules long', () => {
    const rules = Object.fromEntries(TEXTS.map(({ name, family, text }) => [`${name} ${family}`, text.match(/^\[\d+:\d+\] -A /gm)?.length ?? 0]))
    console.log(`foreign rules: ${JSON.stringify(rules)}`)
    expect(Object.keys(rules)).toEqual(expect.arrayContaining(['docker ipv4', 'kube-proxy ipv4', 'ufw ipv6', 'firewalld ipv6', 'fail2ban ipv4', 'libvirt ipv4', 'vpn ipv4']))
    expect(rules['university-router ipv4']).toBeGreaterThan(5000)
    expect(rules['university-router ipv6']).toBeGreaterThan(5000)
  })

  it.each(TEXTS)('is printed as it was, of both kinds of tools: $name $family', ({ family, text }) => {
    for (const kind of ['nft', 'legacy'] as const) {
      const printed = asPrinted(kind, text)
      expect(printSave(readSave(printed))).toBe(printed)
      const lines = readSave(printed).filter(({ is }) => is === 'other')
      expect(lines.every((line) => line.is === 'other' && (line.text === '' || line.text.startsWith('#')))).toBe(true)
      const [one, other] = [parseSave(family, printed).tables, parseSave(family, text).tables]
      expect(one.toSorted((a, b) => a.table.localeCompare(b.table))).toEqual(other.toSorted((a, b) => a.table.localeCompare(b.table)))
    }
  })

  it.each(TEXTS)('has every rule and counter: $name $family', ({ family, text }) => {
    const { tables, packets } = parseSave(family, text)
    const told = tables.flatMap(({ chains }) =>
      chains.flatMap((chain) => chain.rules.map((rule) => `-A ${chain.name} ${rule.text}`)),
    )
    const known = byTable(text).filter((part) => !part.startsWith('*security'))
    const lines = known.flatMap((part) => part.split('\n').filter((line) => line.includes('] -A ')))
    expect(told.toSorted()).toEqual(lines.map((line) => line.replace(/^\[\d+:\d+\] /, '')).toSorted())
    expect(
      splitCounters(known.join(''))
        .packets.filter((n) => n > 0)
        .toSorted(),
    ).toEqual(packets.filter((n) => n > 0).toSorted())
    for (const { chains } of tables) for (const { rules } of chains) for (const rule of rules) expect(rule.mark).toBeNull()
  })

  it.each(CORPORA.filter(({ sets }) => sets !== null))('has every set, and prints it again: $name', ({ sets }) => {
    const text = sets ?? ''
    expect(printSets(readSets(text))).toBe(text)
    const members = parseSets(text).flatMap(({ name, members }) => members.map((member) => `add ${name} ${member.split(' ')[0]}`))
    expect(members).toEqual(text.split('\n').flatMap((line) => /^add \S+ \S+/.exec(line)?.[0] ?? []))
  })

  it('has members without what passes with time', () => {
    const text = setsOf('fail2ban')
    const sets = parseSets(text)
    expect(sets.map(({ name, members }) => [name, members])).toEqual([
      ['f2b-sshd', ['198.51.100.7', '198.51.100.24']],
      ['f2b-web6', ['2001:db8::bad comment "scanner, seen  twice"']],
      ['never', ['10.0.0.0/8 nomatch comment "our own"', '198.51.100.0/24']],
      ['pairs', ['192.0.2.1,tcp:443']],
      ['low', ['22']],
      ['all', ['never', 'f2b-sshd']],
    ])
    const later = text.replace('timeout 599', 'timeout 598').replace('packets 12 bytes 960', 'packets 13 bytes 1040')
    expect(lastingSets(later)).toBe(lastingSets(text))
    expect(lastingSets(later.replace('198.51.100.24', '198.51.100.25'))).not.toBe(lastingSets(later))
  })

  it('carries words of any kind, unquoted where they are asked for', () => {
    const { tables } = parseSave('ipv4', textOf('fail2ban'))
    const logged = tables[0]?.chains[0]?.rules.find(({ text }) => text.includes('odd'))
    expect(parseRule(logged?.text ?? '')).toMatchObject({ spec: null })
    expect(parseRule(logged?.text ?? '').words).toContain('it\'s "odd" ')
  })
})
