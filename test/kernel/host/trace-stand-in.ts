import { spawn } from 'node:child_process'
import { openHostClient } from '#electron/privilege/host-client'
import { TraceFilter } from '#shared/trace/trace-rules'

/** Stands for main, so that a test can kill it: starts the helper by the words that follow and asks it to trace what the first word says. */
const [filter = '', command = '', ...args] = process.argv.slice(2)

async function run(): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve('')))
  const pipe = { pid: child.pid ?? 0, stdin: child.stdin, stdout: child.stdout, kill: () => child.kill('SIGKILL'), ended }
  const client = await openHostClient(pipe, 40_000)
  if (!client.ok) throw new Error(JSON.stringify(client.error))
  const request = { host: 'compute1', trace: 'killed', filter: TraceFilter.parse(JSON.parse(filter)), seconds: 600, perSecond: 20 }
  const traced = client.value.request('trace', request, { onBegun: () => process.stdout.write('begun\n') })
  process.stdout.write(`asked ${client.value.greeting.pid}\n`)
  process.stdout.write(`ended ${JSON.stringify(await traced)}\n`)
}
void run()
