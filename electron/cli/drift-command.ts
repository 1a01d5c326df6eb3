import type { Command } from 'commander'
import { driftLines } from './drift-words.ts'
import { FILE_WORDS, failWith, present, printJson, printLines, STATUS, talk } from './talk.ts'

const run = (file: string | undefined, json: boolean): Promise<number> =>
  talk(file, async ({ line }) => {
    const [{ applied }, { drift, kernel }] = await Promise.all([
      present(line.call.project.follow()),
      present(line.call.session.follow()),
    ])
    if (applied === null) return failWith('Nothing was applied yet, so there is nothing that the kernel could differ from.')
    if (kernel === null) return failWith('The kernel cannot be read at the moment. Look at `tapwall status`.')
    const open = drift.reduce((sum, host) => sum + host.open, 0)
    if (json) printJson({ applied: applied.revision, open, hosts: drift })
    else
      printLines([
        ...driftLines(drift),
        ...(open === 0 ? [`The kernel holds what was applied: revision ${applied.revision}.`] : []),
      ])
    return open === 0 ? STATUS.ok : STATUS.no
  })

export function addDriftCommand(program: Command): void {
  program
    .command('drift')
    .description('what the kernel has other than what was applied; ends with 0 when there is nothing, 1 when there is something')
    .argument('[file]', FILE_WORDS)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'as JSON: { applied, open, hosts }', false)
    .action(async (file: string | undefined, { json }: { json: boolean }) => {
      process.exitCode = await run(file, json)
    })
}
