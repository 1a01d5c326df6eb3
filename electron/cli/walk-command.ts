import type { Command } from 'commander'
import { compile } from '#shared/compile/compile'
import { type Issue, invalid, issue, type TapwallError } from '#shared/errors'
import { projectWorld } from '#shared/lab-world/project-world'
import { hasPorts, ICMP, ICMPV6 } from '#shared/net/protocol'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { afterPlan } from '#shared/sync/after-plan'
import { planSync } from '#shared/sync/plan-sync'
import { terminalLine } from '#shared/terminal-text'
import { forwardingOf } from '#shared/walk/forwarding-text'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network, readDump } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { type AskedPacket, readPacketWords } from '#shared/walk/packet-words'
import { type Crossing, passOver } from '#shared/walk/pass-over'
import type { Journey } from '#shared/walk/step'
import { Tracking } from '#shared/walk/tracking'
import { openFile } from '../project-file/file.ts'
import { readText } from '../project-file/read-text.ts'

import { fail, printJson, printLines, STATUS } from './talk.ts'
import { journeyLines } from './walk-words.ts'

interface WalkOptions {
  readonly save?: string
  readonly ipset?: string
  readonly fdb?: string
  readonly host?: string
  readonly tried: boolean
  readonly json: boolean
}

/** The answer to "does it pass": yes, no, or that it cannot be known. */
const EXIT = { accept: STATUS.ok, drop: STATUS.no, unsure: 4 } as const

interface Walked {
  readonly journey: Journey
  readonly titles: ReadonlyMap<string, string>
}

/** Prints the way of one packet; exit status 0: accepted, 1: dropped, 4: cannot be known, 2: it could not be asked. */
async function run(words: readonly string[], options: WalkOptions): Promise<number> {
  const [first, ...rest] = words
  const isBare = options.save !== undefined
  const asked = readPacketWords(isBare ? words : rest)
  if (!asked.ok) return failIssues(asked.error)
  const walked = isBare ? await walkDump(asked.value, options) : await walkProject(first ?? '', asked.value, options)
  if (!walked.ok) return fail(walked.error)
  const { journey, titles } = walked.value
  if (options.json) printJson(journey)
  else printLines(journeyLines(journey, titles, options.tried))
  return EXIT[journey.verdict]
}

function failIssues(issues: readonly Issue[]): number {
  for (const { message } of issues) console.error(terminalLine(message))
  return STATUS.failed
}

/** What was not given of the surroundings of a bare dump is not known. */
function crossingOf(asked: AskedPacket, dump: Dump, name: string, out: string | undefined): Crossing {
  const { in: inside, bridge, state, isRouted } = asked
  return {
    ...{ place: readDump(dump, name), tracking: new Tracking(), kind: isRouted ? 'routed' : 'bridge', state: state ?? 'unknown' },
    ...(bridge === undefined ? {} : { bridge }),
    ...(inside === undefined ? {} : { in: inside }),
    ...(out === undefined ? {} : { out }),
    ...(asked.mark === undefined ? {} : { mark: asked.mark }),
  }
}

async function walkDump(asked: AskedPacket, { save = '', ipset, fdb }: WalkOptions): Promise<Result<Walked, TapwallError>> {
  const text = await readText(save)
  if (!text.ok) return text
  const sets = ipset === undefined ? ok('') : await readText(ipset)
  if (!sets.ok) return sets
  const table = fdb === undefined ? ok(null) : await readText(fdb)
  if (!table.ok) return table
  const ports = table.value === null ? ok(null) : forwardingOf(table.value)
  if (!ports.ok) return ports
  const { packet } = asked
  const { tables } = parseSave(packet.family, text.value)
  if (tables.length === 0)
    return err(
      invalid([
        issue(['save'], 'walk.no-tables', `${save} has no table of iptables-save. Give its output as it is.`, { path: save }),
      ]),
    )
  const found = ports.value?.find(({ mac }) => mac === packet.destinationMac)?.port
  const dump: Dump = { tables: [...tables], sets: parseSets(sets.value) }
  const name = 'this host'
  return ok({ journey: passOver(crossingOf(asked, dump, name, asked.out ?? found), packet), titles: new Map([[name, name]]) })
}

