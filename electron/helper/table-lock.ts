import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Family } from '#shared/netfilter/rule-spec'
import { RUN_FOLDER } from './journal.ts'
import { findTool } from './run-tool.ts'

/**
 * The lock that iptables-legacy's tools take for each table that they write, whichever family it is of (iptables/xshared.c, XT_LOCK_NAME):
 * two of them that write IPv4 and IPv6 side by side wait for each other, though the kernel's tables have nothing in common. Held here for
 * both, others' tools still wait, and ours may be given a lock of their own each (XTABLES_LOCKFILE). iptables-nft takes none.
 */
const LOCK = '/run/xtables.lock'
/** Seconds, as our tools wait for it themselves. */
const WAIT = '5'

export interface TableLock {
  /** What the tools of a family need in their environment as long as the lock is held. */
  readonly environment: (family: Family) => Readonly<Record<string, string>>
  release(): void
}

const environment = (family: Family) => ({ XTABLES_LOCKFILE: join(RUN_FOLDER, `xtables-${family}.lock`) })

/** Null where it cannot be had: then the tools take it one after the other. It goes with this process, however that ends. */
export function holdTableLock(): Promise<TableLock | null> {
  const [flock, cat] = [findTool('flock'), findTool('cat')]
  if (flock === null || cat === null) return Promise.resolve(null)
  const child: ChildProcess = spawn(flock, ['--wait', WAIT, LOCK, cat], { stdio: ['pipe', 'pipe', 'ignore'], env: {}, cwd: '/' })
  return new Promise((resolve) => {
    child.on('error', () => resolve(null))
    child.on('exit', () => resolve(null))
    child.stdin?.on('error', () => {})
    // What comes back was read by a program that was started with the lock.
    child.stdout?.once('data', () => resolve({ environment, release: () => child.stdin?.end() }))
    child.stdin?.write('\n')
  })
}
