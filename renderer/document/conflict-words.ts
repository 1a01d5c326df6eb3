import type { TFunction } from 'i18next'
import type { ConflictState } from '#shared/contract/document'
import { document as english } from '../texts/en/document.ts'
import { shortId } from '../texts/format.ts'

type Thing = keyof typeof english.things
const isThing = (name: string): name is Thing => Object.hasOwn(english.things, name)

/** What both sides changed: the kind of thing and its name in the language of the moment, the field as the file calls it. */
export function conflictWords(t: TFunction<'document'>, { path, names }: ConflictState): { thing: string; field: string } {
  const [list = '', id = '', inner, innerId, ...rest] = path
  if (id === '' || !isThing(list)) return { thing: t('things.project'), field: list }
  const owner = `${t(`things.${list}`)} ${names[0] ?? (list === 'hosts' ? id : shortId(id))}`
  if (inner !== 'rules' || innerId === undefined)
    return { thing: owner, field: [inner, innerId, ...rest].filter(Boolean).join('.') }
  return { thing: `${owner}, ${t('things.rules')} ${shortId(innerId)}`, field: rest.join('.') }
}
