import type { Command } from 'commander'
import { errorLine } from '#shared/errors'
import { printDocument } from '#shared/neutron/export'
import { exportWithLosses } from '#shared/neutron/export-losses'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { openFile } from '../project-file/file.ts'
import { writeDocumentTo } from '../project-file/save-target.ts'
import { lossLines } from './loss-lines.ts'

interface ExportOptions {
  readonly output?: string
  readonly force: boolean
}

/** Prints the document, or writes it; what it cannot say goes to standard error. 0, or 1 with the reason there. */
async function run(file: string, { output, force }: ExportOptions): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) {
    console.error(errorLine(opened.error))
    return 1
  }
  const { document, losses } = exportWithLosses(opened.value.project)
  for (const line of lossLines(losses)) console.error(line)
  const text = printDocument(document)
  if (output === undefined) {
    // Inside of JSON the escapes of a terminal are those of JSON, too.
    process.stdout.write(terminalText(text))
    return 0
  }
  const written = await writeDocumentTo(output, text, force)
  if (!written.ok) {
    console.error(errorLine(written.error))
    return 1
  }
  console.error(terminalLine(`Written to ${output}.`))
  return 0
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('print a project as a Networking API v2.0 document')
    .argument('<project>', 'project file')
    .option('-o, --output <file>', 'write it there instead')
    .option('--force', 'write over a Networking API document that is there already', false)
    .action(async (file: string, options: ExportOptions) => {
      process.exitCode = await run(file, options)
    })
}
