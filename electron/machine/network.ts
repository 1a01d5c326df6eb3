import type { z } from 'zod'
import type { DomainCard } from '#shared/machine/domiflist'
import { findBridges, type Told } from '#shared/machine/find-bridges'
import type { FoundNetwork } from '#shared/machine/found'
import { type Entries, Forwarding, Link, LinkAddresses, Neighbour, readEntries } from '#shared/machine/iproute'
import type { ToolSilence } from '#shared/machine/machine'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'

/** iproute2 answers within milliseconds, also for a thousand devices. */
const PATIENCE_MS = 5000
const LONGEST_WORDS = 2000

/** The bridges of the network that this process stands in. Nothing is written, and no rights are needed. */
export async function readNetwork(cards: readonly DomainCard[]): Promise<Result<FoundNetwork, ToolSilence>> {
  const [links, neighbours] = await Promise.all([readLinks(), list('ip', ['-j', 'neigh', 'show'], Neighbour)])
  return links.ok ? ok(findBridges({ ...links.value, neighbours: orNone(neighbours), cards })) : links
}

/** Its devices with their addresses, and what its bridges have heard behind them. */
export async function readLinks(): Promise<Result<Pick<Told, 'links' | 'addresses' | 'forwarding'>, ToolSilence>> {
  const [links, addresses, forwarding] = await Promise.all([
    list('ip', ['-j', '-d', 'link', 'show'], Link),
    list('ip', ['-j', 'addr', 'show'], LinkAddresses),
    list('bridge', ['-j', 'fdb', 'show'], Forwarding),
  ])
  return links.ok ? ok({ links: links.value, addresses: orNone(addresses), forwarding: orNone(forwarding) }) : links
}

/** What is only known besides may be missing: an iproute2 without it, a kernel without neighbours. */
const orNone = <T>(read: Result<Entries<T>, ToolSilence>): Entries<T> => (read.ok ? read.value : { entries: [], unread: 0 })

async function list<T>(
  tool: 'ip' | 'bridge',
  args: readonly string[],
  schema: z.ZodType<T>,
): Promise<Result<Entries<T>, ToolSilence>> {
  const command = `${tool} ${args.join(' ')}`
  const ended = await runTool({ tool, args, within: null, timeoutMs: PATIENCE_MS })
  if (!ended.ok) return err({ command, exitCode: null, says: '' })
  const { exitCode, stdout, stderr } = ended.value
  if (exitCode !== 0) return err({ command, exitCode, says: stderr.trim().slice(0, LONGEST_WORDS) })
  const read = readEntries(schema, stdout)
  return read.ok ? read : err({ command, exitCode, says: read.error })
}
