import { hostname } from 'node:os'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { AskedPacket } from '#shared/walk/packet-words'
import { helperProgram } from '../dist-folder.ts'
import { readSetting } from '../machine/facts.ts'
import { readLinks } from '../machine/network.ts'
import { readFirewall } from '../privilege/read-firewall.ts'
import { wayThrough } from './machine-way.ts'
import { crossOnce, type Way } from './walk-dump.ts'
import type { Walked } from './walked.ts'

/** Through the rules that this machine's own kernel holds now. Nothing is written. */
export async function walkMachine(asked: AskedPacket): Promise<Result<Omit<Walked, 'written'>, TapwallError>> {
  const network = await readLinks()
  if (!network.ok) {
    const { command, says } = network.error
    const message = `The devices of this machine cannot be read: ${command} ended without an answer. ${says}`.trim()
    return err(invalid([issue([], 'walk.no-links', message, { command })]))
  }
  const showsBridged = {
    ipv4: (readSetting('bridge/bridge-nf-call-iptables') ?? 0) !== 0,
    ipv6: (readSetting('bridge/bridge-nf-call-ip6tables') ?? 0) !== 0,
  }
  const way = wayThrough(asked, { ...network.value, showsBridged })
  if (!way.ok) return way
  const dump = await readFirewall(helperProgram())
  if (dump.ok) return ok({ ...crossOnce(asked, dump.value, hostname(), way.value), ...noteOf(asked, way.value) })
  const { error } = dump
  return err(error.kind === 'privilege' && error.reason === 'not-allowed' ? { ...error, fix: AS_ROOT } : error)
}

const SWITCHES = { ipv4: 'bridge-nf-call-iptables', ipv6: 'bridge-nf-call-ip6tables' } as const

function noteOf({ packet }: AskedPacket, { passesRules = true, bridge = '' }: Way): Pick<Walked, 'note'> {
  if (passesRules) return {}
  const name = `net.bridge.${SWITCHES[packet.family]}`
  return { note: `${bridge} shows its packets to no rules: ${name} is 0, or not there without the module br_netfilter.` }
}

const AS_ROOT = 'Let root run the command: sudo npm run -s tapwall -- walk --host PACKET...'
