import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/** The tools that speak nf_tables, and those of the older interface: two sets of tables beside each other. */
export type Kind = 'nft' | 'legacy'

/** A network namespace with tables of its own, written and read by one kind of iptables; ends with `close`. */
export class TableNamespace {
  private readonly holder
  private readonly kind: Kind
  private readonly lock = join(mkdtempSync(join(tmpdir(), 'tapwall-reads-back-')), 'xtables.lock')

  constructor(kind: Kind) {
    this.kind = kind
    const own = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps']
    this.holder = spawn('unshare', [...own, '--net', 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  }

  async ready(): Promise<void> {
    this.holder.stdin.write('ready\n')
    await once(this.holder.stdout, 'data')
  }

  async close(): Promise<void> {
    this.holder.stdin.end()
    await once(this.holder, 'exit')
  }

  /** What the tool prints; throws when it refuses. */
  async run(tool: string, args: readonly string[], input = ''): Promise<string> {
    const own = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials']
    const { stdout } = await execa('nsenter', ['--target', String(this.holder.pid), ...own, '--net', tool, ...args], {
      input,
      stripFinalNewline: false,
      env: { LC_ALL: 'C', XTABLES_LOCKFILE: this.lock },
    })
    return stdout
  }

  tool(family: 'iptables' | 'ip6tables', what: 'save' | 'restore'): string {
    return `${family}-${this.kind}-${what}`
  }
}
