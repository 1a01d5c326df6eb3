import i18next from 'i18next'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issue } from '#shared/errors'
import { parsePortRange } from '#shared/net/port-range'
import { checkRuleAlone } from '#shared/project/check-rule'
import type { SecurityGroupRule } from '#shared/project/schema'
import { details } from '#shared/texts/zh/details'
import { issues } from '#shared/texts/zh/issues'
import '../../../renderer/texts/i18n.ts'
import { detailWords, issueWords } from '../../../renderer/texts/issue-words.ts'
import { sourcesOf } from './sources.ts'

/** Reasons and cautions have catalogues of their own, whose codes are types. */
const sources = ['shared', 'electron', 'renderer']
  .flatMap(sourcesOf)
  .filter(({ path }) => !/^shared\/(explain|checks)\//.test(path))

/** Codes as they stand in the sources: behind `issue(` and a path, or as `code:` of a value. */
const codes = new Set(
  sources.flatMap(({ text }) => [
    ...[...text.matchAll(/\bissue\(/g)].flatMap(({ index }) => {
      const found = /(['`])([a-z]+(?:-[a-z]+)*\.[^'`\s]+|\$\{what\}\.unknown)\1/.exec(text.slice(index, index + 250))
      return found?.[2] === undefined ? [] : [found[2]]
    }),
    ...[...text.matchAll(/\bcode: (['`])([a-z-]+\.[^'`\s]+)\1/g)].map((m) => m[2] ?? ''),
    ...[...text.matchAll(/'(value\.[a-z-]+)'/g)].map((m) => m[1] ?? ''),
  ]),
)
/** Templates with what they stand for. Of `file.` the disk's codes are without number: the usual ones have words. */
const MADE: Readonly<Record<string, readonly string[]>> = {
  'rule.${wrong.code}': ['rule.port-above-65535', 'rule.port-below-0'],
  'rule.${code}': ['rule.ports-not-read', 'rule.ports-reversed'],
  'file.${code}': ['file.ENOENT', 'file.ENOTDIR', 'file.EISDIR', 'file.EACCES', 'file.EROFS', 'file.ENOSPC'],
  'rule.ports-no-${end}': ['rule.ports-no-first', 'rule.ports-no-last'],
  'history.nothing-to-${what}': ['history.nothing-to-undo', 'history.nothing-to-redo'],
  '${what}.unknown': [
    'group.unknown',
    'rule.unknown',
    'port.unknown',
    'vm.unknown',
    'network.unknown',
    'subnet.unknown',
    'host.unknown',
    'address-group.unknown',
  ],
  'lab.${what}-unknown': ['lab.device-unknown', 'lab.host-unknown', 'lab.machine-unknown', 'lab.port-unknown'],
  'ours.${what}': ['ours.set', 'ours.table', 'ours.chain'],
  'take-over.${why}': [
    ...['target', 'match', 'source-ports', 'several-ports', 'members', 'chain', 'policy', 'moved', 'copy', 'not-of-group'],
    ...['member-line', 'gone', 'not-of-port', 'no-group', 'not-explained'],
  ].map((why) => `take-over.${why}`),
}
const all = [...codes].flatMap((code) => (code.includes('${') ? (MADE[code] ?? [`no words for ${code}`]) : [code]))

describe('issues', () => {
  beforeAll(() => i18next.changeLanguage('zh'))
  afterAll(() => i18next.changeLanguage('en'))

  it('have Chinese words for every code of the sources, and for no other', () => {
    expect(codes.size).toBeGreaterThan(60)
    expect(all.filter((code) => issues[code] === undefined)).toEqual([])
    const known = new Set([...all, ...sources.flatMap(({ text }) => [...text.matchAll(/'([\w.-]+)'/g)].map((m) => m[1] ?? ''))])
    expect(Object.keys(issues).filter((code) => !known.has(code))).toEqual([])
  })

  const rule: SecurityGroupRule = {
    ...{ id: '1', direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 },
    ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '' },
  }
  const wrong: readonly Partial<SecurityGroupRule>[] = [
    { protocol: 'tpc' },
    { protocol: '999', portRangeMin: null, portRangeMax: null },
    { protocol: 'ipv6-icmp', portRangeMin: null, portRangeMax: null },
    { protocol: null },
    { protocol: 'gre' },
    { portRangeMax: null },
    { portRangeMin: 70000, portRangeMax: 70000 },
    { portRangeMin: -1, portRangeMax: -1 },
    { portRangeMin: 80, portRangeMax: 22 },
    { protocol: 'icmp', portRangeMin: null, portRangeMax: 3 },
    { protocol: 'icmp', portRangeMin: 300, portRangeMax: 300 },
    { remoteIpPrefix: '10.0.0.0/8', remoteGroupId: 'g' },
    { remoteIpPrefix: '10.0.0' },
    { remoteIpPrefix: '' },
    { remoteIpPrefix: '10.0.0.0/99' },
    { remoteIpPrefix: '2001:db8::/32' },
    { remoteGroupId: 'none' },
  ]
  it.each(wrong)('a wrong rule is told in Chinese with its values: %j', (change) => {
    const found = checkRuleAlone({ ...rule, ...change }, { group: () => false, addressGroup: () => false })
    expect(found.length).toBeGreaterThan(0)
    for (const one of found) {
      expect(issueWords(one)).toMatch(/\p{Script=Han}.*。$/u)
      expect(issueWords(one)).not.toMatch(/\{\{|[a-z]{3,} [a-z]{3,} [a-z]{2,}/)
    }
  })

  it.each(['x', '', '70000', '-1', '9:1'])('ports that cannot be read are told in Chinese: %j', (text) => {
    const range = parsePortRange(text)
    if (range.ok) throw new Error('it was read')
    const { code, message, values } = range.error
    expect(issueWords(issue([], `rule.${code}`, message, values))).toMatch(/\p{Script=Han}.*。$/u)
  })

  it('say the English sentence where words or values are missing', () => {
    expect(issueWords(issue([], 'of.tomorrow', 'Something new.'))).toBe('Something new.')
    expect(issueWords(issue([], 'group.in-use', 'It is bound.'))).toBe('It is bound.')
  })
})

describe('details', () => {
  const every = sources.map(({ text }) => text).join('\n')

  it.each(details)('%s is still said somewhere', (english) => {
    for (const part of english.split(/\{\{\w+\}\}/)) expect(every).toContain(part)
  })

  it('are found inside of longer texts, and what tools said stays', async () => {
    await i18next.changeLanguage('zh')
    expect(detailWords('It did not greet within 5000 ms. It was ended by SIGKILL. unshare: no')).toBe(
      '它在 5000 ms 内没有应答。 它被 SIGKILL 终止。 unshare: no',
    )
    expect(detailWords('As root: modprobe br_netfilter')).toBe('以 root 执行：modprobe br_netfilter')
    await i18next.changeLanguage('en')
    expect(detailWords('The lab is starting.')).toBe('The lab is starting.')
  })
})
