import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump } from '#shared/netfilter/dump'
import { plannedFrom } from '#shared/sync/prints'
import { must, startTestLab, type TestLab } from './lab.ts'
import { id, PC1, PC2, smallProject, TAP1, VM1, VM2 } from './small-project.ts'

/** The lab without a firewall: what is built carries packets as the real thing does. */
describe('an open lab', () => {
  let lab: TestLab
  beforeAll(async () => {
    lab = await startTestLab(smallProject)
  })
  afterAll(() => lab?.close())

  it('answers from the floating IP with ttl 63', async () => {
    const { exitCode, lines, ttls } = await lab.ping(PC1, '192.168.1.104')
    expect(exitCode).toBe(0)
    expect(ttls).toEqual([63, 63, 63, 63])
    expect(lines[0]).toBe('PING 192.168.1.104 (192.168.1.104) 56(84) bytes of data.')
    expect(lines).toContainEqual(expect.stringMatching(/^4 packets transmitted, 4 received, 0% packet loss/))
  })

  it('carries packets of a VM with a floating IP, of one without, and between both', async () => {
    expect((await lab.ping(VM1, '192.168.1.115', 2)).ttls).toEqual([63, 63])
    expect((await lab.ping(VM2, '192.168.1.115', 2)).ttls).toEqual([63, 63])
    expect((await lab.ping(VM2, '91.1.180.14', 2)).ttls).toEqual([64, 64])
    // Through the router and back, since the floating IP is asked for.
    expect((await lab.ping(VM2, '192.168.1.104', 2)).ttls).toEqual([63, 63])
    expect((await lab.ping(PC1, '192.168.1.115', 2)).ttls).toEqual([64, 64])
  })

  it('tells that nobody is there', async () => {
    const { exitCode, ttls } = await lab.ping(PC1, '192.168.1.9', 2)
    expect({ exitCode, ttls }).toEqual({ exitCode: 1, ttls: [] })
  })

  it('pings fast and in small steps', async () => {
    const lines: string[] = []
    const args = { node: PC1, to: '192.168.1.104', count: 50, interval: 0.01, size: 1000 }
    expect(await lab.ask('ping', args, { onLine: (line) => lines.push(line) })).toEqual({ exitCode: 0 })
    expect(lines).toContainEqual(expect.stringMatching(/^50 packets transmitted, 50 received/))
  })

  it('stops a ping that is cancelled, which still tells its statistics', async () => {
    const cancel = new AbortController()
    const lines: string[] = []
    const args = { node: PC1, to: '192.168.1.104', count: 1000, interval: 0.1, size: 56 }
    const onLine = (line: string) => {
      lines.push(line)
      if (line.includes('icmp_seq=3')) cancel.abort()
    }
    expect(await lab.client.request('ping', args, { onLine, signal: cancel.signal })).toMatchObject({ ok: true })
    expect(lines).toContainEqual(expect.stringContaining('packets transmitted'))
    expect(lines.length).toBeLessThan(20)
  })

  it('connects by TCP to who listens, and tells why it does not', async () => {
    const args = { node: PC1, to: '192.168.1.104', port: 80, bytes: 100_000, timeoutMs: 2000 }
    expect(await lab.ask('tcp', { ...args, listener: VM1 })).toMatchObject({ connected: true, reason: null })
    expect(await lab.ask('tcp', { ...args, listener: VM1, bytes: 0 })).toMatchObject({ connected: true, reason: null })
    expect(await lab.ask('tcp', { ...args, listener: null })).toMatchObject({ connected: false, reason: 'ECONNREFUSED' })
    const late = await lab.ask('tcp', { ...args, listener: null, to: '192.168.1.99', timeoutMs: 300 })
    expect(late).toMatchObject({ connected: false, reason: 'ETIMEDOUT' })
    const unknown = await lab.client.request('tcp', { ...args, listener: id(99) })
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })

  it('shows the packets of its bridges to iptables, once for each host', async () => {
    const plan = {
      host: 'compute1',
      transactions: [
        {
          ...{ on: 'table' as const, family: 'ipv4' as const, table: 'filter' as const },
          steps: [
            { do: 'new-chain' as const, chain: 'neutron-openvswi-FORWARD' },
            ...(['in', 'out'] as const).map((way) => ({
              ...{ do: 'append' as const, chain: 'neutron-openvswi-FORWARD', mark: `tw:${way}` },
              spec: { matches: [{ kind: 'physdev' as const, [way]: TAP1, isBridged: true }], target: { kind: 'return' as const } },
            })),
            {
              ...{ do: 'insert' as const, chain: 'FORWARD', at: 1, mark: 'tw:jump' },
              spec: { matches: [], target: { kind: 'jump' as const, chain: 'neutron-openvswi-FORWARD' } },
            },
          ],
        },
      ],
    }
    await lab.ask('apply', { plan: { ...plan, from: plannedFrom(plan.transactions, emptyDump) }, trial: null })
    expect(await lab.moved('compute1', () => lab.ping(PC2, '192.168.1.104', 3))).toEqual({
      'FORWARD: policy ACCEPT': '6:504',
      'FORWARD: -j neutron-openvswi-FORWARD': '6:504',
      [`neutron-openvswi-FORWARD: -m physdev --physdev-in ${TAP1} --physdev-is-bridged -j RETURN`]: '3:252',
      [`neutron-openvswi-FORWARD: -m physdev --physdev-out ${TAP1} --physdev-is-bridged -j RETURN`]: '3:252',
    })
    expect((await lab.ask('read', { host: 'compute1', known: null })).bridgeNfCallIptables).toBe(true)
  })

  it('is quiet: no packet but ours, from its first moment on', async () => {
    await lab.ask('build', { topology: must(labTopology(smallProject)) })
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const { packets, bytes } = await lab.ask('read', { host: 'compute1', known: null })
    // The policies of both families, which count whatever passes.
    expect({ packets, bytes }).toEqual({ packets: Array(6).fill(0), bytes: Array(6).fill(0) })
  })

  it('sends the rules only to whom does not know them, and a new version when they change', async () => {
    const first = await lab.ask('read', { host: 'compute1', known: null })
    expect(first.dump?.tables.map(({ family, table }) => `${family} ${table}`)).toEqual(['ipv4 filter', 'ipv6 filter'])
    const again = await lab.ask('read', { host: 'compute1', known: first.version })
    expect(again).toMatchObject({ version: first.version, dump: null, packets: first.packets, bytes: first.bytes })
    await lab.ask('build', { topology: must(labTopology(smallProject)) })
    const rebuilt = await lab.ask('read', { host: 'compute1', known: first.version })
    expect(rebuilt.version).toBeGreaterThan(first.version)
    expect(rebuilt.dump?.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))).toEqual([])
  })
})
