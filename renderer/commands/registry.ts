import { say } from '../state/messages.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import { chainCommands } from './chain-commands.ts'
import type { Command, CommandId } from './command.ts'
import { compareCommands } from './compare-commands.ts'
import { documentCommands } from './document-commands.ts'
import { driftCommands } from './drift-commands.ts'
import { editCommands } from './edit-commands.ts'
import { groupCommands } from './group-commands.ts'
import { historyCommands } from './history-commands.ts'
import { hostCommands } from './host-commands.ts'
import { kernelCommands } from './kernel-commands.ts'
import { machineCommands } from './machine-commands.ts'
import { networkCommands } from './network-commands.ts'
import { pingCommands } from './ping-commands.ts'
import { plugCommands } from './plug-commands.ts'
import { portCommands } from './port-commands.ts'
import { topologyCommands } from './topology-commands.ts'
import { traceCommands } from './trace-commands.ts'
import { trialCommands } from './trial-commands.ts'
import { viewCommands } from './view-commands.ts'

/** All commands. An id without its act does not compile. */
export const commands: { readonly [K in CommandId]: Command } = {
  ...documentCommands,
  ...editCommands,
  ...kernelCommands,
  ...driftCommands,
  ...trialCommands,
  ...groupCommands,
  ...portCommands,
  ...plugCommands,
  ...networkCommands,
  ...hostCommands,
  ...machineCommands,
  ...topologyCommands,
  ...chainCommands,
  ...compareCommands,
  ...pingCommands,
  ...traceCommands,
  ...historyCommands,
  ...viewCommands,
}

/** Runs it, or says why it may not run now. */
export async function runCommand(id: CommandId): Promise<void> {
  const { refusal, run } = commands[id]
  const why = refusal()
  if (why !== null) return say(() => t(`refusals.${why}`))
  await run()
}
