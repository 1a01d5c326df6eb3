import type { Command } from 'commander'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { toldBlockers, toldDecisions } from '#shared/explain/walked'
import { err, ok, type Result } from '#shared/result'
import { terminalLine } from '#shared/terminal-text'
import { outcomeOf } from '#shared/walk/outcome'
import { readPacketWords } from '#shared/walk/packet-words'
import type { Verdict } from '#shared/walk/step'
import type { WalkTurn } from '../session/walk-question.ts'
import { whole } from './options.ts'
import { fail, printJson, printLines, STATUS } from './talk.ts'
import { walkDump } from './walk-dump.ts'
import { walkMachine } from './walk-machine.ts'
import { type Answers, walkProject, writtenBy } from './walk-project.ts'
import { conversationLines, packetLines, type ToldPacket } from './walk-verdict.ts'
import type { Walked } from './walked.ts'

interface WalkOptions {
  readonly save?: string
  readonly ipset?: string
  readonly fdb?: string
  readonly host: boolean
  readonly project?: string
  readonly on?: string
  readonly count?: number
  readonly answers: boolean
  readonly listening: boolean
  readonly tried: boolean
  readonly json: boolean
}

/** The answer to "does it pass": yes, no, or that it cannot be known. */
const EXIT = { accept: STATUS.ok, drop: STATUS.no, unsure: 4 } as const

/** Prints the way of a packet, or of a conversation; exit status 0: all accepted, 1: one dropped, 4: not known, 2: it could not be asked. */
async function run(words: readonly string[], options: WalkOptions): Promise<number> {
  const walked = await walk(words, options)
  if (!walked.ok) return fail(walked.error)
  const { turns, note } = walked.value
  if (note !== undefined) console.error(terminalLine(note))
  const packets = turns.map((turn) => toldPacket(turn, walked.value))
  const verdict = worst(turns)
  const isConversation = answersOf(options) !== null
  const [only] = packets
  if (options.json) printJson(isConversation || only === undefined ? { verdict, packets: packets.map(jsonOf) } : jsonOf(only))
  else if (isConversation) printLines(conversationLines(packets, walked.value.titles, options.tried))
  else printLines(packets.flatMap((packet) => packetLines(packet, walked.value.titles, options.tried)))
  return EXIT[verdict]
}

