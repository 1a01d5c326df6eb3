import type { Command } from 'commander'
import type { MovedRow, PingEvent } from '#shared/contract/states'
import { withoutMark } from '#shared/netfilter/dump'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { decimal, whole } from './options.ts'
import { inOwnLab, type OwnLab } from './own-lab.ts'
import { fail, STATUS } from './talk.ts'

interface PingOptions {
  readonly count: number
  readonly interval: number
  readonly size: number
  readonly tcp?: number
  readonly json: boolean
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

/** Prints the stream as it comes; gives ping's exit status, which for errors of its own is 2, too. */
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
      return exitCode ?? STATUS.failed
    }
  }
  return STATUS.failed
}

function test({ session, from, addressOf }: OwnLab, to: string, options: PingOptions): Promise<number> {
  const { count, interval, size, tcp, json } = options
  const way = { from: from.id, to: addressOf(to) }
  return tcp === undefined
    ? show(session.ping({ ...way, count, interval, size }), json)
    : show(session.connect({ ...way, port: tcp, bytes: size }), json)
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
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'everything as one JSON object at the end', false)
    .action(async (file: string, from: string, to: string, options: PingOptions) => {
      process.exitCode = await inOwnLab('ping', file, from, (lab) => test(lab, to, options))
    })
}
