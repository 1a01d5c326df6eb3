import { program } from 'commander'
import { portOption } from './cli/options.ts'
import { runServe } from './loopback/run-serve.ts'

/** `npm start`: the loopback shell. */
program
  .name('tapwall')
  .argument('[file]', 'project file or Networking API v2.0 document; without it, what was drawn last time')
  .addOption(portOption())
  .option('--open', 'open a browser if there is a display', false)
  .action((file: string | undefined, { port, open }: { port: number; open: boolean }) => runServe({ file, port, open }))

await program.parseAsync()
