import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/**
 * A network that a program is shown for that of the machine it runs on: a namespace of its own, into which the program's `ip -j` and
 * `bridge -j` look. All else of the program (its lab, its door on 127.0.0.1) stays where it is.
 */
export interface MachineNetwork {
  /** `ip` in it. */
  readonly ip: (words: string) => Promise<string>
  /** Words before a program that show it this network. */
  readonly before: readonly string[]
  readonly close: () => Promise<void>
}

const isRoot = process.getuid?.() === 0
const OWN = isRoot ? [] : ['--user', '--map-root-user']
const TOOLS = { ip: '/usr/sbin/ip', bridge: '/usr/sbin/bridge' }

export async function machineNetwork(): Promise<MachineNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-machine-'))
  // The lab steps down to another user.
  chmodSync(folder, 0o755)
  const script = 'mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up && echo ready && exec cat'
  const holder: ChildProcess = spawn('unshare', [...OWN, '--net', '--mount', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (holder.stdout !== null) await once(holder.stdout, 'data')
  const enter = ['--target', String(holder.pid), ...(isRoot ? [] : ['--user', '--preserve-credentials'])]
  const binds = Object.entries(TOOLS).map(([name, path]) => {
    const [real, shown] = [join(folder, `${name}-real`), join(folder, name)]
    copyFileSync(realpathSync(path), real)
    writeFileSync(
      shown,
      `#!/bin/sh\n[ "$1" = -j ] && exec nsenter ${enter.join(' ')} --net "${real}" "$@"\nexec "${real}" "$@"\n`,
      {
        mode: 0o755,
      },
    )
    return `mount --bind "${shown}" ${path}`
  })
  return {
    ip: async (words) => (await execa('nsenter', [...enter, '--net', '--mount', 'ip', ...words.split(' ')])).stdout,
    before: ['unshare', ...OWN, '--mount', 'sh', '-c', `${binds.join(' && ')} && exec "$@"`, 'sh'],
    close: async () => {
      holder.stdin?.end()
      if (holder.exitCode === null) await once(holder, 'exit')
    },
  }
}
