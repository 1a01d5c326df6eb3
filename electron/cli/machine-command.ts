import type { Command } from 'commander'
import { isReady } from '#shared/machine/prerequisite'
import { look, lookSlowly } from '../machine/look.ts'
import { machineLines } from './machine-words.ts'
import { printJson, printLines, STATUS } from './talk.ts'

async function run(json: boolean): Promise<number> {
  const machine = await look(await lookSlowly())
  if (json) printJson({ ready: isReady(machine.prerequisites), ...machine })
  else printLines(machineLines(machine))
  if (machine.error !== null) return STATUS.failed
  return isReady(machine.prerequisites) ? STATUS.ok : STATUS.no
}

export function addMachineCommand(program: Command): void {
  program
    .command('check-machine')
    .description('what rules need of this machine, and its bridges; ends with 0 when all that is needed is there, 1 when not')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      process.exitCode = await run(json)
    })
}
