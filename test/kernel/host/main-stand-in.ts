import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { openHostClient } from '#electron/privilege/host-client'
import { Plan } from '#shared/sync/plan'

/**
 * Stands for main, so that a test can kill it: starts the helper by the words that follow, runs the plan in the file that the first word
 * names, on trial, and says how far it came. `asked`: the plan is on its way; `answered`: it is written; then it waits.
 */
const [file = '', command = '', ...args] = process.argv.slice(2)

async function run(): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve('')))
  const pipe = { pid: child.pid ?? 0, stdin: child.stdin, stdout: child.stdout, kill: () => child.kill('SIGKILL'), ended }
  const client = await openHostClient(pipe, 40_000)
  if (!client.ok) throw new Error(JSON.stringify(client.error))
  const plan = Plan.parse(JSON.parse(readFileSync(file, 'utf8')))
  const written = client.value.request('apply', { plan, trial: 'killed' })
  process.stdout.write(`asked ${client.value.greeting.pid}\n`)
  const answer = await written
  process.stdout.write(answer.ok ? 'answered\n' : `refused ${JSON.stringify(answer.error)}\n`)
  const running = await client.value.request('trial', { trial: 'killed', seconds: 600 })
  if (running.ok) process.stdout.write('running\n')
}
void run()
