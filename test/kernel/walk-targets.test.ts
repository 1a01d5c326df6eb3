import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSave } from '#shared/netfilter/parse-save'
import type { TableName } from '#shared/netfilter/rule-spec'
import { walkHook } from '#shared/walk/hook'
import { readRules } from '#shared/walk/rules'
import type { Subject } from '#shared/walk/subject'
import { type Kind, TableNamespace } from '../support/table-namespace.ts'
import { PACKETS, SEND, subjectOf } from '../support/walk-loopback.ts'

/**
 * What rules change of a packet, and where they send it, as it leaves over the loopback: the counters of the kernel are those that are
 * worked out. One chain for the datagram and one for the TCP segment.
 */
const RAW = {
  udp: [
    ...['-m state --state INVALID', '-m state --state NEW', '-j CT --zone 5', '-m state --state NEW', '-m state --state INVALID'],
    // The first of them counts.
    ...['-j NOTRACK', '-m conntrack --ctstate UNTRACKED', '-m state --state NEW', '-j TRACE', '-j RETURN', '-p udp'],
  ],
  syn: [
    ...['-j CT --notrack', '-m conntrack --ctstate UNTRACKED', '-m conntrack --ctstate UNTRACKED --ctdir REPLY'],
    ...['-m conntrack ! --ctproto 17', '-m conntrack --ctproto 6', '-j CT --zone 5', '-m state --state NEW', '-j ACCEPT', '-p tcp'],
  ],
}
const MANGLE = {
  udp: [
    ...['-m mark --mark 0', '-j MARK --set-mark 5', '-m mark --mark 5', '-j MARK --or-mark 2', '-m mark --mark 7'],
    ...['-j MARK --and-mark 3', '-m mark --mark 3', '-j MARK --xor-mark 1', '-m mark --mark 2', '-j MARK --set-xmark 0xf0/0xff'],
    ...['-m mark --mark 0xf0', '-j MARK --set-mark 0x80000000/0x80000000', '-m mark --mark 0x80000000/0x80000000'],
    ...['-m mark --mark 0x800000f0', '-m state --state NEW', '-j sub', '-p udp', '-g leaf', '-j ACCEPT'],
  ],
  syn: ['-m state --state NEW', '-m conntrack --ctstate UNTRACKED', '-j sub', '-m mark --mark 0', '-j LOG', '-j DROP', '-p tcp'],
  sub: ['-p udp -g leaf', '-j leaf', '-p tcp -j RETURN', '-p udp'],
  leaf: ['-p udp -m mark --mark 0xf0/0xff', '-p tcp -j RETURN', '-p icmp', ''],
}

const textOf = (table: string, chains: Readonly<Record<string, readonly string[]>>): string =>
  [
    `*${table}`,
    ...Object.keys(chains).map((name) => `:${name} - [0:0]`),
    ...PACKETS.flatMap(([name, words]) => (name in chains ? [`-A OUTPUT ${words.ipv4} -j ${name}`] : [])),
    ...Object.entries(chains).flatMap(([name, lines]) => lines.map((line) => `-A ${name} ${line}`)),
    'COMMIT\n',
  ].join('\n')

describe.each<Kind>(['nft', 'legacy'])('targets of iptables-%s', (kind) => {
  const namespace = new TableNamespace(kind)
  beforeAll(async () => {
    await namespace.ready()
    await namespace.run('ip', ['link', 'set', 'lo', 'up'])
  })
  afterAll(() => namespace.close())

  it('do to a packet what is worked out', async () => {
    await namespace.run(namespace.tool('iptables', 'restore'), [], textOf('raw', RAW) + textOf('mangle', MANGLE))
    await namespace.run(process.execPath, ['-e', SEND, 'ipv4', '127.0.0.1'])
    const saved = parseSave('ipv4', await namespace.run(namespace.tool('iptables', 'save'), ['-c']))
    const rules = readRules({ tables: [...saved.tables], sets: [] }, 'ipv4')

    const leaving = (at: number, state: Subject['state']): Subject => ({
      ...subjectOf('ipv4', PACKETS[at]?.[2] ?? {}, 29),
      ...{ in: null, out: 'lo', state, connection: null },
    })
    const outcomes: readonly (readonly [TableName, ReturnType<typeof walkHook>])[] = [
      ['raw', walkHook(rules, 'raw', 'OUTPUT', leaving(0, null))],
      ['raw', walkHook(rules, 'raw', 'OUTPUT', leaving(1, null))],
      ['mangle', walkHook(rules, 'mangle', 'OUTPUT', leaving(0, 'NEW'))],
      ['mangle', walkHook(rules, 'mangle', 'OUTPUT', leaving(1, 'UNTRACKED'))],
    ]
    expect(outcomes.map(([, { zone, notrack, isTraced }]) => [zone, notrack, isTraced]).slice(0, 2)).toEqual([
      [5, false, true],
      [null, true, false],
    ])
    expect(outcomes.map(([, { verdict }]) => verdict)).toEqual(['accept', 'accept', 'accept', 'drop'])
    expect(outcomes[2]?.[1].mark).toBe(0x800000f0)

    let row = -1
    for (const { table, chains } of saved.tables)
      for (const { name, policy, rules: lines } of chains) {
        if (policy !== null) row += 1
        lines.forEach(({ text }, at) => {
          row += 1
          const met = outcomes.flatMap(([of, { counted }]) =>
            of === table ? counted.filter(({ chain, rule, isSure }) => isSure && chain === name && rule === at + 1) : [],
          )
          expect(`${table} ${name} ${at + 1} ${text}: ${met.length}`).toBe(
            `${table} ${name} ${at + 1} ${text}: ${saved.packets[row]}`,
          )
        })
      }
  })
})
