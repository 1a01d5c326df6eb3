import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { type AddressGroup, Direction, Ethertype, type SecurityGroup } from '#shared/project/schema'
import { LongField, OfferField, SelectField, TextField } from '../../parts/fields.tsx'
import { type DraftField, fieldsOf, listWord, type RuleDraft, remoteWord } from './rule-draft.ts'
import { sayableDraft } from './sayable-draft.ts'

interface RuleFieldsProps {
  readonly draft: RuleDraft
  readonly onChange: (draft: RuleDraft) => void
  readonly groups: readonly SecurityGroup[]
  readonly lists: readonly AddressGroup[]
  readonly bad: ReadonlySet<DraftField>
  /** The note that says what is wrong. */
  readonly noteId: string
  readonly firstRef: Ref<HTMLSelectElement>
}

const PROTOCOLS = ['tcp', 'udp', 'icmp', 'ipv6-icmp']

/** Only the fields that apply: ports where the protocol has them, type and code for ICMP. */
export function RuleFields({ draft, onChange, groups, lists, bad, noteId, firstRef }: RuleFieldsProps) {
  const { t } = useTranslation('groups')
  const fields = fieldsOf(draft.protocol)
  const any = t('table.any')
  const words = { any, group: t('table.group'), list: t('table.addressGroup') }
  const { say, read } = sayableDraft(words, { groups, lists })
  const field = (name: DraftField) => ({
    label: t(`form.${name === 'ethertype' ? 'version' : name}`),
    value: say(name, draft[name]),
    bad: bad.has(name),
    describedBy: noteId,
    onChange: (value: string) => onChange({ ...draft, [name]: read(name, value) }),
  })
  const remotes = [
    any,
    ...(groups.length === 0
      ? []
      : [{ group: t('form.groups'), items: groups.map((group) => say('remote', remoteWord(group, groups))) }]),
    ...(lists.length === 0 ? [] : [{ group: t('form.lists'), items: lists.map((list) => say('remote', listWord(list, lists))) }]),
  ]
  return (
    <>
      <td>
        <SelectField {...field('direction')} options={Direction.options} ref={firstRef} />
      </td>
      <td>
        <SelectField {...field('ethertype')} options={Ethertype.options} />
      </td>
      <td>
        <OfferField
          {...field('protocol')}
          data={[...PROTOCOLS, any]}
          placeholder={any}
          maxLength={40}
          comboboxProps={{ width: 120, position: 'bottom-start' }}
        />
      </td>
      <td className="rule-form-ports">
        {fields === 'ports' ? <TextField {...field('ports')} mono placeholder={any} maxLength={24} /> : null}
        {fields === 'icmp' ? (
          <>
            <TextField {...field('icmpType')} mono placeholder={t('form.type')} maxLength={4} inputMode="numeric" />
            <TextField {...field('icmpCode')} mono placeholder={t('form.code')} maxLength={4} inputMode="numeric" />
          </>
        ) : null}
      </td>
      <td>
        <OfferField
          {...field('remote')}
          data={remotes}
          placeholder={any}
          maxLength={300}
          comboboxProps={{ width: 260, position: 'bottom-start' }}
        />
      </td>
      <td className="rule-form-description">
        <LongField {...field('description')} placeholder={t('form.description')} />
      </td>
    </>
  )
}
