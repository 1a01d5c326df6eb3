import { z } from 'zod'
import { Language } from '../texts/language.ts'

/** The page's commands that a menu outside the page may name. The page decides whether they may run now. */
export const MenuCommand = z.enum([
  'newProject',
  'open',
  'save',
  'saveAs',
  'undo',
  'redo',
  'newGroup',
  'duplicateGroup',
  'deleteGroup',
  'addRule',
  'editRule',
  'deleteRule',
  'review',
  'apply',
  'keepChanges',
  'revertNow',
  'startLab',
  'setBaseline',
  'clearBaseline',
  'runPing',
  'stopPing',
  'groups',
  'ports',
  'hosts',
  'chains',
  'compare',
  'ping',
  'trace',
  'theme',
  'language',
])
export type MenuCommand = z.infer<typeof MenuCommand>

/** How a chosen menu entry reaches the page, beside the contract: main asks nothing and waits for nothing. */
export const CommandMessage = z.strictObject({ command: MenuCommand })
export type CommandMessage = z.infer<typeof CommandMessage>

/** Another document was opened; the page begins anew with it. A port that is closed cannot say why. */
export const SwapMessage = z.strictObject({ swapped: z.literal(true) })
export type SwapMessage = z.infer<typeof SwapMessage>

/** What the menu shows and only the page knows, told whenever it changes: its language, and of each command the key to show. */
export const ScreenMessage = z.strictObject({
  language: Language,
  keys: z.partialRecord(MenuCommand, z.string().min(1).max(40)),
})
export type ScreenMessage = z.infer<typeof ScreenMessage>

/** The page has taken a reading, and is ready for the next. */
export const TAKEN = 'taken'
