import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { ownConnections } from '#shared/machine/own-connections'
import type { OwnConnection } from '#shared/netfilter/own-connection'
import { type HelperProgram, startHelper, wayToRoot } from './start-helper.ts'

/** This machine, for sessions that may be switched to its firewall. */
export const thisMachine = (program: HelperProgram) => ({
  name: hostname(),
  way: () => wayToRoot(program),
  connections: ownConnectionsHere,
  start: (signal: AbortSignal) => startHelper(program, signal),
})

/** Connections that people may be using this machine by, so that an apply does not cut them unsaid. Nothing of it needs rights. */
function ownConnectionsHere(): OwnConnection[] {
  const interfaces = new Map(
    Object.entries(networkInterfaces()).flatMap(([name, all]) => (all ?? []).map(({ address }) => [address, name] as const)),
  )
  const [tcp, tcp6] = [readText('/proc/net/tcp'), readText('/proc/net/tcp6')]
  return ownConnections({ tcp, tcp6, ssh: process.env['SSH_CONNECTION'], interfaces })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
