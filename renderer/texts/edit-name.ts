import type { TFunction } from 'i18next'
import type { EditName } from '#shared/project/edits'

/** Main names edits by their key; one of a later version has a general name. */
const NAMES: { readonly [K in EditName]: true } = {
  'project.rename': true,
  'group.create': true,
  'group.update': true,
  'group.delete': true,
  'group.duplicate': true,
  'rule.create': true,
  'rule.update': true,
  'rule.delete': true,
  'port.bind': true,
  'port.unbind': true,
}
const isEditName = (name: string): name is EditName => Object.hasOwn(NAMES, name)

export const editName = (t: TFunction<'frame'>, name: string | null): string =>
  name !== null && isEditName(name) ? t(`edits.${name}`) : t('edits.other')
