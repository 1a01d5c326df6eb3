import type { TapwallError } from '#shared/errors'
import { LONGEST_LINE } from '#shared/helper/firewall-verbs'
import { LAB_PROTOCOL, type LabMessage, LabRequest } from '#shared/helper/lab-protocol'
import { err, ok, type Result } from '#shared/result'
import { hearRequest } from '../helper/hear-request.ts'
import { readLines } from '../helper/lines.ts'
import { runTool } from '../helper/run-tool.ts'
import { ipBatch } from './namespaces.ts'
import { openLab } from './requests.ts'
import { runTcpProgram } from './tcp-programs.ts'

/**
 * The lab program. It is process 1 of its own process namespace, so that whatever it starts ends with it, and it ends with its
 * standard input: when main is gone, however it went, so are all namespaces and processes.
 */
if (process.argv.length > 2) runTcpProgram(process.argv.slice(2))
else void runLab()

async function runLab(): Promise<void> {
  // An end of input during the start must be seen, too.
  process.stdin.on('end', () => process.exit(0))
  process.stdin.on('error', () => process.exit(0))
  process.stdout.on('error', () => process.exit(0))
  const settled = await settleIn()
  if (!settled.ok) return leave(JSON.stringify(settled.error))
  const handle = openLab(send)
  send({ kind: 'greeting', greeting: { lab: LAB_PROTOCOL, pid: process.pid, uid: process.getuid?.() ?? -1 } })
  readLines(
    process.stdin,
    LONGEST_LINE,
    (line) => hearRequest(LabRequest, line, (request) => void handle(request), refuse),
    () => leave('a line is too long'),
  )
}

const send = (message: LabMessage): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
const refuse = (id: number | null, error: TapwallError): void => send({ kind: 'refusal', id, error })

/** Refuses to work where it could harm: only in a process namespace of its own does everything end with it. */
async function settleIn(): Promise<Result<null, TapwallError>> {
  if (process.pid !== 1) return err({ kind: 'bug', detail: 'The lab program was started outside of a lab.' })
  // `ip netns` keeps its files in /run/netns, which only this mount namespace shall see.
  const mounted = await runTool({
    tool: 'mount',
    args: ['-t', 'tmpfs', '-o', 'mode=755,size=64m', 'tapwall', '/run'],
    within: null,
  })
  if (!mounted.ok) return mounted
  const { exitCode, stderr } = mounted.value
  if (exitCode !== 0) return err({ kind: 'kernel-refused', tool: 'mount', exitCode, input: '/run', stderr })
  const up = await ipBatch(null, ['link set dev lo up'])
  return up.ok ? ok(null) : up
}

function leave(why: string): void {
  process.stderr.write(`tapwall lab: ${why}\n`, () => process.exit(1))
}
