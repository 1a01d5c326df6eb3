import { closeSync, openSync, readFileSync } from 'node:fs'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { findTool, missingTools, type Tool } from '../helper/run-tool.ts'
import { type LabClient, type LabPipe, openLabClient } from './lab-client.ts'
import { spawnProgram } from './spawn-program.ts'
import { NOBODY, STEP_DOWN, UNSHARE, whyNoNamespaces } from './user-namespaces.ts'

/** What to run: a Node runtime and the lab program bundled into one CommonJS file. */
export interface LabProgram {
  /** Absolute path of Node, or of Electron's binary. */
  readonly runtime: string
  /** Absolute path of the bundled lab program. */
  readonly file: string
  /** The runtime is Electron, which is Node only with ELECTRON_RUN_AS_NODE. */
  readonly electron: boolean
}

const LAB_TOOLS: readonly Tool[] = [
  'iptables',
  'iptables-save',
  'iptables-restore',
  'ip6tables-save',
  'ip6tables-restore',
  'ipset',
  'ip',
  'ping',
  'tcpreplay',
  'nsenter',
  'unshare',
  'mount',
  'tee',
  'cat',
]
const GREETING_MS = 15_000

/**
 * Starts the lab program as an ordinary user who is master of fresh user, network, mount and process namespaces, and of nothing
 * else. Real root steps down to nobody first: root mapped to root could still write /etc and the machine's sysctls.
 */
export async function startLab(program: LabProgram): Promise<Result<LabClient, TapwallError>> {
  const root = isRealRoot()
  const missing = missingTools(root ? [...LAB_TOOLS, 'setpriv'] : LAB_TOOLS)
  if (missing !== null) return err(missing)
  const pipe = spawnLab(program, root)
  if (!pipe.ok) return pipe
  const client = await openLabClient(pipe.value, GREETING_MS)
  if (client.ok) return client
  return err((await whyNoNamespaces(root)) ?? client.error)
}

/** Root of a user namespace that has no user nobody is an ordinary user already, and there is nobody to step down to. */
function isRealRoot(): boolean {
  if (process.getuid?.() !== 0) return false
  const ranges = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n')
  return ranges.some((range) => {
    const [first = 0, , count = 0] = range.trim().split(/\s+/).map(Number)
    return first <= NOBODY && NOBODY < first + count
  })
}

/**
 * Runtime and program travel as open files 3 and 4, since both may lie in a folder that nobody cannot enter (/root).
 * `--preserve-symlinks-main` keeps Node from resolving /proc/self/fd/4 to that folder; without an extension it is CommonJS.
 */
export function spawnLab(program: LabProgram, root = isRealRoot()): Result<LabPipe, TapwallError> {
  const opened: number[] = []
  try {
    const runtime = openSync(program.runtime, 'r')
    opened.push(runtime)
    const file = openSync(program.file, 'r')
    opened.push(file)
    const down = root ? [findTool('setpriv') ?? 'setpriv', ...STEP_DOWN] : []
    const words = [...down, findTool('unshare') ?? 'unshare', ...UNSHARE]
    const [command = '', ...args] = [...words, '/proc/self/fd/3', '--preserve-symlinks-main', '/proc/self/fd/4']
    const spawned = spawnProgram(command, args, {
      env: program.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
      files: [runtime, file],
    })
    return spawned.ok ? ok(spawned.value.pipe) : spawned
  } catch (thrown) {
    return err({ kind: 'helper-lost', detail: thrown instanceof Error ? thrown.message : String(thrown) })
  } finally {
    for (const fd of opened) closeSync(fd)
  }
}
