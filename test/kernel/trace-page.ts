import { TraceRequest } from '#shared/contract/trace'
import { PacketQuestion } from '#shared/contract/walk'
import { openClient } from '../support/client.ts'

/**
 * Stands for a page, so that a test can kill it: goes to the shell at a port with a token, and sends what the third word says, or, where
 * that is a request of a trace, follows packets. Says a line for each thing that it is told: its kind, and what it failed with.
 */
const [port = '', token = '', words = ''] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

async function run(): Promise<void> {
  const { call, ended } = await openClient({ port: Number(port), token })
  void ended.then(() => process.exit(0))
  const asked: unknown = JSON.parse(words)
  const question = PacketQuestion.safeParse(asked)
  say('asked')
  const stream = question.success ? call.walk.send({ question: question.data }) : call.trace.run(TraceRequest.parse(asked))
  for await (const event of await stream) say(event.kind === 'failed' ? `failed ${event.error.kind}` : event.kind)
}
void run()
