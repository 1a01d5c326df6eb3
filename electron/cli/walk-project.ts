import { compile } from '#shared/compile/compile'
import type { PacketQuestion } from '#shared/contract/walk'
import { type Issue, invalid, issue, type TapwallError } from '#shared/errors'
import { type WrittenFor, writtenFor } from '#shared/explain/walked'
import type { LabTopology } from '#shared/helper/topology'
import { projectWorld } from '#shared/lab-world/project-world'
import { hasPorts, ICMP, ICMPV6 } from '#shared/net/protocol'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { afterPlan } from '#shared/sync/after-plan'
import { planSync } from '#shared/sync/plan-sync'
import { blockersOf } from '#shared/walk/blockers'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import type { AskedPacket } from '#shared/walk/packet-words'
import { type World, type WorldPlace, worldHolding } from '#shared/walk/world'
import { openFile } from '../project-file/file.ts'
import { packetBlockers } from '../session/walk-blockers.ts'
import { answerQuestion, readQuestion } from '../session/walk-question.ts'
import { type CompiledHosts, crossHost } from './walk-crossing.ts'
import { onePacket, type Walked } from './walked.ts'

/** What is walked beside the packet itself: null, it alone. */
export type Answers = { readonly count: number; readonly isListening: boolean } | null

interface Lab {
  readonly written: WrittenFor
  readonly world: World
  readonly topology: LabTopology
}

const refuse = (path: string, code: string, message: string, values: Issue['values'] = {}): Result<never, TapwallError> =>
  err(invalid([issue([path], code, message, values)]))

/** Of a project: with `in` one crossing of the host that has the device, without it the whole way from who has the source address. */
export async function walkProject(
  file: string,
  asked: AskedPacket,
  { host, answers }: { readonly host: string | undefined; readonly answers: Answers },
): Promise<Result<Walked, TapwallError>> {
  const opened = await openFile(file)
  if (!opened.ok) return opened
  const compiled = compileHosts(opened.value.project)
  if (!compiled.ok) return compiled
  if (asked.in !== undefined) return answers === null ? crossHost(compiled.value, asked, asked.in, host) : NOT_AT_ONE_HOST
  if (host !== undefined)
    return refuse('in', 'walk.on-without-in', `--on ${host} walks one crossing of that host. Write in=DEVICE, too.`, { host })
  const { project, dumps, written } = compiled.value
  const built = projectWorld(project, dumps)
  if (!built.ok) return err(invalid(built.error))
  const lab = { written, ...built.value }
  const sender = senderOf(lab.world, asked.packet.source)
  if (!sender.ok) return sender
  return answers === null ? ok(walkOne(lab, asked.packet, sender.value)) : converse(lab, asked.packet, sender.value, answers)
}

const NOT_AT_ONE_HOST = refuse(
  'in',
  'walk.answers-of-crossing',
  'What is answered depends on who gets the packet, and with in= only one crossing is walked. Leave in= out, or ask about one packet.',
)

/** What the rules of a project's hosts are for, to tell it of rules that were found elsewhere. */
export async function writtenBy(file: string): Promise<Result<WrittenFor, TapwallError>> {
  const opened = await openFile(file)
  const compiled = opened.ok ? compileHosts(opened.value.project) : opened
  return compiled.ok ? ok(compiled.value.written) : compiled
}

function compileHosts(project: Project): Result<CompiledHosts, TapwallError> {
  const dumps = new Map<string, Dump>()
  const rulesets: Ruleset[] = []
  for (const { name } of project.hosts) {
    const ruleset = compile(project, name)
    if (!ruleset.ok) return err(invalid(ruleset.error))
    rulesets.push(ruleset.value)
    dumps.set(name, afterPlan(emptyDump, planSync(ruleset.value, emptyDump)))
  }
  return ok({ project, dumps, written: writtenFor(project, rulesets) })
}

function senderOf({ places }: World, source: string): Result<WorldPlace, TapwallError> {
  const sender = places.find(({ kind, devices }) => {
    const addresses = devices.flatMap((device) => device.addresses.map((prefix) => prefix.split('/')[0]))
    return kind !== 'host' && kind !== 'switch' && addresses.includes(source)
  })
  if (sender !== undefined) return ok(sender)
  const message = `No machine of the project has the address ${source}. Write in=DEVICE to walk one crossing.`
  return refuse('src', 'walk.no-sender', message, { address: source })
}