async function walk(words: readonly string[], options: WalkOptions): Promise<Result<Walked, TapwallError>> {
  const wrong = refusedOptions(options)
  if (wrong !== null) return err(wrong)
  const { save, ipset, fdb, on, host, project } = options
  const isBare = host || save !== undefined
  const [file = '', ...rest] = words
  if (!isBare && /^[a-z]+=|^\{/.test(file)) return err(NO_SOURCE)
  const asked = readPacketWords(isBare ? words : rest)
  if (!asked.ok) return err(invalid(asked.error))
  if (!isBare) return walkProject(file, asked.value, { host: on, answers: answersOf(options) })
  const written = project === undefined ? ok(null) : await writtenBy(project)
  if (!written.ok) return written
  const crossed = save === undefined ? await walkMachine(asked.value) : await walkDump(asked.value, { save, ipset, fdb })
  return crossed.ok ? ok({ ...crossed.value, written: written.value }) : crossed
}

const answersOf = ({ count, answers, listening }: WalkOptions): Answers =>
  count === undefined && !answers ? null : { count: count ?? 1, isListening: listening }

const NO_SOURCE = invalid([
  issue(
    ['file'],
    'walk.no-source',
    'It is not said what to walk through. Name a project file before the packet, or write --save DUMP or --host.',
  ),
])

function refusedOptions({ save, ipset, fdb, host, project, on, ...options }: WalkOptions): TapwallError | null {
  const isTalk = options.count !== undefined || options.answers
  const isBare = host || save !== undefined
  const wrong = [
    ...(host && save !== undefined ? ['--host walks through this machine and --save through a file. Write one of them.'] : []),
    ...(save === undefined && ipset !== undefined ? ['--ipset belongs to --save: elsewhere the sets are known.'] : []),
    ...(save === undefined && fdb !== undefined ? ['--fdb belongs to --save: elsewhere the bridges are known.'] : []),
    ...(isBare && on !== undefined
      ? ['--on chooses a host of a project. With --save and --host there is one only: leave it out.']
      : []),
    ...(isBare && isTalk ? ['Who answers is not known with --save and --host. Leave --count and --answers out.'] : []),
    ...(isBare || project === undefined ? [] : ['--project belongs to --save and --host. Name the file before the packet.']),
    ...(isTalk || options.listening ? [] : ['--no-listening belongs to --answers.']),
  ]
  return wrong.length === 0 ? null : invalid(wrong.map((words) => issue(['options'], 'walk.options', words, { words })))
}

function worst(turns: readonly WalkTurn[]): Verdict {
  const has = (verdict: Verdict): boolean => turns.some(({ journey }) => journey.verdict === verdict)
  return has('drop') ? 'drop' : has('unsure') || turns.length === 0 ? 'unsure' : 'accept'
}

function toldPacket({ sequence, direction, says, journey }: WalkTurn, { titles, written, blockersOf }: Walked): ToldPacket {
  const teller = { language: 'en' as const, written, titleOf: (place: string) => titles.get(place) ?? place }
  const found = journey.verdict === 'drop' ? blockersOf(sequence) : null
  return {
    ...{ number: sequence, direction, says, journey, state: outcomeOf(journey).state },
    decidedBy: toldDecisions(journey, teller),
    blockers: found === null ? [] : toldBlockers(found.blockers, journey.packet.family, teller),
    afterwards: found?.afterwards ?? null,
  }
}

/** The journey with what was found about it beside it. */
const jsonOf = ({ journey, ...told }: ToldPacket): object => ({ ...told, ...journey })

const WORDS = `PACKET: words, or one JSON object: src=, dst=, proto= (always); sport=, dport=, type=, code=, flags=, len=, ttl=,
smac=, dmac=; in=, out= (ports of the bridge, or with the word routed interfaces), bridge=, state=, mark=. With --save and --host what
is not given is not known, and rules that ask for it are unsure: write state=NEW for a first packet.

--host reads the rules, sets and bridges of this machine as root, by sudo where that does not ask, or by pkexec, which does, and writes
nothing. in= is enough to find the bridge, and the other port by dmac= or where there are two; a packet of the machine's own needs no in=.

Behind the verdict stands which rules let the packet go on, each with the group rule or other part of Neutron that it was written for; or
everything that stands in its way, in the order in which the packet meets it.

Exit status: 0 accepted, 1 dropped, 4 cannot be known, 2 could not be asked. Of a conversation: 1 when one of its packets is dropped.`

export function addWalkCommand(program: Command): void {
  program
    .command('walk')
    .description('work out what becomes of a packet: every rule it is tried against, and why it matches or not')
    .usage(
      '[options] FILE PACKET...\n       tapwall walk [options] --save DUMP PACKET...\n       tapwall walk [options] --host PACKET...',
    )
    .argument('<words...>', 'project file and packet; with --save and --host the packet alone')
    .option('--save <dump>', 'output of iptables-save or ip6tables-save instead of a project')
    .option('--ipset <dump>', 'output of ipset save, for the sets that rules name')
    .option('--fdb <file>', 'output of `bridge -json fdb show`: finds out= by dmac=')
    .option('--host', 'the rules that the kernel of this machine holds now, instead of a project', false)
    .option('--project <file>', 'with --save and --host: the project that the rules were written of, to tell what each is for')
    .option('--on <host>', 'with in=: host of the project that the packet crosses; by default the one that has the device')
    .option('--answers', 'the whole conversation: what the other side answers, and what goes on then', false)
    .option('--count <n>', 'so many pings, each with its answer', whole(1, 1000))
    .option('--no-listening', 'with --answers: nobody listens on the port')
    .option('--no-tried', 'only the rules that matched')
    .option('--json', 'as JSON: the journey with all its passes and steps; of a conversation a list of them', false)
    .addHelpText('after', `\n${WORDS}`)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? STATUS.ok : STATUS.failed))
    .action(async (words: string[], options: WalkOptions) => {
      process.exitCode = await run(words, options)
    })
}
