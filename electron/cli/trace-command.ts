import type { Command } from 'commander'
import type { PacketQuestion, PacketWalk, WalkSummary } from '#shared/contract/walk'
import { errorLine, type TapwallError } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import { labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { openFile } from '../project-file/file.ts'
import { openSession, type Session } from '../session/session.ts'
import { addressOf, findNode } from './machines.ts'
import { whole } from './options.ts'
import { fail, failWith, printJson, printLines, STATUS } from './talk.ts'
import { agreementLines, packetLines } from './trace-words.ts'

interface TraceOptions {
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

/** Builds the lab, applies the rules, sends and traces; exit status 0: all agree, 1: they differ, 2: it could not be done. */
async function run(file: string, from: string, to: string, options: TraceOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) return fail(opened.error)
  const { project } = opened.value
  const session = openSession({ project, program: 'trace', startLab: () => startLab(labProgram()), now: Date.now })
  try {
    return await trace(session, project, from, to, options)
  } finally {
    await session.close()
  }
}

async function trace(session: Session, project: Project, from: string, to: string, options: TraceOptions): Promise<number> {
  const started = await session.startLab()
  if (!started.ok) return fail(started.error)
  const applied = await session.applies.apply(session.projects.state.get().revision, null)
  if (!applied.ok) return fail(applied.error)
  const { nodes } = session.state.get().lab
  const node = findNode(nodes, from)
  if (node === undefined) return failWith(`No machine ${from} in this lab. Its machines: ${nodes.map((n) => n.name).join(', ')}.`)
  const sent = await send(session, questionOf(node.id, addressOf(project, nodes, node, to), options))
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

async function send(session: Session, question: PacketQuestion): Promise<{ walk: WalkSummary } | { error: TapwallError }> {
  for await (const event of session.sendWalk(question)) {
    if (event.kind === 'failed') return { error: event.error }
    if (event.kind === 'ended') return { walk: event.walk }
  }
  return { error: { kind: 'bug', detail: errorLine({ kind: 'cancelled' }) } }
}

export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description(
      "build the lab of a project, send packets with the kernel's trace on, and compare it with what was worked out and counted",
    )
    .argument('<file>', 'project file or Networking API v2.0 document')
    .argument('<from>', 'VM or outside host: name, id or address')
    .argument('<to>', 'address, or name of a machine')
    .option('--count <n>', 'pings', whole(1, 20), 1)
    .option('--tcp <port>', 'a TCP connection to this port instead', whole(1, 65535))
    .option('--udp <port>', 'a UDP datagram to this port instead', whole(1, 65535))
    .option('--no-listening', 'nobody listens on the port of --tcp')
    .option('--source-ip <address>', 'one packet with this source instead of its own')
    .option('--source-mac <mac>', 'one packet with this source MAC instead of its own')
    .option('--no-tried', 'only the rules that matched')
    .option('--json', 'everything as one JSON object', false)
    .addHelpText('after', '\nExit status: 0 what was worked out, traced and counted agree, 1 they differ, 2 it could not be done.')
    .action(async (file: string, from: string, to: string, options: TraceOptions) => {
      process.exitCode = await run(file, from, to, options)
    })
}
