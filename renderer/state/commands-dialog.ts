import { create } from 'zustand'
import type { Commands } from '#shared/as-command/script'

/** What the dialog shows: one thing as the commands of each client. The title is made when it is drawn, so that it follows the language. */
interface ShownCommands {
  readonly title: () => string
  readonly commands: Commands
}

export const useCommandsDialog = create<{ readonly shown: ShownCommands | null }>()(() => ({ shown: null }))

export const showCommands = (title: () => string, commands: Commands): void =>
  useCommandsDialog.setState({ shown: { title, commands } })
export const closeCommands = (): void => useCommandsDialog.setState({ shown: null })
