import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { root } from '../support/shell.ts'

/** `tapwall compile` as a user runs it. */
const article = join(root, 'shared', 'project', 'examples', 'article-3.3.3.json')
const compile = (...args: string[]) =>
  execa(process.execPath, [join(root, 'dist', 'node', 'cli.js'), 'compile', article, ...args], { reject: false })

interface Explained {
  readonly chains: readonly { tool: string; table: string; chain: string; lines: readonly { line: string; reason: string }[] }[]
  readonly cautions: readonly { code: string; host: string; message: string }[]
  readonly duties: readonly { id: string; state: string; lines: readonly { line: string }[] }[]
}

describe('tapwall compile', () => {
  it('--explain puts the reason under each line, then cautions and duties', async () => {
    const { stdout, exitCode } = await compile('--explain')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(
      '-A neutron-openvswi-i6e3f2eda-3 -s 15.5.0.0/16 -p tcp -m tcp --dport 110 -j RETURN\n      Group sg-all-ssh, rule 1: ingress, IPv4, tcp 110, from 15.5.0.0/16',
    )
    expect(stdout).toMatch(/^! host compute1: 2014\.2 deletes no connections/m)
    expect(stdout).toMatch(/^10\. IPv4 and IPv6 alike: done\./m)
  })
  it('--explain --json says the same to programs, for the release that was asked for', async () => {
    const { stdout } = await compile('--explain', '--json', '--release', '25.2')
    const told = JSON.parse(stdout) as Explained
    const plain = JSON.parse((await compile('--json', '--release', '25.2')).stdout) as { iptables: { filter: string[] } }
    const lines = told.chains.filter(({ tool, table }) => tool === 'iptables' && table === 'filter').flatMap((chain) => chain.lines)
    expect(lines.map(({ line }) => line)).toEqual(plain.iptables.filter)
    expect(lines.filter(({ reason }) => reason === '')).toEqual([])
    expect(told.cautions.map(({ code }) => code)).toContain('rule.invalid-passes')
    expect(told.cautions.filter(({ code }) => code === 'host.connections-stay')).toEqual([])
    expect(told.duties).toHaveLength(10)
  })
  it('--uuid-devices is for the plain driver, and tells the line that would be refused', async () => {
    const refused = await compile('--driver', 'iptables', '--uuid-devices')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toMatch(/must be shorter than IFNAMSIZ \(15\), and "Error occurred at line: \d+"/)
    const other = await compile('--uuid-devices')
    expect([other.exitCode, other.stdout]).toEqual([1, ''])
    expect(other.stderr).toContain('Add --driver iptables')
  })
  it('--as-neutron changes nothing where no ports share their chains', async () =>
    expect((await compile('--as-neutron')).stdout).toBe((await compile()).stdout))
})
