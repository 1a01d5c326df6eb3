import { describe, expect, it } from 'vitest'
import { walkHook } from '#shared/walk/hook'
import { readRules } from '#shared/walk/rules'
import type { SubjectConnection } from '#shared/walk/subject'
import { dumpOfTexts } from '../../support/dump-of.ts'
import { SETS, table, v6 } from '../../support/walk-fits.ts'
import { bridged } from '../../support/walk-subject.ts'

describe('what the kernel keeps of a packet', () => {
  const known: SubjectConnection = {
    ...{ direction: 'reply', isSourceTranslated: false, isDestinationTranslated: true, isReplied: true, mark: 0 },
    original: { family: 'ipv4', source: '10.0.0.9', destination: '10.0.0.1', protocol: 6, sourcePort: 5, destinationPort: 80 },
  }
  const open = { state: 'ESTABLISHED', connection: known } as const
  table('states', [
    ['-m state --state NEW', 'yes'],
    ['-m state --state RELATED,ESTABLISHED', 'no'],
    ['-m state ! --state NEW', 'no'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED', 'yes', {}, { state: 'RELATED' }],
    ['-m conntrack --ctstate INVALID', 'yes', {}, { state: null }],
    ['-m conntrack --ctstate UNTRACKED', 'no', {}, { state: null }],
    ['-m conntrack --ctstate UNTRACKED', 'yes', {}, { state: 'UNTRACKED' }],
    ['-m state --state NEW', 'unsure', {}, { state: undefined }],
    ['-m state --state NEW,ESTABLISHED,RELATED,INVALID,UNTRACKED', 'yes', {}, { state: undefined }],
    ['-m conntrack --ctstate DNAT', 'yes', {}, open],
    ['-m conntrack --ctstate SNAT', 'no', {}, open],
    ['-m conntrack --ctstate NEW,DNAT', 'yes'],
    ['-m conntrack --ctstate INVALID,DNAT', 'unsure'],
    ['-m conntrack --ctstate DNAT', 'no', {}, { state: 'INVALID' }],
  ])

  table('connections', [
    ['-m conntrack --ctdir ORIGINAL', 'yes'],
    ['-m conntrack --ctdir REPLY', 'yes', {}, open],
    ['-m conntrack ! --ctdir REPLY', 'no', {}, open],
    ['-m conntrack --ctdir REPLY', 'unsure', {}, { state: 'ESTABLISHED' }],
    ['-m conntrack --ctstatus SEEN_REPLY', 'yes', {}, open],
    ['-m conntrack --ctstatus ASSURED', 'unsure', {}, open],
    ['-m conntrack --ctproto 6', 'yes', {}, open],
    ['-m conntrack ! --ctproto 17', 'yes', {}, open],
    ['-m conntrack --ctorigsrc 10.0.0.9', 'yes', {}, open],
    ['-m conntrack --ctorigdst 10.0.0.0/24', 'yes', {}, open],
    ['-m conntrack ! --ctorigdst 10.0.0.0/24', 'no', {}, open],
    ['-p tcp -m conntrack --ctorigdstport 80:81', 'yes', {}, open],
    ['-m conntrack --ctreplsrc 10.0.0.9', 'unsure', {}, open],
    // Without a connection a state that is asked for has answered all, and nothing else matches.
    ['-m conntrack ! --ctproto 17', 'no', {}, { state: 'INVALID' }],
    ['-m conntrack --ctstate INVALID --ctproto 17', 'yes', {}, { state: 'INVALID' }],
  ])

  table('marks', [
    ['-m mark --mark 0x0', 'yes'],
    ['-m mark --mark 0x1/0x3', 'yes', {}, { mark: 5 }],
    ['-m mark --mark 0x1/0x3', 'no', {}, { mark: 6 }],
    ['-m mark ! --mark 0x1/0x3', 'no', {}, { mark: 5 }],
    ['-m mark --mark 0x80000000/0x80000000', 'yes', {}, { mark: 0x80000001 }],
    ['-m mark --mark 0x1', 'unsure', {}, { mark: undefined }],
    // Of another module, so another mark.
    ['-m connmark --mark 0x1', 'unsure'],
    ['-m connmark ! --mark 0x0', 'unsure'],
    ['-m connmark --mark 0x0', 'yes', {}, open],
    ['-m connmark ! --mark 0x1/0x3', 'no', {}, { ...open, connection: { ...known, mark: 5 } }],
    ['-m connmark --mark 0x5', 'unsure', {}, { ...open, connection: { ...known, mark: undefined } }],
    // Without a connection there is no mark, and not another one either.
    ['-m connmark ! --mark 0x1', 'no', {}, { state: 'INVALID' }],
    ['-m connmark --mark 0x0', 'no', {}, { state: 'UNTRACKED' }],
  ])

  table('owners', [
    // What comes in has no socket, so only an option that is negated fits.
    ['-m owner --uid-owner 0', 'no'],
    ['-m owner ! --uid-owner 0', 'yes'],
    ['-m owner ! --socket-exists', 'yes'],
    ['-m owner ! --gid-owner 5 --uid-owner 0', 'no'],
    ['-m owner ! --uid-owner 0', 'unsure', {}, { isSentHere: true }],
    ['-m owner --uid-owner 0', 'unsure', {}, { isSentHere: undefined }],
  ])

  describe('the mark of a connection', () => {
    const after = (...lines: string[]) => {
      const text = ['*mangle', ':FORWARD ACCEPT [0:0]', ...lines.map((line) => `-A FORWARD ${line}`), 'COMMIT\n'].join('\n')
      const connection = { ...known, mark: 0x35 }
      const { mark, connectionMark } = walkHook(readRules(dumpOfTexts(text), 'ipv4'), 'mangle', 'FORWARD', {
        ...bridged({}, { ...open, connection }),
        mark: 0xf2,
      })
      return [mark, connectionMark]
    }

    it.each<[string, readonly string[], (number | undefined)[]]>([
      ['is set', ['-j CONNMARK --set-xmark 0x10/0xff'], [0xf2, 0x10]],
      ['is set in part', ['-j CONNMARK --set-mark 0x1/0xf'], [0xf2, 0x31]],
      ['gets bits', ['-j CONNMARK --or-mark 0x8'], [0xf2, 0x3d]],
      ['is saved', ['-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff'], [0xf2, 0xf2]],
      ['is saved in part', ['-j CONNMARK --save-mark --nfmask 0xf --ctmask 0xf'], [0xf2, 0x32]],
      ['is restored', ['-j CONNMARK --restore-mark'], [0x35, 0x35]],
      ['is restored in part', ['-j CONNMARK --restore-mark --mask 0xf'], [0xf5, 0x35]],
      ['stays where the packet is dropped', ['-j CONNMARK --set-xmark 0x1/0xffffffff', '-j DROP'], [undefined, 1]],
      ['is asked for as it is then', ['-j CONNMARK --set-mark 0x7', '-m connmark --mark 0x7 -j MARK --set-mark 0x1'], [1, 7]],
      [
        'is not known when it is shifted',
        ['-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff --left-shift-mark 2'],
        [undefined, 0x35],
      ],
    ])('%s', (_, lines, marks) => {
      expect(after(...lines)).toEqual(marks)
    })

    it('is nobody’s without a connection', () => {
      const text = '*mangle\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j CONNMARK --restore-mark\nCOMMIT\n'
      const invalid = bridged({}, { state: 'INVALID', mark: 9 })
      expect(walkHook(readRules(dumpOfTexts(text), 'ipv4'), 'mangle', 'FORWARD', invalid).mark).toBe(9)
    })
  })

  table('sets', [
    ['-m set --match-set ips src', 'yes'],
    ['-m set --match-set ips dst', 'no'],
    ['-m set ! --match-set ips dst', 'yes'],
    ['-m set --match-set ips src,dst', 'yes'],
    ['-m set --match-set masked dst', 'yes'],
    ['-m set --match-set masked dst', 'no', { destination: '10.0.1.0' }],
    ['-m set --match-set nets src', 'no'],
    ['-m set --match-set nets dst', 'yes'],
    ['-m set --match-set nets src', 'yes', { source: '10.9.9.9' }],
    ['-m set --match-set nets src', 'no', { source: '11.0.0.0' }],
    ['-m set --match-set map src', 'yes'],
    ['-m set --match-set map src', 'no', { source: '10.0.1.1' }],
    ['-m set --match-set six src', 'no'],
    ['-m set ! --match-set six src', 'yes'],
    ['-m set --match-set six src', 'yes', v6],
    ['-m set --match-set ips src', 'no', v6],
    ['-m set --match-set list src', 'yes'],
    ['-m set --match-set list dst', 'no'],
    ['-m set --match-set ends src', 'unsure'],
    ['-m set --match-set ends dst', 'no'],
    ['-m set --match-set pairs src,dst', 'unsure'],
    ['-m set --match-set bits src', 'unsure'],
    ['-m set --match-set no-such-set src', 'unsure'],
    ['-m set ! --match-set ips src ! --update-counters', 'no'],
    ['-m set --match-set ips src --packets-gt 5', 'unsure'],
    ['-m set --match-set ips dst --packets-gt 5', 'no'],
  ])

  it('is unsure of a set that packets change', () => {
    const text =
      '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m set --match-set ips src -j ACCEPT\n-A FORWARD -j SET --add-set ips src\nCOMMIT\n'
    const rules = readRules(dumpOfTexts(text, '', SETS), 'ipv4')
    expect(walkHook(rules, 'filter', 'FORWARD', bridged()).verdict).toBe('unsure')
  })
})

describe('matches that are not known', () => {
  table('unknown', [
    ['-m socket', 'unsure'],
    ['-m recent --rcheck --name x --mask 255.255.255.255 --rsource', 'unsure'],
    ['-m recent ! --rcheck --name x -m state --state INVALID', 'no'],
    ['-m string --string "-s" --algo bm', 'unsure'],
    ['-m limit --limit 5/min --limit-burst 7', 'unsure'],
    ['-m comment --comment "-j DROP -m socket ! -s 1.2.3.4"', 'yes'],
    ['--no-such-option 5 -p tcp', 'unsure'],
    ['--no-such-option 5 -p udp', 'no'],
    ['-p tcp -m tcp --icmp-type 8', 'unsure'],
  ])
})
