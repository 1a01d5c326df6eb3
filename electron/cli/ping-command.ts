import type { Command } from 'commander'
import type { MovedRow, PingEvent } from '#shared/contract/states'
import { errorLine, type TapwallError } from '#shared/errors'
import { withoutMark } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { openFile } from '../project-file/file.ts'
import { openSession, type Session } from '../session/session.ts'
import { addressOf, findNode } from './machines.ts'
import { decimal, whole } from './options.ts'

interface PingOptions {
  readonly count: number
  readonly interval: number
  readonly size: number
  readonly tcp?: number
  readonly json: boolean
}

/** Exit status for everything that is not ping's own: bad input, no lab, refused rules. ping itself uses 2 for the like. */
const OTHER_FAILURE = 2

const fail = (error: TapwallError): number => {
  console.error(errorLine(error))
  return OTHER_FAILURE
}

const rowName = ({ chain, rule, text }: MovedRow): string =>
  rule === null ? `${chain} ${text}` : `${chain} ${rule}  ${withoutMark(text)}`

/** The moved rules as a table: packets, bytes, chain and rule. */
function movedTable(moved: readonly MovedRow[]): string[] {
  if (moved.length === 0) return ['No rule moved.']
  const width = Math.max(7, ...moved.map((row) => String(row.packets).length))
  const bytesWidth = Math.max(5, ...moved.map((row) => String(row.bytes).length))
  const head = `${'packets'.padStart(width)}  ${'bytes'.padStart(bytesWidth)}  chain and rule`
  return [
    head,
    ...moved.map((row) => `${String(row.packets).padStart(width)}  ${String(row.bytes).padStart(bytesWidth)}  ${rowName(row)}`),
  ]
}

/** Prints the stream as it comes; gives ping's exit status. */
async function show(events: AsyncGenerator<PingEvent, void, void>, json: boolean): Promise<number> {
  const lines: string[] = []
  const replies: { seq: number; ttl: number; ms: number }[] = []
  for await (const event of events) {
    if (event.kind === 'failed') return fail(event.error)
    if (event.kind === 'reply') replies.push({ seq: event.seq, ttl: event.ttl, ms: event.ms })
    if (event.kind === 'line') {
      lines.push(event.text)
      if (!json) console.log(terminalLine(event.text))
    }
    if (event.kind === 'ended') {
      const { exitCode, sent, received, moved } = event
      const told = json
        ? JSON.stringify({ exitCode, sent, received, replies, lines, moved }, null, 1)
        : ['', 'Rules that moved:', ...movedTable(moved)].join('\n')
      // Inside of JSON the escapes of a terminal are those of JSON, too.
      console.log(terminalText(told))
      return exitCode ?? OTHER_FAILURE
    }
  }
  return OTHER_FAILURE
}

async function test(session: Session, project: Project, from: string, to: string, options: PingOptions): Promise<number> {
  const started = await session.startLab()
  if (!started.ok) return fail(started.error)
  const applied = await session.applies.apply(session.projects.state.get().revision, null)
  if (!applied.ok) return fail(applied.error)
  const { nodes } = session.state.get().lab
  const node = findNode(nodes, from)
  if (node === undefined) {
    console.error(terminalLine(`No machine ${from} in this lab. Its machines: ${nodes.map((n) => n.name).join(', ')}.`))
    return OTHER_FAILURE
  }
  const address = addressOf(project, nodes, node, to)
  const { count, interval, size, tcp, json } = options
  return tcp === undefined
    ? show(session.ping({ from: node.id, to: address, count, interval, size }), json)
    : show(session.connect({ from: node.id, to: address, port: tcp, bytes: size }), json)
}

async function run(file: string, from: string, to: string, options: PingOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) return fail(opened.error)
  const { project } = opened.value
  const session = openSession({ project, program: 'ping', startLab: () => startLab(labProgram()), now: Date.now })
  try {
    return await test(session, project, from, to, options)
  } finally {
    await session.close()
  }
}

export function addPingCommand(program: Command): void {
  program
    .command('ping')
    .description('build the lab of a project, apply its rules, ping, and list the rules that moved; ends with the status of ping')
    .argument('<file>', 'project file or Networking API v2.0 document')
    .argument('<from>', 'VM or outside host: name, id or address')
    .argument('<to>', 'address, or name of a machine')
    .option('--count <n>', 'packets', whole(1, 1000), 4)
    .option('--interval <seconds>', 'time between packets', decimal(0.01, 60), 1)
    .option('--size <bytes>', 'bytes of data in each packet', whole(0, 65000), 56)
    .option('--tcp <port>', 'open one TCP connection to this port instead, and send --size bytes over it', whole(1, 65535))
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : OTHER_FAILURE))
    .option('--json', 'everything as one JSON object at the end', false)
    .action(async (file: string, from: string, to: string, options: PingOptions) => {
      process.exitCode = await run(file, from, to, options)
    })
}
