import { accessSync, constants } from 'node:fs'
import { execa, type Options } from 'execa'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { readLines } from './lines.ts'

/**
 * The one door to the system's tools: absolute paths out of fixed directories, arguments as arrays, nothing of our environment,
 * input on stdin, a time limit, never a shell. What a tool prints is for people; its exit code decides.
 */
const DIRECTORIES = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin']
const ENVIRONMENT = { LC_ALL: 'C', PATH: DIRECTORIES.join(':') }
const TIMEOUT_MS = 30_000
/** One line of a tool that is followed while it runs. */
const LONGEST_TOOL_LINE = 64 * 1024

/** Debian's package for each tool that is run here or in the lab. */
export const toolPackages = {
  iptables: 'iptables',
  'iptables-save': 'iptables',
  'iptables-restore': 'iptables',
  ip6tables: 'iptables',
  'ip6tables-save': 'iptables',
  'ip6tables-restore': 'iptables',
  ipset: 'ipset',
  conntrack: 'conntrack',
  'xtables-monitor': 'iptables',
  ip: 'iproute2',
  bridge: 'iproute2',
  virsh: 'libvirt-clients',
  ping: 'iputils-ping',
  tcpreplay: 'tcpreplay',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  mount: 'mount',
  tee: 'coreutils',
  cat: 'coreutils',
  true: 'coreutils',
  env: 'coreutils',
  sudo: 'sudo',
  pkexec: 'pkexec',
} as const
export type Tool = keyof typeof toolPackages

const found = new Map<Tool, string>()

/** Where a tool is, or null. Looked up once. */
export function findTool(tool: Tool): string | null {
  const known = found.get(tool)
  if (known !== undefined) return known
  for (const directory of DIRECTORIES) {
    const path = `${directory}/${tool}`
    try {
      accessSync(path, constants.X_OK)
    } catch {
      continue
    }
    found.set(tool, path)
    return path
  }
  return null
}

/** Which of these are not installed, with the packages that bring them. */
export function missingTools(tools: readonly Tool[]): TapwallError | null {
  const missing = tools.filter((tool) => findTool(tool) === null)
  if (missing.length === 0) return null
  return { kind: 'tool-missing', tools: missing.map((tool) => ({ tool, debianPackage: toolPackages[tool] })) }
}

/** The network namespace in which a tool runs: a file to enter by nsenter, or null for our own. */
export type Within = string | null

export interface ToolRun {
  /** A tool by name, or `runtime` with its absolute path: this very program's Node. */
  readonly tool: Tool | { readonly runtime: string }
  readonly args: readonly string[]
  readonly within: Within
  readonly input?: string | Uint8Array
  readonly timeoutMs?: number
  readonly extraEnvironment?: Readonly<Record<string, string>>
  /** The kernel kills the tool when we are killed: nothing is written any more after our end. */
  readonly endsWithUs?: boolean
}

/** `exitCode` is null when a signal or the time limit ended it. */
export interface ToolEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a tool to its end. */
export async function runTool(run: ToolRun): Promise<Result<ToolEnd, TapwallError>> {
  const words = argv(run)
  if (!words.ok) return words
  const [file, ...args] = words.value
  const ended = await execa(file, args, { ...options(run), input: run.input ?? '', timeout: run.timeoutMs ?? TIMEOUT_MS })
  const stderr = ended.timedOut ? `${ended.stderr}\nIt did not end within ${run.timeoutMs ?? TIMEOUT_MS} ms.` : ended.stderr
  return ok({ exitCode: ended.exitCode ?? null, stdout: ended.stdout, stderr: withoutExit(stderr, ended.originalMessage) })
}

/** A tool that is followed while it runs. `stop` sends SIGINT, and SIGKILL to one that stays. */
export interface FollowedTool {
  readonly ended: Promise<ToolEnd>
  readonly pid: number
  stop(): void
}

const STOP_PATIENCE_MS = 1000

/** Starts a tool and calls `onLine` for each line of its output as it comes. */
export function followTool(
  run: ToolRun,
  onLine: (line: string) => void,
  onRest?: (rest: string) => void,
): Result<FollowedTool, TapwallError> {
  const words = argv(run)
  if (!words.ok) return words
  const [file, ...args] = words.value
  const limit = run.timeoutMs === undefined ? {} : { timeout: run.timeoutMs }
  const child = execa(file, args, { ...options(run), input: run.input ?? '', ...limit, buffer: { stdout: false } })
  readLines(child.stdout, LONGEST_TOOL_LINE, onLine, () => child.kill('SIGKILL'), onRest)
  const ended = child.then(
    (end): ToolEnd => ({ exitCode: end.exitCode ?? null, stdout: '', stderr: withoutExit(end.stderr, end.originalMessage) }),
  )
  const stop = () => {
    child.kill('SIGINT')
    const stubborn = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
    void ended.finally(() => clearTimeout(stubborn))
  }
  return ok({ ended, stop, pid: child.pid ?? 0 })
}

/** `reject: false`: a refusal is an answer. Tools never see a terminal. */
const options = (run: ToolRun) =>
  ({
    env: { ...ENVIRONMENT, ...run.extraEnvironment },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    shell: false,
    cwd: '/',
  }) as const satisfies Options

function argv({ tool, args, within, endsWithUs }: ToolRun): Result<readonly [string, ...string[]], TapwallError> {
  const file = typeof tool === 'string' ? findTool(tool) : tool.runtime
  if (file === null) return err(missing(tool))
  const words: [string, ...string[]] = [file, ...args]
  if (endsWithUs === true) {
    const setpriv = findTool('setpriv')
    if (setpriv === null) return err(missing('setpriv'))
    words.unshift(setpriv, '--pdeathsig', 'KILL')
  }
  if (within === null) return ok(words)
  const nsenter = findTool('nsenter')
  return nsenter === null ? err(missing('nsenter')) : ok([nsenter, `--net=${within}`, ...words])
}

const missing = (tool: ToolRun['tool']): TapwallError =>
  (typeof tool === 'string' ? missingTools([tool]) : null) ?? { kind: 'bug', detail: `no such tool: ${JSON.stringify(tool)}` }

/** A program that could not be started at all has no words of its own; the system's then stand for it. */
const withoutExit = (stderr: string | undefined, message: string | undefined): string =>
  stderr === undefined || stderr === '' ? (message ?? '') : stderr
