import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { execa } from 'execa'

/** What the lab must never change, and must leave nothing in: read before and after. */
export interface MachineState {
  readonly iptables: string
  readonly ip6tables: string
  readonly links: string
  readonly mounts: string
}

const withoutNoise = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\[\d+:\d+\]/g, '')

const words = async (tool: string, ...args: string[]): Promise<string> =>
  (await execa(tool, args, { env: { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, reject: false })).stdout

export async function machineState(): Promise<MachineState> {
  return {
    iptables: withoutNoise(await words('iptables-save')),
    ip6tables: withoutNoise(await words('ip6tables-save')),
    links: await words('ip', '-o', 'link'),
    mounts: readFileSync('/proc/self/mounts', 'utf8'),
  }
}

const KINDS = ['net', 'user', 'pid', 'mnt'] as const

function namespacesOf(pid: number | string): string[] {
  return KINDS.flatMap((kind) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/${kind}`)]
    } catch {
      // The process has ended meanwhile.
      return []
    }
  })
}

/** The namespaces of these processes that are not those of this one. */
export function ownNamespaces(pids: readonly number[]): Set<string> {
  const ours = new Set(namespacesOf('self'))
  return new Set(pids.flatMap(namespacesOf).filter((namespace) => !ours.has(namespace)))
}

/** Whether some process of this machine is in one of these namespaces. Other labs may come and go meanwhile. */
export const inUse = (namespaces: ReadonlySet<string>): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => namespacesOf(pid).some((namespace) => namespaces.has(namespace)))

/** Processes whose ancestor is `pid`, itself included. */
export function family(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n)))
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // The process has ended meanwhile.
    }
  const inside = new Set([pid])
  for (let grown = true; grown; ) {
    grown = false
    for (const [child, parent] of parents)
      if (inside.has(parent) && !inside.has(child)) {
        inside.add(child)
        grown = true
      }
  }
  return [...inside]
}

/** The process that holds the lab of the program `main`: it became unshare, and with it all of the lab ends. */
export function labOf(main: number): number {
  const found = family(main).find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'unshare\n'
    } catch {
      return false
    }
  })
  if (found === undefined) throw new Error(`process ${main} has no lab`)
  return found
}

/** The lab program itself, which answers on the pipe: the child of the process that holds the lab. */
export function labProgramOf(main: number): number {
  const holder = labOf(main)
  return Number(readFileSync(`/proc/${holder}/task/${holder}/children`, 'utf8').trim().split(' ')[0])
}

/** A zombie is not alive: it only waits for its parent to look. */
export function alive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}

/** Asks again and again until the answer is yes, for at most `ms`. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<boolean> {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (await holds()) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return holds()
}
