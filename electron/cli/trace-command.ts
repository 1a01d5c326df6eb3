import type { Command } from 'commander'
import type { PacketQuestion, PacketWalk, WalkSummary } from '#shared/contract/walk'
import type { TapwallError } from '#shared/errors'
import { terminalLine } from '#shared/terminal-text'
import type { Session } from '../session/session.ts'
import { whole } from './options.ts'
import { inOwnLab, type OwnLab } from './own-lab.ts'
import { fail, failWith, printJson, printLines, STATUS } from './talk.ts'
import { traceMachine } from './trace-machine.ts'
import { agreementLines, packetLines } from './trace-words.ts'

interface TraceOptions {
  readonly host: boolean
  readonly seconds: number
  readonly count: number
  readonly tcp?: number
  readonly udp?: number
  readonly listening: boolean
  readonly sourceIp?: string
  readonly sourceMac?: string
  readonly tried: boolean
  readonly json: boolean
}

function questionOf(from: string, to: string, options: TraceOptions): PacketQuestion {
  const { count, tcp, udp, sourceIp, sourceMac, listening } = options
  const faked = { ...(sourceIp === undefined ? {} : { sourceIp }), ...(sourceMac === undefined ? {} : { sourceMac }) }
  const port = tcp ?? udp
  const protocol = tcp !== undefined ? 6 : udp !== undefined ? 17 : to.includes(':') ? 58 : 1
  const ports = port === undefined ? {} : { destinationPort: port }
  if (sourceIp !== undefined || sourceMac !== undefined) return { from, to, what: 'packet', protocol, ...ports, ...faked }
  if (tcp !== undefined) return { from, to, what: 'tcp', ...ports, isListening: listening }
  return udp === undefined ? { from, to, what: 'ping', count } : { from, to, what: 'udp', ...ports, isListening: false }
}

/** Sends and traces; status 0: all agree, 1: they differ, 2: it could not be done. */
async function trace({ session, from, addressOf }: OwnLab, to: string, options: TraceOptions): Promise<number> {
  const sent = await send(session, questionOf(from.id, addressOf(to), options))
  if ('error' in sent) return fail(sent.error)
  const { walk } = sent
  const packets: PacketWalk[] = []
  for (const { number } of walk.packets) {
    const packet = session.walks.packet(walk.id, number)
    if (!packet.ok) return fail(packet.error)
    packets.push(packet.value)
  }
  if (options.json) printJson({ ...walk, packets })
  else {
    for (const packet of packets) printLines(packetLines(walk, packet, options.tried))
    printLines(agreementLines(walk))
  }
  return walk.agreement?.agree === true ? STATUS.ok : STATUS.no
}

/** Who sends is heard as it speaks, beside the output: that is the walk alone. */
async function send(session: Session, question: PacketQuestion): Promise<{ walk: WalkSummary } | { error: TapwallError }> {
  for await (const event of session.sendWalk(question)) {
    if (event.kind === 'line') console.error(terminalLine(event.text))
    if (event.kind === 'failed') return { error: event.error }
    if (event.kind === 'ended') return { walk: event.walk }
  }
  return { error: { kind: 'cancelled' } }
}

export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description(
      "build the lab of a project, send packets with the kernel's trace on, and compare it with what was worked out and counted",
    )
    .usage('[options] FILE FROM TO\n       tapwall trace --host [options] PACKET...')
    .argument('<words...>', 'project file, VM or outside host (name, id or address), and address or name of a machine; or PACKET')
    .option('--host', 'follow packets that come by themselves on this machine, which a running Tapwall has switched on', false)
    .option('--seconds <n>', 'with --host: how long', whole(1, 600), 30)
    .option('--count <n>', 'pings', whole(1, 20), 1)
    .option('--tcp <port>', 'a TCP connection to this port instead', whole(1, 65535))
    .option('--udp <port>', 'a UDP datagram to this port instead', whole(1, 65535))
    .option('--no-listening', 'nobody listens on the port of --tcp')
    .option('--source-ip <address>', 'one packet with this source instead of its own')
    .option('--source-mac <mac>', 'one packet with this source MAC instead of its own')
    .option('--no-tried', 'only the rules that matched')
    .option('--json', 'everything as one JSON object', false)
    .addHelpText('after', `\n${WORDS}`)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? STATUS.ok : STATUS.failed))
    .action(async (words: string[], options: TraceOptions, command: Command) => {
      const given = new Set(Object.keys(options).filter((name) => command.getOptionValueSource(name) === 'cli'))
      process.exitCode = await run(words, options, given)
    })
}

/** What says what is sent, and what says how long is waited, by the names that commander gives the options. */
const OF_LAB = ['count', 'tcp', 'udp', 'listening', 'sourceIp', 'sourceMac'] as const
const OF_HOST = ['seconds'] as const

const WORDS = `PACKET, with --host: proto=icmp, tcp, udp or a number; src=, dst= (addresses or prefixes), sport=, dport=, type=, code=, in=.
What is left out may be anything; answers are followed, too. Ctrl+C ends it, and the kernel's rules of the trace go with it.

Exit status: 0 what was worked out, traced and counted agree, 1 they differ, 2 it could not be done. With --host: 0 packets came, 1 none
came, 2 it could not be done, 3 no Tapwall runs.`

async function run(words: readonly string[], options: TraceOptions, given: ReadonlySet<string>): Promise<number> {
  const stray = (options.host ? OF_LAB : OF_HOST).filter((name) => given.has(name))
  if (stray.length > 0)
    return failWith(
      options.host
        ? `Nothing is sent with --host: leave out what is to be sent (${stray.join(', ')}), and write the words of a packet.`
        : '--seconds belongs to --host: in the lab the trace ends with what is sent.',
    )
  if (options.host) return traceMachine(words, options)
  const [file, from, to, ...more] = words
  if (file === undefined || from === undefined || to === undefined || more.length > 0)
    return failWith('Write what to trace as FILE FROM TO, or --host and the words of a packet.')
  return inOwnLab('trace', file, from, (lab) => trace(lab, to, options))
}
