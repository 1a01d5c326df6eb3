import { program } from 'commander'
import { portOption } from './cli/options.ts'
import { runServe } from './loopback/run-serve.ts'

/** `npm start`: the loopback shell. */
program
  .name('tapwall')
  .argument('[file]', 'project file or Networking API v2.0 document; without it, what was open last')
  .addOption(portOption())
  .option('--open', 'open a browser if there is a display', false)
  .addHelpText(
    'after',
    '\n`npm start` opens a window where it can: --serve asks for the browser, --window for another try at fetching the runtime.',
  )
  .action((file: string | undefined, { port, open }: { port: number; open: boolean }) => runServe({ file, port, open }))

await program.parseAsync()
