import { Argument, type Command } from 'commander'
import { errorLine } from '#shared/errors'
import { LISTED, type Listed, type ListOptions, list } from '#shared/listing/list'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { openFile } from '../project-file/file.ts'

/** Prints the table; 0, or 1 with the reason on standard error. */
async function run(kind: Listed, file: string, options: ListOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) {
    console.error(errorLine(opened.error))
    return 1
  }
  const listed = list(opened.value.project, kind, options)
  if (!listed.ok) {
    console.error(terminalLine(listed.error))
    return 1
  }
  // Inside of JSON the escapes of a terminal are those of JSON, too.
  process.stdout.write(`${terminalText(listed.value)}\n`)
  return 0
}

const several = (value: string, before: readonly string[]): string[] => [...before, value]

export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('print security groups, ports or rules as the neutron client does')
    .addArgument(new Argument('<kind>', 'what to list').choices(LISTED))
    .argument('<file>', 'project file or Networking API v2.0 document')
    .option('--group <group>', 'only of this security group: its id, or its name')
    .option('--port <port>', 'only of this port: its id or name, or a VM')
    .option('-c, --column <name>', 'a column to print; can be repeated', several, [])
    .option('--json', 'as a JSON list', false)
    .action(async (kind: Listed, file: string, options: ListOptions) => {
      process.exitCode = await run(kind, file, options)
    })
}
