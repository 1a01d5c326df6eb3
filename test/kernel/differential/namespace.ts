import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** A network namespace of the test's own, which ends with it. As an ordinary user it stands in a user namespace, its own or another's. */
export class Namespace {
  private readonly holder: ChildProcess
  private readonly enter: readonly string[]

  private constructor(holder: ChildProcess, enter: readonly string[]) {
    this.holder = holder
    this.enter = enter
  }

  static async make(beside: Namespace | null = null): Promise<Namespace> {
    const isRoot = process.getuid?.() === 0
    const own = isRoot || beside !== null ? [] : ['--user', '--map-current-user', '--keep-caps']
    const outer = isRoot || beside === null ? [] : ['nsenter', '--target', String(beside.pid), '--user', '--preserve-credentials']
    const [command = '', ...args] = [...outer, 'unshare', ...own, '--net', 'cat']
    const holder = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    holder.stdin.write('ready\n')
    await once(holder.stdout, 'data')
    const user = isRoot ? [] : ['--user', '--preserve-credentials']
    return new Namespace(holder, ['nsenter', '--target', String(holder.pid), ...user, '--net'])
  }

  get pid(): number {
    return this.holder.pid ?? 0
  }

  /** What the tool prints; throws with its words when it refuses. */
  run(tool: string, args: readonly string[], input: string | Uint8Array = ''): Promise<string> {
    const [command = '', ...words] = [...this.enter, tool, ...args]
    return new Promise((resolve, reject) => {
      const options = { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 }
      const child = execFile(command, words, options, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${tool} ${args.join(' ')}: ${stderr}${error.message}\n${input}`)),
      )
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
    })
  }

  /** A program that runs until its input ends. */
  start(tool: string, args: readonly string[], output: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
    const [command = '', ...words] = [...this.enter, tool, ...args]
    return spawn(command, words, { stdio: ['pipe', output, 'pipe'], env: { ...process.env, LC_ALL: 'C' } })
  }

  ip(lines: readonly string[]): Promise<string> {
    return this.run('ip', ['-batch', '-'], `${lines.join('\n')}\n`)
  }

  /** Files below /proc/sys/net show the namespace of who opens them. */
  async sysctls(values: Readonly<Record<string, number>>): Promise<void> {
    for (const value of new Set(Object.values(values))) {
      const files = Object.keys(values).filter((file) => values[file] === value)
      await this.run(
        'tee',
        files.map((file) => `/proc/sys/net/${file}`),
        `${value}\n`,
      )
    }
  }

  /** Received so far, by card: [bytes, packets]. */
  received(): Map<string, readonly [number, number]> {
    const lines = readFileSync(`/proc/${this.pid}/net/dev`, 'utf8').split('\n').slice(2)
    return new Map(
      lines.flatMap((line) => {
        const [name, numbers] = line.split(':')
        if (name === undefined || numbers === undefined) return []
        const [bytes, packets] = numbers.trim().split(/\s+/, 2).map(Number)
        return [[name.trim(), [bytes ?? 0, packets ?? 0] as const]]
      }),
    )
  }

  async close(): Promise<void> {
    const over = this.holder.exitCode === null ? once(this.holder, 'exit') : null
    this.holder.stdin?.end()
    await over
  }
}
