import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FoundPort } from '#shared/machine/found'
import { MachineLook } from '#shared/machine/machine'
import { root } from '../support/shell.ts'
import { startMachine, type TestMachine } from './host/machine.ts'

/** `tapwall check-machine` on a machine played by a namespace, with bridges, taps and a guest. */
let machine: TestMachine

beforeAll(async () => {
  machine = await startMachine()
  const { run } = machine
  const ip = (words: string) => run('ip', words.split(' '))
  await run('mkdir', ['-p', '/run/netns'])
  await ip('netns add guest')
  await ip('link add br-web type bridge')
  await ip('link set br-web up')
  await ip('addr add 10.20.0.1/24 dev br-web')
  await ip('link add br-none type bridge')
  await ip('tuntap add vnet7 mode tap')
  await ip('link set vnet7 address fe:54:00:aa:bb:cc')
  await ip('link set vnet7 master br-web up')
  await ip('link add cable type veth peer name eth0 netns guest')
  await ip('link set cable master br-web up')
  await ip('-n guest link set eth0 address fa:16:3e:01:02:03')
  await ip('-n guest addr add 10.20.0.2/24 dev eth0')
  await ip('-n guest link set eth0 up')
  await ip('netns exec guest ping -c 1 -W 5 10.20.0.1')
  await run('mount', ['-t', 'tmpfs', 'tmpfs', '/usr/local/sbin'])
})
afterAll(() => machine.close())

async function check(...args: string[]) {
  const words = [...machine.enter, process.execPath, join(root, 'dist', 'node', 'cli.js'), 'check-machine', ...args]
  const { stdout, exitCode } = await execa(words[0] ?? '', words.slice(1), { reject: false })
  return { stdout, exitCode }
}
async function state() {
  const { stdout, exitCode } = await check('--json')
  return { exitCode, machine: MachineLook.parse(JSON.parse(stdout)) }
}
const port = ({ found }: MachineLook, device: string): FoundPort | undefined =>
  found.bridges.flatMap(({ ports }) => ports).find((each) => each.device === device)

/** A program of this name, first in the way of all tools. */
async function fake(tool: string, script: string): Promise<void> {
  await machine.run('tee', [`/usr/local/sbin/${tool}`], `#!/bin/sh\n${script}\n`)
  await machine.run('chmod', ['+x', `/usr/local/sbin/${tool}`])
}

describe('tapwall check-machine', () => {
  it('finds bridges, taps and what is behind a cable', async () => {
    const { machine: seen } = await state()
    expect(seen.error).toBeNull()
    expect(seen.found.bridges.map(({ name, addresses, ports }) => [name, addresses, ports.map(({ device }) => device)])).toEqual([
      ['br-web', ['10.20.0.1/24'], ['vnet7', 'cable']],
      ['br-none', [], []],
    ])
    expect(port(seen, 'cable')).toMatchObject({
      ...{ kind: 'veth', hasCarrier: true, addresses: ['10.20.0.2'] },
      guestMacs: [{ mac: 'fa:16:3e:01:02:03', from: 'seen' }],
    })
    expect(port(seen, 'vnet7')).toMatchObject({ kind: 'tap', hasCarrier: false, mac: 'fe:54:00:aa:bb:cc', guestMacs: [] })
    const { stdout } = await check()
    expect(stdout).toMatch(/^Bridge br-web, up, 10\.20\.0\.1\/24$/m)
    expect(stdout).toMatch(/^ {2}cable +veth +up +guest fa:16:3e:01:02:03 10\.20\.0\.2$/m)
  })
  it('ends with 1 while bridges show no packets to iptables, with the line that helps', async () => {
    const setting = async (value: 0 | 1) => machine.run('sysctl', ['-w', `net.bridge.bridge-nf-call-iptables=${value}`])
    await setting(0)
    const off = await check()
    expect(off.exitCode).toBe(1)
    expect(off.stdout).toMatch(/^UNMET +Bridged IPv4 goes to iptables +net\.bridge\.bridge-nf-call-iptables is 0/m)
    expect(off.stdout).toMatch(/^ +As root: sysctl -w net\.bridge\.bridge-nf-call-iptables=1$/m)
    await setting(1)
    expect((await check()).exitCode).toBe(0)
  })
  it('tells VMs of libvirt, and does not wait for a libvirt that hangs', async () => {
    await fake(
      'virsh',
      'case "$*" in *domiflist*) echo " vnet7 bridge br-web virtio 52:54:00:aa:bb:cc";; *list*) printf "web \\"1\\"\\n\\n";; esac',
    )
    const { machine: seen } = await state()
    expect(seen.libvirt).toBe('read')
    expect(port(seen, 'vnet7')).toMatchObject({ domain: 'web "1"', guestMacs: [{ mac: '52:54:00:aa:bb:cc', from: 'defined' }] })
    await fake('virsh', 'exec sleep 600')
    const begun = performance.now()
    const { machine: without } = await state()
    expect(without.libvirt).toBe('refused')
    expect(port(without, 'vnet7')?.domain).toBeNull()
    expect(performance.now() - begun).toBeLessThan(30_000)
  })
  it('writes nothing: neither tables nor settings nor devices are others afterwards', async () => {
    const all = async () =>
      Promise.all([
        machine.run('nft', ['list', 'ruleset']).catch(() => machine.run('iptables-save', [])),
        machine.run('ip', ['-j', 'link']),
        machine.run('sysctl', ['-a', '--pattern', '^net.bridge']),
      ])
    const before = await all()
    await check()
    expect(await all()).toEqual(before)
  })
})