/** Of a project: with `in` one crossing of the host that has the device, without it the whole way from who has the source address. */
async function walkProject(file: string, asked: AskedPacket, options: WalkOptions): Promise<Result<Walked, TapwallError>> {
  const opened = await openFile(file)
  if (!opened.ok) return opened
  const { project } = opened.value
  const dumps = dumpsOf(project)
  if (!dumps.ok) return dumps
  if (asked.in !== undefined) return crossHost(project, asked, dumps.value, options.host)
  const built = projectWorld(project, dumps.value)
  if (!built.ok) return err({ kind: 'invalid', issues: built.error })
  const { world } = built.value
  const packet = asSent(asked.packet)
  const sender = world.places.find(({ kind, devices }) => {
    const addresses = devices.flatMap((device) => device.addresses.map((prefix) => prefix.split('/')[0]))
    return kind !== 'host' && kind !== 'switch' && addresses.includes(packet.source)
  })
  if (sender === undefined)
    return err(
      invalid([
        issue(
          ['src'],
          'walk.no-sender',
          `No machine of the project has the address ${packet.source}. Write in=DEVICE to walk one crossing.`,
          { address: packet.source },
        ),
      ]),
    )
  const titles = new Map(world.places.map(({ name, title }) => [name, title]))
  return ok({ journey: walkJourney(new Network(world), new Memory(), { place: sender.name, as: 'ip' }, packet), titles })
}

/** A port of the ephemeral range (`ip_local_port_range`). */
const A_SOURCE_PORT = 40_000

/** What a sender would choose itself where it is not given: source port, flags of a first segment, id of an echo. */
function asSent(packet: WalkPacket): WalkPacket {
  const { protocol, family, icmpType } = packet
  const isEcho = protocol === (family === 'ipv4' ? ICMP : ICMPV6) && icmpType === (family === 'ipv4' ? 8 : 128)
  return {
    ...(hasPorts(protocol) ? { sourcePort: A_SOURCE_PORT } : {}),
    ...(protocol === TCP ? { flags: ['SYN'] } : {}),
    ...(isEcho ? { icmpId: 1 } : {}),
    ttl: 64,
    ...packet,
  }
}

/** What the hosts would hold after an apply to empty kernels. */
function dumpsOf(project: Project): Result<Map<string, Dump>, TapwallError> {
  const dumps = new Map<string, Dump>()
  for (const { name } of project.hosts) {
    const ruleset = compile(project, name)
    if (!ruleset.ok) return err({ kind: 'invalid', issues: ruleset.error })
    dumps.set(name, afterPlan(emptyDump, planSync(ruleset.value, emptyDump)))
  }
  return ok(dumps)
}

function crossHost(
  project: Project,
  asked: AskedPacket,
  dumps: ReadonlyMap<string, Dump>,
  wanted: string | undefined,
): Result<Walked, TapwallError> {
  const [first = ''] = dumps.keys()
  const built = projectWorld(project, dumps)
  const holder = built.ok
    ? built.value.topology.computes.find(({ ports }) => ports.some(({ tap, qvb }) => tap === asked.in || qvb === asked.in))
    : undefined
  const host = wanted ?? holder?.hostName ?? first
  const dump = dumps.get(host)
  if (dump === undefined)
    return err(
      invalid([
        issue(['host'], 'host.unknown', `There is no host ${host}. Choose one of ${[...dumps.keys()].join(', ')}.`, { name: host }),
      ]),
    )
  const port = holder?.ports.find(({ tap, qvb }) => tap === asked.in || qvb === asked.in)
  const other = port === undefined ? undefined : asked.in === port.tap ? port.qvb : port.tap
  const bridge = asked.bridge ?? port?.qbr
  const crossing = crossingOf({ ...asked, bridge }, dump, host, asked.out ?? other)
  return ok({ journey: passOver(crossing, asked.packet), titles: new Map([[host, host]]) })
}

const TCP = 6

const WORDS = `PACKET: words, or one JSON object: src=, dst=, proto= (always); sport=, dport=, type=, code=, flags=, len=, ttl=,
smac=, dmac=; in=, out= (ports of the bridge, or with the word routed interfaces), bridge=, state=, mark=. With --save what is not
given is not known, and rules that ask for it are unsure.`

export function addWalkCommand(program: Command): void {
  program
    .command('walk')
    .description('work out what becomes of a packet: every rule it is tried against, and why it matches or not')
    .usage('[options] FILE PACKET...\n       tapwall walk [options] --save DUMP PACKET...')
    .argument('<words...>', 'project file and packet; with --save the packet alone')
    .option('--save <dump>', 'output of iptables-save or ip6tables-save instead of a project')
    .option('--ipset <dump>', 'output of ipset save, for the sets that rules name')
    .option('--fdb <file>', 'output of `bridge -json fdb show`: finds out= by dmac=')
    .option('--host <name>', 'host of the project; by default the one that has the device')
    .option('--no-tried', 'only the rules that matched')
    .option('--json', 'as JSON: the journey with all its passes and steps', false)
    .addHelpText('after', `\n${WORDS}\n\nExit status: 0 accepted, 1 dropped, 4 cannot be known, 2 could not be asked.`)
    .action(async (words: string[], options: WalkOptions) => {
      process.exitCode = await run(words, options)
    })
}
