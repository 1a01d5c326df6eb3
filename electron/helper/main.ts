import type { TapwallError } from '#shared/errors'
import { LONGEST_LINE } from '#shared/helper/firewall-verbs'
import { HOST_PROTOCOL, type HostMessage, HostRequest } from '#shared/helper/host-protocol'

import { err, type Result } from '#shared/result'
import { runGuard } from './guard.ts'
import { hearRequest } from './hear-request.ts'
import { openHost } from './host-requests.ts'
import { openRunFolder, takeHelperLock } from './journal.ts'
import { readLines } from './lines.ts'
import { isAlive } from './process-name.ts'
import { runReader } from './reader.ts'
import { recover } from './recover.ts'
import { warmUp } from './warm-up.ts'

/**
 * The helper of this machine's firewall: with root's rights, it reads and writes tables and sets and does nothing else. It leaves with
 * its standard input; what is on trial then goes back, which its guard sees to.
 */
const GUARD = 'guard'

/** Who only looks: `electron/privilege/read-firewall.ts`. */
const READER = 'read'

const send = (message: HostMessage): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

if (process.argv[2] === GUARD) runGuard()
else if (process.argv[2] === READER) runReader(send)
else void runHelper()

const refuse = (id: number | null, error: TapwallError): void => send({ kind: 'refusal', id, error })

async function runHelper(): Promise<void> {
  process.stdin.on('end', () => process.exit(0))
  process.stdin.on('error', () => process.exit(0))
  process.stdout.on('error', () => process.exit(0))
  const recovered = await begin()
  if (!recovered.ok) return refuseToStart(recovered.error)
  const guard = { runtime: process.execPath, args: [process.argv[1] ?? '', GUARD] }
  const host = openHost(send, guard)
  const ready = await host.ready
  if (!ready.ok) return refuseToStart(ready.error)
  send({
    kind: 'greeting',
    greeting: { host: HOST_PROTOCOL, pid: process.pid, uid: process.getuid?.() ?? -1, recovered: recovered.value },
  })
  readLines(
    process.stdin,
    LONGEST_LINE,
    (line) => hearRequest(HostRequest, line, (request) => void host.handle(request), refuse),
    () => leave('a line is too long'),
  )
  await warmUp()
}

async function begin(): Promise<Result<boolean, TapwallError>> {
  try {
    openRunFolder()
    if (!takeHelperLock(isAlive)) return err({ kind: 'busy', doing: 'Another program writes the firewall of this machine.' })
  } catch (thrown) {
    return err({ kind: 'helper-lost', detail: thrown instanceof Error ? thrown.message : String(thrown) })
  }
  return recover()
}

/** In the place of the greeting: why there will be none. */
function refuseToStart(error: TapwallError): void {
  process.stdout.write(`${JSON.stringify({ kind: 'refusal', id: null, error } satisfies HostMessage)}\n`, () => process.exit(1))
}

function leave(why: string): void {
  process.stderr.write(`tapwall helper: ${why}\n`, () => process.exit(1))
}
