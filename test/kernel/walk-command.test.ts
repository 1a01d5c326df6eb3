import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Journey } from '#shared/walk/step'
import { root } from '../support/shell.ts'

/** `tapwall walk` as a user runs it. */
const article = join(root, 'shared', 'project', 'examples', 'article-3.3.3.json')

/** The article's lines as iptables-save would print them. */
function articleDump(): string {
  const lines = readFileSync(join(root, 'test', 'golden', 'article', '3.3.3-seven-rules.rules'), 'utf8')
    .trim()
    .split('\n')
  const chains = new Set(lines.flatMap((line) => [...line.matchAll(/neutron-openvswi-\S+/g)].map(([name]) => name)))
  const declared = [...chains].map((chain) => `:${chain} - [0:0]`)
  const jump = '-A FORWARD -j neutron-openvswi-FORWARD'
  return ['*filter', ':FORWARD ACCEPT [0:0]', ...declared, jump, ...lines, 'COMMIT', ''].join('\n')
}
const walk = (...args: string[]) =>
  execa(process.execPath, [join(root, 'dist', 'node', 'cli.js'), 'walk', ...args], { reject: false, timeout: 60_000 })

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapwall-walk-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('tapwall walk', () => {
  it('follows a ping from outside through router and bridge to the VM', async () => {
    const { stdout, exitCode } = await walk(article, 'src=192.168.1.15', 'dst=192.168.1.104', 'proto=icmp', 'type=8')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('=> DNAT 91.1.180.14')
    expect(stdout).toContain('- neutron-openvswi-i6e3f2eda-3 6  -p tcp -m tcp --dport 80 -j RETURN  protocol is icmp, not tcp')
    expect(stdout).toContain('+ neutron-openvswi-i6e3f2eda-3 8  -p icmp -j RETURN  => RETURN')
    expect(stdout).toMatch(
      /^ACCEPT, delivered to vm1\n {2}let through by:\n {4}compute1: neutron-openvswi-i6e3f2eda-3 8 .*\n {6}Group sg-all-ssh, rule 7: /m,
    )
  })

  it('says all that stands in the way of a refused packet, and what becomes of it without that', async () => {
    const words = ['in=tap6e3f2eda-32', 'src=91.1.180.77', 'dst=192.168.1.15', 'proto=tcp', 'dport=25', 'state=NEW']
    const { stdout, exitCode } = await walk('--no-tried', article, ...words)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^ {2}1\. spoofed-source: .* not both of vm1: .*\n {5}compute1: neutron-openvswi-s6e3f2eda-3 2 /m)
    expect(stdout).toMatch(/^ {2}2\. no-rule-lets-out: No rule of the groups of vm1 lets it out, .*/m)
    expect(stdout.split('\n').at(-1)).toBe('  Without these, taken away one by one in this order, it passes.')
    const told = JSON.parse((await walk('--json', article, ...words)).stdout)
    expect(told).toMatchObject({
      ...{ verdict: 'drop', afterwards: 'accept', decidedBy: [{ step: { chain: 'neutron-openvswi-s6e3f2eda-3', rule: 2 } }] },
      blockers: [
        { code: 'spoofed-source', place: 'compute1', origin: { kind: 'anti-spoofing', address: null } },
        { code: 'no-rule-lets-out', message: expect.stringContaining('vm1') },
      ],
    })
  })

  it('walks what the other side answers, with the state of each packet', async () => {
    const icmp = ['src=192.168.1.15', 'dst=192.168.1.104', 'proto=icmp']
    const pings = await walk('--no-tried', '--count', '2', article, ...icmp)
    expect(pings.exitCode).toBe(0)
    expect(pings.stdout.split('\n').slice(-4)).toEqual([
      '1  echo-request  there  NEW          ACCEPT, delivered to vm1',
      '2  echo-reply    back   ESTABLISHED  ACCEPT, delivered to outside-15',
      '3  echo-request  there  ESTABLISHED  ACCEPT, delivered to vm1',
      '4  echo-reply    back   ESTABLISHED  ACCEPT, delivered to outside-15',
    ])
    const tcp = ['src=192.168.1.15', 'dst=192.168.1.104', 'proto=tcp']
    const opened = JSON.parse((await walk('--json', '--answers', article, ...tcp, 'dport=80')).stdout)
    expect(opened).toMatchObject({ verdict: 'accept' })
    expect(opened.packets.map(({ says, state }: { says: string; state: string }) => `${says} ${state}`).slice(0, 4)).toEqual([
      ...['syn NEW', 'syn-ack ESTABLISHED', 'ack ESTABLISHED', 'data ESTABLISHED'],
    ])
    const closed = JSON.parse((await walk('--json', '--answers', '--no-listening', article, ...tcp, 'dport=80')).stdout)
    expect(closed.packets.map(({ says }: { says: string }) => says)).toEqual(['syn', 'reset'])
    const refused = await walk('--json', '--answers', article, ...tcp, 'dport=25')
    expect([refused.exitCode, JSON.parse(refused.stdout).packets.length]).toEqual([1, 1])
  })

  it('crosses one bridge when it is told where the packet comes in, and names the refusal by its status', async () => {
    const from = ['in=tap6e3f2eda-32', 'src=91.1.180.14', 'dst=192.168.1.15', 'smac=fa:16:3e:f3:1e:c0', 'state=NEW', 'proto=tcp']
    const open = await walk('--no-tried', article, ...from, 'dport=22')
    expect([open.exitCode, open.stdout]).toEqual([0, expect.stringMatching(/^ACCEPT$/m)])
    const closed = await walk('--no-tried', article, ...from, 'dport=25')
    expect(closed.exitCode).toBe(1)
    expect(closed.stdout).toContain('neutron-openvswi-sg-fallback 1  -j DROP  => DROP')
    expect(closed.stdout).toMatch(/and \d+ rules that did not match/)
  })

  it('gives the journey as JSON', async () => {
    const { stdout } = await walk('--json', article, 'src=192.168.1.15', 'dst=192.168.1.104', 'proto=tcp', 'dport=25', 'flags=SYN')
    const { number, direction, says, state, decidedBy, blockers, afterwards, ...journey } = JSON.parse(stdout)
    expect(Journey.parse(journey)).toMatchObject({ verdict: 'drop', deliveredTo: null, unsureOf: [] })
    expect([number, direction, says, state, afterwards]).toEqual([1, 'there', 'packet', 'NEW', 'accept'])
    expect([decidedBy.length, blockers.length]).toEqual([1, 1])
  })

  it('takes JSON for the packet, and a chain that is not the compiler’s', async () => {
    const save = written('mine.rules', '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m set --match-set good src -j ACCEPT\nCOMMIT\n')
    const sets = written('mine.sets', 'create good hash:ip family inet hashsize 1024 maxelem 65536\nadd good 10.0.0.1\n')
    const packet = (source: string) => JSON.stringify({ source, destination: '10.0.0.9', protocol: 6, state: 'NEW' })
    expect((await walk('--save', save, '--ipset', sets, packet('10.0.0.1'))).exitCode).toBe(0)
    expect((await walk('--save', save, '--ipset', sets, packet('10.0.0.2'))).exitCode).toBe(1)
    const blind = await walk('--save', save, packet('10.0.0.1'))
    expect(blind.exitCode).toBe(4)
    expect(blind.stdout).toContain('unsure of FORWARD 1')
  })

  it('is unsure of a bare dump where state and ports are not given, and sure where they are', async () => {
    const dump = written('article.rules', articleDump())
    const words = ['src=192.168.1.15', 'dst=91.1.180.14', 'proto=icmp', 'type=8', 'in=qvb6e3f2eda-32']
    const blind = await walk('--save', dump, ...words)
    expect(blind.exitCode).toBe(4)
    expect(blind.stdout).toContain('is not known')
    const seen = await walk('--save', dump, ...words, 'out=tap6e3f2eda-32', 'state=NEW')
    expect([seen.exitCode, seen.stdout]).toEqual([0, expect.stringMatching(/^ACCEPT$/m)])
    const fdb = written('fdb.json', '[{"mac":"fa:16:3e:f3:1e:c0","ifname":"tap6e3f2eda-32","flags":[],"master":"qbr"}]')
    const found = await walk('--save', dump, '--fdb', fdb, ...words, 'state=NEW', 'dmac=fa:16:3e:f3:1e:c0')
    expect(found.exitCode).toBe(0)
  })

  it('what cannot be asked is refused with a reason, and status 2', async () => {
    const REFUSED: [string[], string][] = [
      [[article, 'src=1.2.3.4'], 'dst is missing'],
      [[article, 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp', 'colour=red'], 'colour=red'],
      [[article, 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'No machine of the project has the address 1.2.3.4'],
      [['src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'Name a project file before the packet'],
      [[article, 'in=tapnone', 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'Choose one of tap'],
      [[article, '--on', 'compute9', 'in=tap6e3f2eda-32', 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'There is no host compute9'],
      [[article, '--answers', 'src=192.168.1.15', 'dst=192.168.1.104', 'proto=gre'], 'Nothing that is known answers'],
      [[article, '--count', '2', 'src=192.168.1.15', 'dst=192.168.1.104', 'proto=tcp', 'dport=22'], '--count is of pings'],
      [[article, '--count', '0', 'src=192.168.1.15', 'dst=192.168.1.104', 'proto=icmp'], 'from 1 to 1000'],
      [[article, '--ipset', 'x', 'src=192.168.1.15', 'dst=192.168.1.104', 'proto=icmp'], '--ipset belongs to --save'],
      [[article, '--colour'], "unknown option '--colour'"],
      [['--save', '/nowhere.rules', '--count', '2', 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'Who answers is not known'],
      [['--save', '/nowhere.rules', 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'there is no such file'],
      [['/nowhere.json', 'src=1.2.3.4', 'dst=1.2.3.5', 'proto=tcp'], 'there is no such file'],
    ]
    const told = await Promise.all(REFUSED.map(([words]) => walk(...words)))
    for (const [at, [words, reason]] of REFUSED.entries())
      expect({ words, ...told[at] }).toMatchObject({ words, exitCode: 2, stdout: '', stderr: expect.stringContaining(reason) })
  })
})

/** `tapwall trace`: a lab of its own, real packets. */
const trace = (...args: string[]) =>
  execa(process.execPath, [join(root, 'dist', 'node', 'cli.js'), 'trace', article, ...args], { reject: false, timeout: 120_000 })

describe('tapwall trace', () => {
  it('sends pings, prints what the kernel told of each, and says that all agree', async () => {
    const { stdout, exitCode } = await trace('outside-15', 'vm1', '--count', '2', '--no-tried')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^4\. echo-reply back: 91\.1\.180\.14 > 192\.168\.1\.15 icmp type 0 code 0$/m)
    expect(stdout).toContain('+ neutron-openvswi-i6e3f2eda-3 8  -p icmp -j RETURN  => RETURN')
    expect(stdout.split('\n').at(-1)).toBe("What was worked out, the kernel's trace and the counters agree.")
  })

  it('gives a refused connection as JSON', async () => {
    const { stdout, exitCode } = await trace('outside-15', 'vm1', '--tcp', '25', '--json')
    const told = JSON.parse(stdout) as { verdict: string; agreement: { agree: boolean }; packets: unknown[] }
    expect([exitCode, told.verdict, told.agreement.agree]).toEqual([0, 'drop', true])
    expect(told.packets.length).toBeGreaterThan(0)
  })

  it('has a packet with a faked source dropped by the address check', async () => {
    const { stdout, exitCode } = await trace('vm1', '192.168.1.115', '--source-ip', '91.1.180.77', '--no-tried')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/neutron-openvswi-s6e3f2eda-3 2 {2}-j DROP {2}=> DROP/)
  })

  it('refuses machines that are not there, in words', async () => {
    const { stderr, exitCode } = await trace('nobody', 'vm1')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('No machine nobody in this lab.')
  })
})
