import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { LabArguments, LabClient, LabRequestOptions } from '#electron/privilege/lab-client'
import { type LabProgram, startLab } from '#electron/privilege/start-lab'
import type { LabAnswers, LabVerb } from '#shared/helper/lab-protocol'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump, rowsOf } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'

/** The lab for tests: bundled from the sources as they are now, started as it is started for people. */

export const root = fileURLToPath(new URL('../..', import.meta.url))

let bundling: Promise<string> | null = null

/** Path of a fresh bundle of the lab program, made once for each test file. */
export function labBundle(): Promise<string> {
  bundling ??= (async () => {
    const outDir = await mkdtemp(join(tmpdir(), 'tapwall-lab-'))
    const configFile = join(root, 'build', 'vite.lab.config.ts')
    await build({ root, configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
    return join(outDir, 'lab.cjs')
  })()
  return bundling
}

export const testProgram = async (): Promise<LabProgram> => ({
  runtime: process.execPath,
  file: await labBundle(),
  electron: false,
})

/** The value, or the error in the test's failure. */
export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 2))
  return result.value
}

export interface TestLab {
  readonly client: LabClient
  /** Asks and expects an answer. */
  ask<V extends LabVerb>(verb: V, args: LabArguments<V>, options?: LabRequestOptions): Promise<LabAnswers[V]>
  /** Counters that moved while `act` ran, as `chain: rule` -> `packets:bytes`, marks left out. */
  moved(host: string, act: () => Promise<unknown>): Promise<Record<string, string>>
  ping(node: string, to: string, count?: number, size?: number): Promise<Ping>
  close(): Promise<void>
}

export interface Ping {
  readonly exitCode: number | null
  readonly lines: readonly string[]
  readonly ttls: readonly number[]
}

export async function startTestLab(project: Project): Promise<TestLab> {
  const client = must(await startLab(await testProgram()))
  const ask: TestLab['ask'] = async (verb, args, options) => must(await client.request(verb, args, options))
  await ask('build', { topology: must(labTopology(project)) })
  const read = async (host: string) => {
    const { dump, packets, bytes } = await ask('read', { host, known: null })
    return { rows: rowsOf(dump ?? emptyDump), packets, bytes }
  }
  return {
    client,
    ask,
    moved: async (host, act) => {
      const before = await read(host)
      await act()
      const after = await read(host)
      return Object.fromEntries(
        after.rows.flatMap((row, i) => {
          const packets = (after.packets[i] ?? 0) - (before.packets[i] ?? 0)
          const bytes = (after.bytes[i] ?? 0) - (before.bytes[i] ?? 0)
          const text = row.text.replace(/-m comment --comment \S+ /, '')
          return packets === 0 && bytes === 0 ? [] : [[`${row.chain}: ${text}`, `${packets}:${bytes}`]]
        }),
      )
    },
    ping: async (node, to, count = 4, size = 56) => {
      const lines: string[] = []
      const args = { node, to, count, interval: 0.2, size }
      const { exitCode } = await ask('ping', args, { onLine: (text) => lines.push(text) })
      return { exitCode, lines, ttls: lines.flatMap((line) => / ttl=(\d+) /.exec(line)?.[1] ?? []).map(Number) }
    },
    close: () => client.close(),
  }
}

/** Network namespaces that processes of this machine are in, but for our own: what a lab leaves behind would be among them. */
export function foreignNamespaces(): string[] {
  const own = readlinkSync('/proc/self/ns/net')
  const seen = new Set<string>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const namespace = readlinkSync(`/proc/${pid}/ns/net`)
      if (namespace !== own) seen.add(namespace)
    } catch {
      // It ended while we looked.
    }
  }
  return [...seen]
}

/** Processes below one, children first found, grandchildren after. */
export function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The second field, a name in parentheses, may hold blanks.
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return [[Number(name), Number(fields[1])] as const]
      } catch {
        return []
      }
    })
  const below = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)])
  return below(pid)
}

/** Waits until it holds; fails with the words after five seconds. */
export async function until(words: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`after five seconds still not: ${words}`)
}
