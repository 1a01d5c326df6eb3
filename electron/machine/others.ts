import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { MachineFacts } from '#shared/machine/facts'

/** Who else writes rules on this machine, by its processes and files that everybody may read. */
export function whoElse(): Pick<MachineFacts, 'others' | 'neutronAgent'> {
  const running = processes()
  const runs = (name: string): boolean | null =>
    running === null ? null : running.some(({ words }) => words.some((word) => baseOf(word) === name))
  return {
    others: { firewalld: runs('firewalld'), ufw: ufw(), docker: runs('dockerd'), libvirt: libvirt(running) },
    neutronAgent: running === null ? null : (agentOf(running) ?? ''),
  }
}

interface Running {
  /** The first words of its command line: the program, and for a script what runs in it. */
  readonly words: readonly string[]
}

const baseOf = (word: string): string => word.replace(/^.*\//, '')

/** Null where /proc hides the processes of others (hidepid): pid 1 is then not to be seen. */
function processes(): Running[] | null {
  if (!existsSync('/proc/1/cmdline')) return null
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return line === '' ? [] : [{ words: line.split('\0').slice(0, 4) }]
      } catch {
        // It ended meanwhile.
        return []
      }
    })
}

const AGENTS = ['neutron-openvswitch-agent', 'neutron-linuxbridge-agent']

const agentOf = (running: readonly Running[]): string | undefined =>
  running.flatMap(({ words }) => words.map(baseOf)).find((word) => AGENTS.includes(word))

/** libvirt's daemons: one, or in later versions one for each part. */
const LIBVIRT = ['libvirtd', 'virtqemud', 'virtnetworkd']

const libvirt = (running: readonly Running[] | null): boolean | null =>
  running === null ? null : running.some(({ words }) => LIBVIRT.includes(baseOf(words[0] ?? '')))

/** ufw has no process; its file tells whether it is switched on. */
function ufw(): boolean | null {
  const file = '/etc/ufw/ufw.conf'
  if (!existsSync(file)) return false
  try {
    return /^\s*ENABLED\s*=\s*"?yes"?\s*$/im.test(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
