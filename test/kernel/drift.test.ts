import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostDrift } from '#shared/contract/drift'
import type { SessionState } from '#shared/contract/states'
import { articleSevenRules } from '#shared/project/article'
import { printProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { firstOf, openClient, type TestClient } from '../support/client.ts'
import { mayEnter, onHost } from '../support/from-outside.ts'
import { type Shell, startShell } from '../support/shell.ts'

/** Drift in the kernels of two hosts, of which one is looked at: noticed, told as what it is, and put back. */
const FALLBACK = 'neutron-openvswi-sg-fallback'

/** The last VM's port is on a second host. */
function onTwoHosts(): Project {
  const [first] = articleSevenRules.hosts
  const moved = articleSevenRules.ports.findLast(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
  if (first === undefined) throw new Error('no host')
  return {
    ...articleSevenRules,
    hosts: [first, { ...first, name: 'compute2' }],
    ports: articleSevenRules.ports.map((port) => (port === moved ? { ...port, hostName: 'compute2' } : port)),
  }
}

let shell: Shell
let client: TestClient
const session = (fits: (state: SessionState) => boolean, ms?: number) => firstOf(client.call.session.follow(), fits, ms)
const of = ({ drift }: SessionState, host: string): HostDrift | undefined => drift.find((one) => one.host === host)
const outside = (host: string, tool: string, ...args: string[]) => onHost(shell.child.pid ?? 0, host, tool, ...args)
const clean = () => session(({ drift }) => drift.length === 0)

async function putBack(host: string): Promise<void> {
  const state = await session((told) => of(told, host) !== undefined)
  const items = of(state, host)?.items.map(({ id }) => id) ?? []
  expect(await client.call.drift.putBack({ host, items })).toEqual({
    ok: true,
    value: { put: items.length, transactions: expect.any(Number) },
  })
  await clean()
}

const describeAsRoot = mayEnter ? describe : () => undefined

describeAsRoot('drift', () => {
  beforeAll(async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'tapwall-drift-')), 'project.json')
    await writeFile(path, printProject(onTwoHosts()))
    shell = await startShell([path])
    client = await openClient(shell)
    await session(({ lab, kernel }) => lab.state === 'running' && kernel !== null)
    const { revision } = await firstOf(client.call.project.follow(), () => true)
    expect(await client.call.ruleset.apply({ revision, trial: null })).toMatchObject({ ok: true })
    await session(({ kernel }) => kernel?.inStep === true)
  })
  afterAll(async () => {
    client.close()
    await shell.close()
  })

  it.each(['compute1', 'compute2'])('on %s is noticed within two seconds', async (host) => {
    const took: number[] = []
    for (let time = 0; time < 3; time++) {
      await outside(host, 'iptables', '-I', FALLBACK, '-j', 'ACCEPT')
      const begun = performance.now()
      const state = await session((told) => (of(told, host)?.open ?? 0) > 0)
      took.push(performance.now() - begun)
      expect(of(state, host)?.items).toMatchObject([{ kind: 'foreign', chain: FALLBACK, at: 1, now: '-j ACCEPT', ofOthers: true }])
      await putBack(host)
    }
    // The median: other work of the machine may hold one up.
    expect(took.toSorted((a, b) => a - b)[1]).toBeLessThan(2000)
  })

  it('of every kind on a host that nobody looks at is told and put back at once', async () => {
    const host = 'compute2'
    const chain = /^-A (neutron-openvswi-i\S+)/m.exec(await outside(host, 'iptables', '-S'))?.[1] ?? ''
    const before = await outside(host, 'iptables', '-S')
    await outside(host, 'iptables', '-D', chain, '1')
    await outside(host, 'iptables', '-I', 'FORWARD', '-i', 'docker0', '-j', 'ACCEPT')
    await outside(host, 'iptables', '-A', 'FORWARD', '-i', 'docker1', '-j', 'ACCEPT')
    const mark = /tw:[0-9a-z.]+/.exec(await outside(host, 'iptables', '-S', FALLBACK))?.[0] ?? ''
    await outside(host, 'iptables', '-R', FALLBACK, '1', '-m', 'comment', '--comment', mark, '-j', 'ACCEPT')
    const sets = (await outside(host, 'ipset', 'list', '-n')).split('\n').filter((name) => name.startsWith('IPv4'))
    await outside(host, 'ipset', 'add', sets[0] ?? '', '203.0.113.9')
    const state = await session((told) => of(told, host)?.open === 4)
    expect(
      of(state, host)
        ?.items.map(({ kind, what }) => `${kind} ${what}`)
        .toSorted(),
    ).toEqual(['changed rule', 'foreign member', 'foreign rule', 'missing rule'])
    await putBack(host)
    const after = await outside(host, 'iptables', '-S')
    const others = ['-A FORWARD -i docker0 -j ACCEPT', '-A FORWARD -i docker1 -j ACCEPT']
    expect(after.split('\n').filter((line) => !others.includes(line))).toEqual(before.split('\n'))
    expect(after.split('\n').filter((line) => others.includes(line))).toEqual(others)
    expect(await outside(host, 'ipset', 'save')).not.toContain('203.0.113.9')
  })

  it('after all tables were flushed is put back, chains and jumps and all', async () => {
    const lines = async () => (await outside('compute2', 'iptables-save')).replace(/^#.*\n|\[\d+:\d+\]/gm, '')
    const before = await lines()
    await outside('compute2', 'iptables', '-F')
    await outside('compute2', 'iptables', '-X')
    await session((told) => (of(told, 'compute2')?.open ?? 0) > 5)
    expect(await client.call.drift.putBack({ host: 'compute2', items: 'all' })).toEqual({
      ok: true,
      value: { put: expect.any(Number), transactions: expect.any(Number) },
    })
    await clean()
    const sorted = (text: string) => text.split('\n').toSorted()
    expect(sorted(await lines()).filter((line) => line.startsWith('-A') && !line.includes('docker'))).toEqual(
      sorted(before).filter((line) => line.startsWith('-A') && !line.includes('docker')),
    )
  })
})
