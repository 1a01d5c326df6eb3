import { useTranslation } from 'react-i18next'
import { keyWords } from '../keys.ts'
import type { CommandId } from './command.ts'
import { useKeysOf } from './shortcuts.ts'

/** What a command's button says when one points at it: its name, or other words for it, with the keys that it has at the moment. */
export function useHint(id: CommandId, words?: string): string {
  const { t } = useTranslation('commands')
  const keys = useKeysOf(id)
  const name = words ?? t(`names.${id}`)
  return keys.length === 0 ? name : t('withKeys', { name, keys: keyWords(keys) })
}
