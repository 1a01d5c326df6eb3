import type { TFunction } from 'i18next'
import type { RuleLine } from './rule-line.ts'

/** What all cells of the table share. They ask for no words of their own: a row that scrolls into sight has to be drawn at once. */
export interface TableLook {
  readonly t: TFunction<'chains'>
  readonly kernelText: boolean
  /** Why the line is there. */
  readonly reason: (line: RuleLine) => string
  readonly onOpenRule: (groupId: string, ruleId: string) => void
}
