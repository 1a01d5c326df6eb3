import { program } from 'commander'
import { addApplyCommands } from './cli/apply-command.ts'
import { addCompareCommand } from './cli/compare-command.ts'
import { addCompileCommand } from './cli/compile-command.ts'
import { addDriftCommand } from './cli/drift-command.ts'
import { addExportCommand } from './cli/export-command.ts'
import { addHistoryCommands } from './cli/history-command.ts'
import { addImportCommand } from './cli/import-command.ts'
import { addListCommand } from './cli/list-command.ts'
import { addMachineCommand } from './cli/machine-command.ts'
import { portOption } from './cli/options.ts'
import { addPingCommand } from './cli/ping-command.ts'
import { addPlanCommand } from './cli/plan-command.ts'
import { addStatusCommand } from './cli/status-command.ts'
import { addTraceCommand } from './cli/trace-command.ts'
import { addWalkCommand } from './cli/walk-command.ts'
import { runServe } from './loopback/run-serve.ts'

/** The command line, over the same session as the page. */
program.name('tapwall').description('Draw a firewall for virtual machines, see it work in the kernel.')
addCompileCommand(program)
addCompareCommand(program)
addPingCommand(program)
addListCommand(program)
addImportCommand(program)
addExportCommand(program)
addStatusCommand(program)
addPlanCommand(program)
addApplyCommands(program)
addDriftCommand(program)
addHistoryCommands(program)
addMachineCommand(program)
addWalkCommand(program)
addTraceCommand(program)
program
  .command('serve')
  .description('serve the page on 127.0.0.1')
  .argument('[file]', 'project file or Networking API v2.0 document; without it, what was open last')
  .addOption(portOption())
  .action((file: string | undefined, { port }: { port: number }) => runServe({ file, port, open: false }))

// A reader that has seen enough (`| head`) ends us, and with us the lab.
process.stdout.on('error', () => process.exit(0))
await program.parseAsync()
