import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { findTool, missingTools, type Tool } from '../helper/run-tool.ts'
import { type HostClient, openHostClient } from './host-client.ts'
import { spawnProgram } from './spawn-program.ts'

/** What to run with root's rights: a Node runtime and the helper bundled into one CommonJS file. */
export interface HelperProgram {
  /** Absolute path of Node, or of Electron's binary. */
  readonly runtime: string
  /** Absolute path of the bundled helper. */
  readonly file: string
  /** The runtime is Electron, which is Node only with ELECTRON_RUN_AS_NODE. */
  readonly electron: boolean
  /** A program of root's that starts exactly these and lets nothing else through, where a package has installed one. */
  readonly wrapper: string | null
  /** A word that the helper is started with; without one it reads and writes. A wrapper lets none through. */
  readonly mode?: string
}

/** How root's rights are got. `asks`: a person is asked by the desktop, in a dialog that is not ours. */
export interface WayToRoot {
  readonly by: 'root' | 'sudo' | 'pkexec'
  readonly asks: boolean
  /** All that will be run, word by word. */
  readonly command: readonly [string, ...string[]]
}

/** What the way is chosen by; a test has others than the machine's. */
export interface System {
  readonly uid: number
  readonly find: (tool: Tool) => string | null
  /** Milliseconds that a person may take to answer the desktop's question. */
  readonly askingMs: number
}

const HELPER_TOOLS: readonly Tool[] = [
  'iptables',
  'iptables-save',
  'iptables-restore',
  'ip6tables',
  'ip6tables-save',
  'ip6tables-restore',
  'ipset',
  'setpriv',
]
/** A helper first ends what a former one left on trial, and waits up to half a minute for a guard that does. */
const GREETING_MS = 45_000
/** A person looks for a password. */
const ASKING_MS = 5 * 60_000
const machine: System = { uid: process.getuid?.() ?? -1, find: findTool, askingMs: ASKING_MS }

/**
 * Root already; else sudo where it needs no password; else pkexec, which asks. Errors: `tool-missing` for what the helper works with,
 * `privilege` where none of the three is to be had. Nothing is started but `sudo -n true`, which says whether sudo asks.
 */
export async function wayToRoot(program: HelperProgram, system: System = machine): Promise<Result<WayToRoot, TapwallError>> {
  const missing = missingTools(HELPER_TOOLS)
  if (missing !== null) return err(missing)
  const { runtime, file, electron, wrapper, mode } = program
  const own = mode === undefined ? [file] : [file, mode]
  if (system.uid === 0) return ok({ by: 'root', asks: false, command: [runtime, ...own] })
  const [sudo, pkexec, env] = [system.find('sudo'), system.find('pkexec'), system.find('env')]
  // Both empty the environment, so what the runtime needs of it is said behind them.
  const asNode = [env ?? 'env', 'LC_ALL=C', ...(electron ? ['ELECTRON_RUN_AS_NODE=1'] : []), runtime, ...own]
  const words = wrapper === null ? asNode : [wrapper]
  const sudoOk = sudo !== null && (await isGranted(sudo, system.find('true') ?? 'true'))
  if (sudo !== null && sudoOk) return ok({ by: 'sudo', asks: false, command: [sudo, '-n', '--', ...words] })
  // Without an agent of the desktop it would ask in the terminal, which is not ours to take.
  if (pkexec !== null) return ok({ by: 'pkexec', asks: true, command: [pkexec, '--disable-internal-agent', ...words] })
  return err(NO_WAY)
}

const NO_WAY: TapwallError = {
  kind: 'privilege',
  reason: 'not-allowed',
  detail: 'Tapwall is not run by root, sudo is not there or asks for a password, and pkexec is not installed.',
  fix: 'Install pkexec, or let root run Tapwall: sudo npm start -- --serve',
}

/** sudo -n true, in a session without a terminal as the helper will be: what sudo remembers of a terminal does not count there. */
async function isGranted(sudo: string, yes: string): Promise<boolean> {
  const asked = spawnProgram(sudo, ['-n', '--', yes], { env: {} })
  if (!asked.ok) return false
  asked.value.pipe.stdin.end()
  asked.value.pipe.stdout.resume()
  return (await asked.value.status) === 0
}

/**
 * Starts the helper of this machine's firewall and waits for its greeting, with pkexec for as long as a person may take. Aborting
 * `signal` gives up. Besides the errors of `wayToRoot`: `privilege` when the person or the system's rules say no, `busy` when another
 * helper lives, `helper-lost` for everything else that is no greeting.
 */
export async function startHelper(
  program: HelperProgram,
  signal?: AbortSignal,
  system: System = machine,
): Promise<Result<HostClient, TapwallError>> {
  const way = await wayToRoot(program, system)
  if (!way.ok) return way
  const { by, asks, command } = way.value
  const [file, ...args] = command
  const spawned = spawnProgram(file, args, {
    env: by === 'root' && program.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
  })
  if (!spawned.ok) return err(machineLost(spawned.error))
  const { pipe, status } = spawned.value
  const giveUp = () => pipe.kill()
  signal?.addEventListener('abort', giveUp, { once: true })
  if (signal?.aborted) giveUp()
  const begun = performance.now()
  const client = await openHostClient(pipe, asks ? system.askingMs : GREETING_MS)
  signal?.removeEventListener('abort', giveUp)
  if (client.ok) {
    if (!signal?.aborted) return client
    await client.value.close()
    return err({ kind: 'cancelled' })
  }
  if (signal?.aborted) return err({ kind: 'cancelled' })
  if (asks && performance.now() - begun >= system.askingMs) return err(TIMED_OUT)
  if (client.error.kind !== 'helper-lost' || by !== 'pkexec') return client
  return err(refusalOf(await status) ?? client.error)
}

const machineLost = (error: TapwallError): TapwallError => (error.kind === 'helper-lost' ? { ...error, of: 'machine' } : error)

const TIMED_OUT: TapwallError = {
  kind: 'privilege',
  reason: 'timed-out',
  detail: 'Nobody answered the question for the password within five minutes.',
  fix: 'Switch this machine on again, and answer the dialog of the desktop.',
}

/** pkexec(1): 126 when the dialog was dismissed, 127 when it is not allowed or nobody could be asked. Else the status is the program's. */
function refusalOf(status: number | null): TapwallError | null {
  if (status === 126)
    return {
      kind: 'privilege',
      reason: 'declined',
      detail: 'The question for the password was dismissed.',
      fix: 'Switch this machine on again, and answer the dialog of the desktop.',
    }
  if (status === 127)
    return {
      kind: 'privilege',
      reason: 'not-allowed',
      detail: 'The system’s rules do not allow it, or there is no desktop that could ask for a password.',
      fix: 'Ask who administers this machine, or let root run Tapwall: sudo npm start -- --serve',
    }
  return null
}
