import { describe, expect, it } from 'vitest'
import { checksBeforeApply } from '#shared/checks/before-apply'
import { type Check, CheckCode, sayCheck } from '#shared/checks/check'
import { emptyDump } from '#shared/netfilter/dump'
import type { OwnConnection } from '#shared/netfilter/own-connection'
import { articleSevenRules } from '#shared/project/article'
import { checks as en } from '#shared/texts/en/checks'
import { checks as zh } from '#shared/texts/zh/checks'
import { dumpOf, dumpOfTexts } from '../../support/dump-of.ts'

const SSH: OwnConnection = {
  ...{ family: 'ipv4', protocol: 6, localAddress: '192.0.2.1', localPort: 22 },
  ...{ remoteAddress: '192.0.2.99', remotePort: 50000, interface: 'eth0' },
}

const filter = (policy: string, ...lines: string[]) =>
  dumpOfTexts(
    [
      '*filter',
      `:INPUT ${policy} [0:0]`,
      ':FORWARD ACCEPT [0:0]',
      ':OUTPUT ACCEPT [0:0]',
      ':port - [0:0]',
      ':end - [0:0]',
      ...lines,
      'COMMIT',
      '',
    ].join('\n'),
  )
const open = filter('ACCEPT')

const lockOut = (after: ReturnType<typeof filter>, before = open): string[] =>
  checksBeforeApply({ before, after, connections: [SSH] })
    .filter(({ code }) => code.startsWith('connection.'))
    .map(({ level, code, values }) => `${level} ${code} ${values['chain'] ?? values['count']} ${values['rule'] ?? ''}`.trim())

describe('the connection in use', () => {
  it('is kept where its packets pass', () => expect(lockOut(open)).toEqual(['good connection.kept 1']))

  it('is cut by a rule or a policy, which is named', () => {
    expect(lockOut(filter('ACCEPT', '-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j end', '-A end -j DROP'))).toEqual([
      'refuse connection.cut end 1',
    ])
    expect(lockOut(filter('DROP', '-A INPUT -i lo -j ACCEPT'))).toEqual(['refuse connection.cut INPUT 0'])
    expect(lockOut(filter('ACCEPT', '-A OUTPUT -d 192.0.2.99/32 -j REJECT --reject-with icmp-port-unreachable'))).toEqual([
      'refuse connection.cut OUTPUT 1',
    ])
  })

  it('goes on, but could not be opened again', () =>
    expect(lockOut(filter('DROP', '-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT'))).toEqual([
      'caution connection.no-new INPUT 0',
    ]))

  it('cannot be judged where a match is not known', () =>
    expect(lockOut(filter('ACCEPT', '-A INPUT -p tcp -m recent --rcheck --seconds 60 --name x -j DROP'))).toEqual([
      'caution connection.unsure INPUT 1',
    ]))

  it('is not blamed on the apply where it was cut before', () => {
    const closed = filter('DROP')
    expect(lockOut(closed, closed)).toEqual(['good connection.kept 1'])
  })
})

const never = (...lines: string[]): Check[] =>
  checksBeforeApply({ before: open, after: filter('ACCEPT', ...lines), connections: [] }).filter(({ code }) =>
    code.startsWith('rule'),
  )
const told = (...lines: string[]): string[] =>
  never(...lines).map(({ code, values }) => `${code} ${values['rule'] ?? ''} ${values['by'] ?? ''}`.trim())

