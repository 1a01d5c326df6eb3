import type { TFunction } from 'i18next'

/** What all cells of the table share. They ask for no words of their own: a row that scrolls into sight has to be drawn at once. */
export interface TableLook {
  readonly t: TFunction<'chains'>
  readonly kernelText: boolean
  readonly onOpenRule: (groupId: string, ruleId: string) => void
}
