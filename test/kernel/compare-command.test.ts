import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { root } from '../support/shell.ts'

/** `tapwall compare` as a user runs it. */
const article = join(root, 'shared', 'project', 'examples', 'article-3.3.3.json')
const compare = (...args: string[]) =>
  execa(process.execPath, [join(root, 'dist', 'node', 'cli.js'), 'compare', ...args], { reject: false })

interface Compared {
  readonly counts: Readonly<Record<string, number>>
  readonly sections: readonly {
    readonly tool: string
    readonly left: string | null
    readonly lines: readonly { readonly kind: string; readonly left: { line: string } | null; readonly facts: readonly string[] }[]
  }[]
  readonly facts: readonly { code: string; message: string }[]
}

describe('tapwall compare', () => {
  it('prints what differs as a diff, with the facts that explain it', async () => {
    const { stdout, exitCode } = await compare(article, '--port', 'vm1', '--right', 'release=25.2,comments=off', '--family', 'ipv4')
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^--- compute1 release=2014\.2,driver=hybrid,/)
    expect(stdout).toMatch(/^\+\+\+ compute1 release=25\.2,driver=hybrid,.*comments=off$/m)
    expect(stdout).toMatch(/^@@ iptables -t filter neutron-openvswi-i6e3f2eda-3 @@$/m)
    expect(stdout).toMatch(/^< -m state --state INVALID -j DROP {2}\(line 8 on the right\) {2}\[\d+\]$/m)
    expect(stdout).toMatch(/^ {2}-p icmp -j RETURN$/m)
    expect(stdout).toMatch(/^\[\d+\] 2014\.2\.0 to 2014\.2\.3 drop INVALID before/m)
    expect(stdout).not.toContain('ip6tables')
  })
  it('ends with 0 where nothing differs', async () => {
    const { stdout, exitCode } = await compare(article, '--left', 'release=2014.2', '--right', 'comments=off')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('# 0 only left (-), 0 only right (+), 0 changed')
    expect((await compare(article, '--right', 'driver=iptables', '--ignore-names')).exitCode).toBe(0)
    expect((await compare(article, '--right', 'driver=iptables')).exitCode).toBe(1)
  })
  it('--json says the same to programs', async () => {
    const { stdout, exitCode } = await compare(article, '--right', 'ipset=off', '--json')
    expect(exitCode).toBe(1)
    const told = JSON.parse(stdout) as Compared
    const set = told.sections.find(({ tool }) => tool === 'ipset')
    expect(set?.lines.every(({ kind, facts }) => kind === 'left' && facts.join() === 'ipset')).toBe(true)
    expect(told.facts.map(({ code }) => code)).toEqual(['ipset'])
    expect(told.counts['moved']).toBe(0)
  })
  it('ends with 2 and says why, where it cannot compare', async () => {
    const failures = [
      [['nowhere.json'], /nowhere\.json/],
      [[article, '--left', 'release=20.0'], /--left: release cannot be 20\.0\. Write release= and one of 2014\.2/],
      [[article, '--host', 'nowhere'], /There is no host nowhere/],
      [[article, '--port', 'nobody'], /There is no port nobody/],
      [[article, '--table', 'filters'], /Allowed choices are/],
      [[], /missing required argument/],
    ] as const
    for (const [args, why] of failures) {
      const { exitCode, stderr, stdout } = await compare(...args)
      expect([exitCode, stdout], args.join(' ')).toEqual([2, ''])
      expect(stderr).toMatch(why)
    }
  })
})
