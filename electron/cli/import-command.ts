import type { Command } from 'commander'
import { errorLine, invalid, issue, type TapwallError } from '#shared/errors'
import { readDocuments } from '#shared/neutron/document'
import type { Loss } from '#shared/neutron/loss'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { importedPath } from '../project-file/imported-path.ts'
import { readText } from '../project-file/read-text.ts'
import { saveProjectTo } from '../project-file/save-target.ts'
import { lossesJson, lossLines } from './loss-lines.ts'

interface ImportOptions {
  readonly output?: string
  readonly force: boolean
  readonly json: boolean
}
interface Read {
  readonly project: Project
  readonly losses: readonly Loss[]
}

/** Prints what is not taken over, then writes the project; 0, or 1 with the reason on standard error and nothing written. */
async function run(files: readonly string[], { output, force, json }: ImportOptions): Promise<number> {
  const read = await readAnswers(files)
  if (!read.ok) return failed(read.error)
  const { project, losses } = read.value
  const words = json ? JSON.stringify(lossesJson(losses), null, 1) : lossLines(losses).join('\n')
  if (words !== '') process.stdout.write(`${terminalText(words)}\n`)
  const path = output ?? importedPath(files[0] ?? '')
  const saved = await saveProjectTo(path, project, force)
  if (!saved.ok) return failed(saved.error)
  const counts = `${project.ports.length} ports, ${project.securityGroups.length} groups, ${project.securityGroups.reduce((sum, { rules }) => sum + rules.length, 0)} rules`
  console.error(terminalLine(`Written to ${path}: ${counts}.`))
  return 0
}

function failed(error: TapwallError): number {
  console.error(errorLine(error))
  return 1
}

async function readAnswers(files: readonly string[]): Promise<Result<Read, TapwallError>> {
  const texts: { name: string; text: string }[] = []
  for (const name of files) {
    const text = await readText(name)
    if (!text.ok) return text
    texts.push({ name, text: text.value })
  }
  const read = readDocuments(texts)
  const [first = ''] = files
  if (!read.ok)
    return err(invalid(files.length > 1 ? read.error : read.error.map((i) => ({ ...i, message: `${first}: ${i.message}` }))))
  const { project, losses } = read.value
  if (losses !== null) return ok({ project, losses })
  const message = `${first} is a Tapwall project already. There is nothing to import.`
  return err(invalid([issue([], 'import.is-project', message, { path: first })]))
}

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('make a project of answers of the Networking API v2.0, or of what openstack ... -f json prints')
    .argument('<file...>', 'documents; several together are one project')
    .option('-o, --output <project>', 'where to write the project; by default beside the first file')
    .option('--force', 'write over a project that is there already', false)
    .option('--json', 'print what is not taken over as JSON', false)
    .action(async (files: readonly string[], options: ImportOptions) => {
      process.exitCode = await run(files, options)
    })
}