const titlesOf = ({ places }: World) => new Map(places.map(({ name, title }) => [name, title]))

function walkOne({ world, written }: Lab, asked: WalkPacket, sender: WorldPlace): Walked {
  const packet = asSent(asked)
  // A MAC that is claimed is not the one that its own IP would write.
  const from = { place: sender.name, as: packet.sourceMac === undefined ? ('ip' as const) : ('frame' as const) }
  const walk = (now: World) => walkJourney(new Network(now), new Memory(), from, packet)
  const dumps = new Map(world.places.map(({ name, dump }) => [name, dump]))
  return {
    ...{ turns: onePacket(walk(world)), titles: titlesOf(world), written },
    blockersOf: () => blockersOf(dumps, (held) => walk(worldHolding(world, held))),
  }
}

const [TCP, UDP] = [6, 17] as const

/** A port of the ephemeral range (`ip_local_port_range`). */
const A_SOURCE_PORT = 40_000

/** What a sender would choose itself where it is not given: source port, flags of a first segment, id of an echo. */
function asSent(packet: WalkPacket): WalkPacket {
  const { protocol, icmpType, family } = packet
  return {
    ...(hasPorts(protocol) ? { sourcePort: A_SOURCE_PORT } : {}),
    ...(protocol === TCP ? { flags: ['SYN'] } : {}),
    ...(isEcho({ protocol, icmpType, family }) ? { icmpId: 1 } : {}),
    ttl: 64,
    ...packet,
  }
}

const isEcho = ({ protocol, icmpType, family }: Pick<WalkPacket, 'protocol' | 'icmpType' | 'family'>): boolean =>
  family === 'ipv4' ? protocol === ICMP && icmpType === 8 : protocol === ICMPV6 && icmpType === 128

/** The packet, what is answered, and what goes on. */
function converse(lab: Lab, packet: WalkPacket, sender: WorldPlace, answers: NonNullable<Answers>): Result<Walked, TapwallError> {
  const { world, topology, written } = lab
  const question = questionOf(packet, topology.machines.find(({ namespace }) => namespace === sender.name)?.id ?? '', answers)
  if (!question.ok) return question
  const asked = readQuestion(question.value, topology, new Network(world))
  if (!asked.ok) return asked
  return ok({
    ...{ turns: answerQuestion(asked.value, new Network(world)), titles: titlesOf(world), written },
    blockersOf: (number) => packetBlockers(asked.value, world, number),
  })
}

function questionOf(
  packet: WalkPacket,
  from: string,
  { count, isListening }: NonNullable<Answers>,
): Result<PacketQuestion, TapwallError> {
  const { protocol, family, destination: to, source: sourceIp, sourcePort, destinationPort, length, sourceMac, icmpType } = packet
  const given = {
    ...{ from, to, sourceIp },
    ...(length === undefined ? {} : { length }),
    ...(sourceMac === undefined ? {} : { sourceMac }),
  }
  const icmp = family === 'ipv4' ? 8 : 128
  if (protocol === (family === 'ipv4' ? ICMP : ICMPV6) && (icmpType ?? icmp) === icmp) return ok({ ...given, what: 'ping', count })
  const what = protocol === TCP ? 'tcp' : protocol === UDP ? 'udp' : null
  if (what === null)
    return refuse(
      'proto',
      'walk.no-answer',
      'Nothing that is known answers such a packet. Ask about a ping (proto=icmp), tcp or udp, or about one packet.',
    )
  if (count !== 1)
    return refuse('count', 'walk.count-of-ping', '--count is of pings. Write proto=icmp, or --answers for a whole connection.')
  if (destinationPort === undefined)
    return refuse('dport', 'packet.missing', 'dport is missing. Write dport=PORT.', { key: 'dport' })
  return ok({ ...given, what, destinationPort, isListening, ...(sourcePort === undefined ? {} : { sourcePort }) })
}
