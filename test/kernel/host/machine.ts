import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { execa } from 'execa'
import { type HostArguments, type HostClient, openHostClient } from '#electron/privilege/host-client'
import type { HostVerb } from '#shared/helper/host-protocol'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Ruleset } from '#shared/ruleset/ruleset'
import type { Plan } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { family } from '../../support/machine.ts'
import { bundle, must } from '../lab.ts'

/**
 * A namespace that plays this machine: a network namespace with root's rights and a /run of its own. As root it is a plain one, without
 * the limits of a user namespace; helpers and guards are killed in it as they would be killed on a machine.
 */
export interface TestMachine {
  readonly pid: number
  readonly run: (tool: string, args: readonly string[], input?: string) => Promise<string>
  /** Words before a command that run it in this machine. */
  readonly enter: readonly string[]
  readonly dump: () => Promise<Dump>
  /** How to start the helper in it. */
  readonly helperWords: () => Promise<string[]>
  /** The helper program, started and greeted. */
  readonly helper: () => Promise<TestHelper>
  readonly journals: () => Promise<string[]>
  readonly close: () => Promise<void>
}

export interface TestHelper {
  readonly client: HostClient
  readonly child: ChildProcess
  /** Its process number; the helper has no other child while nothing is asked of it. */
  readonly guard: () => number
  ask<V extends HostVerb>(verb: V, args: HostArguments<V>): ReturnType<HostClient['request']>
  /** Brings the machine to a ruleset. */
  readonly apply: (want: Ruleset, trial: string | null) => ReturnType<HostClient['request']>
}

const isRoot = process.getuid?.() === 0
const OWN = isRoot ? [] : ['--user', '--map-root-user']

/** Both kinds of iptables are one program each, which goes by the name it is called by. */
const PROGRAM = '/usr/sbin/xtables-nft-multi'
const LEGACY = 'mount --bind /usr/sbin/xtables-legacy-multi'

export async function startMachine(kind: 'nft' | 'legacy' = 'nft'): Promise<TestMachine> {
  const script = ['mount -t tmpfs tmpfs /run', ...(kind === 'legacy' ? [`${LEGACY} ${PROGRAM}`] : [])]
  const holder = spawn('unshare', [...OWN, '--net', '--mount', 'sh', '-c', [...script, 'echo ready', 'exec cat'].join(' && ')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const pid = holder.pid ?? 0
  const enter = ['--target', String(pid), ...(isRoot ? [] : ['--user', '--preserve-credentials']), '--net', '--mount']
  const run: TestMachine['run'] = async (tool, args, input = '') =>
    (await execa('nsenter', [...enter, tool, ...args], { input, env: { LC_ALL: 'C' }, stripFinalNewline: false })).stdout
  const dump = async (): Promise<Dump> => {
    const [v4, v6, sets] = await Promise.all([run('iptables-save', []), run('ip6tables-save', []), run('ipset', ['save'])])
    return { tables: [...parseSave('ipv4', v4).tables, ...parseSave('ipv6', v6).tables], sets: parseSets(sets) }
  }
  await run('ip', ['link', 'set', 'lo', 'up'])

  const helperWords = async () => ['nsenter', ...enter, process.execPath, await bundle('electron/helper/main.ts')]

  const helper = async (): Promise<TestHelper> => {
    const [command = '', ...args] = await helperWords()
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    let complaints = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString('utf8')
    })
    const ended = new Promise<string>((resolve) => child.on('close', () => resolve(complaints)))
    const pipe = { pid: child.pid ?? 0, stdin: child.stdin, stdout: child.stdout, kill: () => child.kill('SIGKILL'), ended }
    const client = must(await openHostClient(pipe, 40_000))
    const own = client.greeting.pid
    return {
      client,
      child,
      guard: () => family(own).find((pid) => pid !== own) ?? 0,
      ask: (verb, args) => client.request(verb, args),
      apply: async (want, trial) => {
        const plan: Plan = planSync(want, await dump())
        return client.request('apply', { plan, trial })
      },
    }
  }
  return {
    pid,
    run,
    enter: ['nsenter', ...enter],
    dump,
    helperWords,
    helper,
    journals: async () => (await run('ls', ['/run/tapwall'])).split('\n').filter((name) => name.startsWith('trial')),
    close: async () => {
      holder.stdin.end()
      if (holder.exitCode === null) await once(holder, 'exit')
    },
  }
}

/** Equal for tables that say the same: chains and sets by name, and without the hooks that come into being when a table is first used. */
export const sorted = ({ tables, sets }: Dump = emptyDump): unknown => ({
  tables: tables
    .map(({ chains, ...table }) => ({
      ...table,
      chains: chains
        .filter(({ policy, rules }) => policy !== 'ACCEPT' || rules.length > 0)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }))
    .filter(({ chains }) => chains.length > 0)
    .toSorted((a, b) => (`${a.family} ${a.table}` < `${b.family} ${b.table}` ? -1 : 1)),
  sets: sets.map((set) => ({ ...set, members: set.members.toSorted() })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
})