describe('a rule that can never match', () => {
  it('is told with what takes its packets', () => {
    expect(told('-A port -s 10.0.0.0/8 -p tcp -j RETURN', '-A port -s 10.1.0.0/16 -p tcp -m tcp --dport 22 -j RETURN')).toEqual([
      'rule.covered 2 -s 10.0.0.0/8 -p tcp -j RETURN',
    ])
  })

  it('may be covered by several together', () => {
    const halves = ['-A port -p tcp -m tcp --dport 0:1023 -j RETURN', '-A port -p tcp -m tcp --dport 1024:65535 -j DROP']
    expect(told(...halves, '-A port -p tcp -m tcp --dport 80:2000 -j ACCEPT')).toEqual([
      'rule.covered 3 -p tcp -m tcp --dport 0:1023 -j RETURN +1',
    ])
    expect(
      told('-A port -p tcp -m tcp --dport 0:1022 -j RETURN', halves[1] ?? '', '-A port -p tcp -m tcp --dport 80:2000 -j ACCEPT'),
    ).toEqual(['rules.all-met'])
  })

  it('is not covered by what lets packets go on, by what is not known, or by another device', () => {
    const last = '-A port -p udp -j ACCEPT'
    for (const first of [
      '-A port -j LOG',
      '-A port -j end',
      '-A port -m limit --limit 5/min -j DROP',
      '-A port -m set --match-set gone src -j DROP',
      '-A port -m physdev --physdev-in tapa -j DROP',
      '-A port ! -p udp -j DROP',
    ])
      expect(told(first, last), first).toEqual(['rules.all-met'])
    expect(told('-A port -j end', '-A end -j DROP', last)).toEqual(['rule.covered 2 -j end'])
    expect(told('-A port -m physdev --physdev-in tapa -j DROP', '-A port -m physdev --physdev-in tapa -p udp -j ACCEPT')).toEqual([
      'rule.covered 2 -m physdev --physdev-in tapa -j DROP',
    ])
  })

  it('may exclude itself, or wait for members', () => {
    expect(told('-A port -p tcp -m tcp --dport 22 -m multiport --dports 80,443 -j ACCEPT')).toEqual(['rule.empty 1'])
    const after = dumpOfTexts(
      '*filter\n:port - [0:0]\n-A port -m set --match-set s src -j ACCEPT\nCOMMIT\n',
      '',
      'create s hash:ip family inet maxelem 9',
    )
    expect(checksBeforeApply({ before: open, after, connections: [] }).map(({ code }) => code)).toEqual([
      'rule.set-empty',
      'limits.kept',
    ])
  })

  it('is none in the chains that the article builds', () => {
    const after = dumpOf(articleSevenRules, 'compute1')
    if (after === null) throw new Error('does not compile')
    const found = checksBeforeApply({ before: emptyDump, after, connections: [] })
    expect(found.map(({ code, values }) => `${code} ${values['text'] ?? ''}`.trim())).toEqual(['rules.all-met', 'limits.kept'])
  })
})

describe('names and limits', () => {
  it('are told before the kernel refuses them', () => {
    const long = 'x'.repeat(40)
    const text = `*filter\n:${long} - [0:0]\n-A ${long} -m physdev --physdev-in tap0123456789abcdef -j ACCEPT\nCOMMIT\n`
    const after = dumpOfTexts(text, '', `create ${long} hash:ip family inet maxelem 1\nadd ${long} 10.0.0.1\nadd ${long} 10.0.0.2`)
    const found = checksBeforeApply({ before: open, after, connections: [] }).filter(({ level }) => level === 'refuse')
    expect(found.map(({ code }) => code)).toEqual(['name.chain-long', 'name.device-long', 'name.set-long', 'set.full'])
  })
})

describe('the sentences of checks', () => {
  it.each(CheckCode.options)('%s is said in both languages with the same values', (code) => {
    const marks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()
    expect(marks(zh[code])).toEqual(marks(en[code]))
    expect(zh[code]).not.toBe(en[code])
  })

  it('have everything that they name', () => {
    const all = [
      ...checksBeforeApply({
        before: open,
        after: filter('DROP', '-A port -j DROP', '-A port -p udp -j DROP'),
        connections: [SSH],
      }),
      ...checksBeforeApply({
        before: open,
        after: filter('DROP', '-A INPUT -m state --state ESTABLISHED -j ACCEPT'),
        connections: [SSH],
      }),
    ]
    for (const check of all)
      for (const [mark] of (en[check.code] ?? '').matchAll(/\{\{\w+\}\}/g))
        expect(Object.keys(check.values)).toContain(mark.slice(2, -2))
    expect(all.map((check) => sayCheck('en', check))).toContain(
      'Rule 2 of port can never match, since earlier rules take all its packets: -p udp -j DROP, behind -j DROP (chains: 1)',
    )
  })
})
