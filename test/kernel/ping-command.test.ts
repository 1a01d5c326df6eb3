import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { root } from '../support/shell.ts'

/** `tapwall ping` as a user runs it, on the article's project: lab, rules, packets and counters are real. */
const cli = join(root, 'dist', 'node', 'cli.js')
const project = join(root, 'shared', 'project', 'examples', 'article-3.3.3.json')
const withoutGroup = join(root, 'shared', 'project', 'examples', 'article-3.3.2.json')

interface Answer {
  readonly exitCode: number
  readonly received: number
  readonly replies: readonly { ttl: number }[]
  readonly moved: readonly { chain: string; text: string; packets: number; bytes: number; rule: number | null }[]
}

async function ping(...args: string[]): Promise<{ status: number; answer: Answer }> {
  const run = await execa(process.execPath, [cli, 'ping', ...args, '--json'], { reject: false })
  if (run.stdout === '') throw new Error(run.stderr)
  return { status: run.exitCode ?? -1, answer: JSON.parse(run.stdout) as Answer }
}

/** `chain: what it does` -> `packets:bytes`, without the mark. */
function table({ moved }: Answer): Record<string, string> {
  const name = (text: string) => text.replace(/-m comment --comment \S+ /, '')
  return Object.fromEntries(moved.map((row) => [`${row.chain}: ${name(row.text)}`, `${row.packets}:${row.bytes}`]))
}

const tap = 'tap6e3f2eda-32'
/** The lines of both of the article's tables that count whatever the direction, for `n` pings of `size` bytes with headers. */
function shared(n: number, size: number): Record<string, string> {
  const one = `${n}:${n * size}`
  const both = `${2 * n}:${2 * n * size}`
  return {
    'FORWARD: -j neutron-filter-top': both,
    'FORWARD: -j neutron-openvswi-FORWARD': both,
    'neutron-filter-top: -j neutron-openvswi-local': both,
    [`neutron-openvswi-FORWARD: -m physdev --physdev-out ${tap} --physdev-is-bridged -j neutron-openvswi-sg-chain`]: one,
    [`neutron-openvswi-FORWARD: -m physdev --physdev-in ${tap} --physdev-is-bridged -j neutron-openvswi-sg-chain`]: one,
    [`neutron-openvswi-sg-chain: -m physdev --physdev-out ${tap} --physdev-is-bridged -j neutron-openvswi-i6e3f2eda-3`]: one,
    [`neutron-openvswi-sg-chain: -m physdev --physdev-in ${tap} --physdev-is-bridged -j neutron-openvswi-o6e3f2eda-3`]: one,
    'neutron-openvswi-o6e3f2eda-3: -j neutron-openvswi-s6e3f2eda-3': one,
    'neutron-openvswi-s6e3f2eda-3: -s 91.1.180.14/32 -m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN': one,
    'neutron-openvswi-sg-chain: -j ACCEPT': both,
  }
}
const established = '-m state --state RELATED,ESTABLISHED -j RETURN'
const icmp = '-p icmp -j RETURN'
const expected = (n: number, size: number, rest: Record<string, string>) => ({ ...shared(n, size), ...rest })

describe('tapwall ping, on the article', () => {
  it('4.1: from outside, 4 pings', async () => {
    const { status, answer } = await ping(project, '192.168.1.15', '192.168.1.104')
    expect(status).toBe(0)
    expect(answer.replies.map((r) => r.ttl)).toEqual([63, 63, 63, 63])
    expect(table(answer)).toEqual(
      expected(4, 84, {
        [`neutron-openvswi-i6e3f2eda-3: ${established}`]: '3:252',
        [`neutron-openvswi-i6e3f2eda-3: ${icmp}`]: '1:84',
        [`neutron-openvswi-o6e3f2eda-3: ${established}`]: '4:336',
      }),
    )
  })
  it('4.2: from the VM, 4 pings', async () => {
    const { status, answer } = await ping(project, 'vm1', '192.168.1.115')
    expect(status).toBe(0)
    expect(table(answer)).toEqual(
      expected(4, 84, {
        [`neutron-openvswi-i6e3f2eda-3: ${established}`]: '4:336',
        [`neutron-openvswi-o6e3f2eda-3: ${established}`]: '3:252',
        [`neutron-openvswi-o6e3f2eda-3: ${icmp}`]: '1:84',
      }),
    )
  })
  it('other numbers for 7 pings of another size', async () => {
    const { answer } = await ping(project, '192.168.1.115', 'vm1', '--count', '7', '--size', '100', '--interval', '0.2')
    expect(table(answer)).toEqual(
      expected(7, 128, {
        [`neutron-openvswi-i6e3f2eda-3: ${established}`]: '6:768',
        [`neutron-openvswi-i6e3f2eda-3: ${icmp}`]: '1:128',
        [`neutron-openvswi-o6e3f2eda-3: ${established}`]: '7:896',
      }),
    )
  })
  it('other rules for a TCP connection', async () => {
    const { status, answer } = await ping(project, '192.168.1.15', 'vm1', '--tcp', '80')
    expect(status).toBe(0)
    const counts = table(answer)
    expect(counts['neutron-openvswi-i6e3f2eda-3: -p tcp -m tcp --dport 80 -j RETURN']).toBe('1:60')
    expect(counts[`neutron-openvswi-i6e3f2eda-3: ${icmp}`]).toBeUndefined()
    expect(Number(counts[`neutron-openvswi-i6e3f2eda-3: ${established}`]?.split(':')[0])).toBeGreaterThanOrEqual(3)
  })
  it('a TCP port that no rule opens reaches the fallback', async () => {
    const { status, answer } = await ping(project, '192.168.1.15', 'vm1', '--tcp', '81')
    expect(status).toBe(1)
    const counts = table(answer)
    expect(counts['neutron-openvswi-i6e3f2eda-3: -j neutron-openvswi-sg-fallback']).toMatch(/^[1-9]/)
    expect(counts['neutron-openvswi-sg-chain: -j ACCEPT']).toBeUndefined()
  })
  it('without a group: all lost, the fallback counts each, and the status is that of ping', async () => {
    const { status, answer } = await ping(withoutGroup, '192.168.1.15', '192.168.1.104')
    expect(status).toBe(1)
    expect(answer.received).toBe(0)
    const counts = table(answer)
    expect(counts['neutron-openvswi-i6e3f2eda-3: -j neutron-openvswi-sg-fallback']).toBe('4:336')
    expect(counts['neutron-openvswi-sg-fallback: -j DROP']).toBe('4:336')
    expect(counts['neutron-openvswi-sg-chain: -j ACCEPT']).toBeUndefined()
  })
  it('says what is wrong with bad input, with status 2', async () => {
    const nobody = await execa(process.execPath, [cli, 'ping', project, 'nobody', 'vm1'], { reject: false })
    expect(nobody.exitCode).toBe(2)
    expect(nobody.stderr).toContain('nobody')
    const nofile = await execa(process.execPath, [cli, 'ping', '/nonexistent.json', 'vm1', 'vm2'], { reject: false })
    expect(nofile.exitCode).toBe(2)
    expect(nofile.stderr).toContain('/nonexistent.json')
  })
})
