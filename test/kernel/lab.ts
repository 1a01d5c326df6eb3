import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { LabArguments, LabClient, LabRequestOptions, LabVerbs } from '#electron/privilege/lab-client'
import { type LabProgram, startLab } from '#electron/privilege/start-lab'
import type { LabVerb } from '#shared/helper/lab-protocol'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump, rowsOf } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { makeBundle } from '../support/bundle.ts'

/** The lab for tests: bundled from the sources as they are now, started as it is started for people. */

const bundles = new Map<string, Promise<string>>()

/** Path of a fresh bundle of a program, made once for each test file, as the lab is bundled. Others may read it. */
export function bundle(source: string): Promise<string> {
  const made = bundles.get(source) ?? makeBundle(source, 'program.cjs')
  bundles.set(source, made)
  return made
}

export const testProgram = async (): Promise<LabProgram> => ({
  runtime: process.execPath,
  file: await bundle('electron/lab/main.ts'),
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
  ask<V extends LabVerb>(verb: V, args: LabArguments<V>, options?: LabRequestOptions): Promise<LabVerbs[V]['answer']>
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

/** The user namespace that a process is in, which is one lab's own; null when it has ended, fetched by its parent or not yet. */
export function userNamespaceOf(pid: number): string | null {
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return null
    return readlinkSync(`/proc/${pid}/ns/user`)
  } catch {
    return null
  }
}

/** All processes of this machine that are in a user namespace: those of one lab, whoever else runs labs here. */
export const processesIn = (userNamespace: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => userNamespaceOf(pid) === userNamespace)

/** The lab program itself: the child of the process that holds the lab. */
export const labProcess = (holder: number): number =>
  Number(readFileSync(`/proc/${holder}/task/${holder}/children`, 'utf8').trim().split(' ')[0])

/** Waits until it holds; fails with the words after twenty seconds. */
export async function until(words: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`after twenty seconds still not: ${words}`)
}
