import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { frameOf } from '#shared/frames/encode'
import { hexOf } from '#shared/frames/hex'
import { pcapFile } from '#shared/frames/pcap'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules as project } from '#shared/project/article'
import { tapName } from '#shared/ruleset/naming'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import type { WalkPacket } from '#shared/walk/packet'
import { wholePacket } from '../property/whole-packets.ts'
import { mayEnter } from '../support/from-outside.ts'
import { labProcess, must, startTestLab, type TestLab } from './lab.ts'

/** Frames as others see them: tcpdump, which checks every sum, and the machine at the other end of a wire. */

it('no checksum or length of 500 frames of any kind is wrong to tcpdump', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-frames-'))
  const file = join(folder, 'frames.pcap')
  const packets = fc.sample(wholePacket, { numRuns: 500, seed: 7 })
  writeFileSync(file, pcapFile(packets.map((packet) => must(frameOf(packet)))))
  const read = await execa('tcpdump', ['-nn', '-e', '-vv', '-r', file], { env: { LC_ALL: 'C' } })
  rmSync(folder, { recursive: true })
  const heads = read.stdout.split('\n').filter((line) => /^\d\d:/.test(line))
  expect(heads.length).toBe(500)
  expect(read.stdout.match(/\((?:bad|incorrect|wrong)[^)]*sum[^)]*\)|\bbad (?:ip )?cksum|invalid sctp|\[bad/gi) ?? []).toEqual([])
  // It looks at them at all.
  expect(read.stdout.match(/cksum 0x[0-9a-f]{4} \(correct\)|udp sum ok/g)?.length).toBeGreaterThan(50)
})

const [VM1, VM2] = project.vms.map(({ id }) => id)
const port = project.ports.find(({ deviceId }) => deviceId === VM1)
const other = project.ports.find(({ deviceId }) => deviceId === VM2)
const S_CHAIN = `neutron-openvswi-s${port?.id.slice(0, 10)}`

describe('sending out of a card of the lab', () => {
  let lab: TestLab
  beforeAll(async () => {
    lab = await startTestLab(project)
  })
  afterAll(() => lab?.close())

  const echo = (rest: Partial<WalkPacket> = {}): string =>
    hexOf(
      must(
        frameOf({
          ...{ family: 'ipv4', protocol: 1, icmpType: 8, icmpCode: 0, icmpId: 7, length: 84 },
          ...{ source: port?.fixedIps[0]?.ipAddress ?? '', destination: other?.fixedIps[0]?.ipAddress ?? '' },
          ...{ sourceMac: port?.macAddress.toLowerCase() ?? '', destinationMac: other?.macAddress.toLowerCase() ?? '' },
          ...rest,
        }),
      ),
    )
  const send = (frames: string[], intervalMs = 0) => lab.ask('send', { node: VM1 ?? '', device: 'eth0', frames, intervalMs })

  it.runIf(mayEnter)('delivers each frame with exactly its bytes, in its order and at its pace', async () => {
    const { machines } = must(labTopology(project))
    const namespace = machines.find(({ id }) => id === VM2)?.namespace ?? ''
    const within = `--net=/proc/${labProcess(lab.client.pid)}/root/run/netns/${namespace}`
    const frames = [
      ...Array.from({ length: 18 }, (_, n) => echo({ icmpId: n, length: 28 + 80 * n })),
      echo({ protocol: 99 }),
      echo({ ttl: 1, length: 1500 }),
    ]
    const words = ['tcpdump', '-nn', '-i', 'eth0', '-Q', 'in', '-U', '-w', '-', '-c', String(frames.length), 'ip']
    const listening = execa('nsenter', [within, ...words], { encoding: 'buffer', timeout: 20_000 })
    await new Promise((resolve) => listening.stderr.on('data', (text) => String(text).includes('listening') && resolve(null)))
    const begun = performance.now()
    expect(await send(frames, 50)).toEqual({ sent: frames.length })
    expect(performance.now() - begun).toBeGreaterThan(50 * (frames.length - 1))
    expect(framesIn((await listening).stdout)).toEqual(frames)
  })

  it('a spoofed sender is counted by the drop of the s-chain, an honest one is not', async () => {
    const { dump } = await lab.ask('read', { host: 'compute1', known: null })
    await lab.ask('apply', { plan: cutPlan(planSync(must(compile(project, 'compute1')), dump ?? emptyDump)), trial: null })
    const drops = async (frames: string[]) => (await lab.moved('compute1', () => send(frames)))[`${S_CHAIN}: -j DROP`]
    expect(await drops([echo({ source: '91.1.180.77' }), echo({ sourceMac: 'fa:16:3e:12:34:56' })])).toBe('2:168')
    expect(await drops([echo()])).toBeUndefined()
    expect(tapName(port?.id ?? '')).toContain('tap')
  })

  it('refuses a card that the machine does not have, and tells when it is down', async () => {
    const args = { node: VM1 ?? '', frames: [echo()], intervalMs: 0 }
    expect(await lab.client.request('send', { ...args, device: 'eth9' })).toMatchObject({
      error: { kind: 'invalid', issues: [{ code: 'lab.device-unknown' }] },
    })
    expect(await lab.client.request('send', { ...args, node: 'none', device: 'eth0' })).toMatchObject({
      error: { issues: [{ code: 'lab.machine-unknown' }] },
    })
    await lab.ask('unplug', { port: port?.id ?? '' })
    expect(await lab.client.request('send', { ...args, device: 'eth0' })).toMatchObject({
      error: { kind: 'kernel-refused', tool: 'tcpreplay' },
    })
    await lab.ask('plug', { port: port?.id ?? '' })
    expect(await send([echo()])).toEqual({ sent: 1 })
  })

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController()
    setTimeout(() => cancel.abort(), 300)
    const args = { node: VM1 ?? '', device: 'eth0', frames: [echo(), echo()], intervalMs: 10_000 }
    const begun = performance.now()
    expect(await lab.client.request('send', args, { signal: cancel.signal })).toMatchObject({ error: { kind: 'cancelled' } })
    expect(performance.now() - begun).toBeLessThan(3000)
  })
})

/** The frames in a capture that tcpdump wrote. */
function framesIn(file: Uint8Array): string[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const found: string[] = []
  for (let at = 24; at + 16 <= file.length; ) {
    const length = view.getUint32(at + 8, true)
    found.push(hexOf(file.subarray(at + 16, at + 16 + length)))
    at += 16 + length
  }
  return found
}
