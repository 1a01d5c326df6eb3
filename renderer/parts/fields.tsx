import {
  Autocomplete,
  type AutocompleteProps,
  NativeSelect,
  Textarea,
  type TextareaProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core'
import './fields.css'
import { ChevronDown } from 'lucide-react'

/** The dense fields of a row form. Each has a name, and says by more than colour that it is not right. */
interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly bad?: boolean
  readonly describedBy?: string
}

const chevron = <ChevronDown size={12} aria-hidden="true" />

interface SelectProps extends FieldProps {
  readonly options: readonly (string | { readonly value: string; readonly label: string })[]
  readonly ref?: React.Ref<HTMLSelectElement>
}

export function SelectField({ label, value, onChange, options, ref, bad, describedBy }: SelectProps) {
  return (
    <NativeSelect
      {...(ref === undefined ? {} : { ref })}
      {...invalid(bad, describedBy)}
      aria-label={label}
      data={[...options]}
      value={value}
      rightSection={chevron}
      rightSectionWidth={20}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** One of a list whose words are not its values. */
export function ChoiceField({
  label,
  value,
  onChange,
  options,
}: FieldProps & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  return (
    <NativeSelect
      aria-label={label}
      data={[...options]}
      value={value}
      rightSection={chevron}
      rightSectionWidth={20}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** `error` alone makes Mantine say aria-invalid; the words stand in the note under the row. */
const invalid = (bad: boolean | undefined, describedBy: string | undefined) =>
  bad === true
    ? { error: true, ...(describedBy === undefined ? {} : { attributes: { input: { 'aria-describedby': describedBy } } }) }
    : {}

export function TextField({
  label,
  value,
  onChange,
  bad,
  describedBy,
  mono = false,
  ...rest
}: FieldProps & { readonly mono?: boolean } & Pick<TextInputProps, 'placeholder' | 'maxLength' | 'inputMode'>) {
  return (
    <TextInput
      {...rest}
      {...invalid(bad, describedBy)}
      aria-label={label}
      classNames={mono ? { input: 'm' } : {}}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Text of any length and of several lines, in the height of one until it is edited. */
export function LongField({ label, value, onChange, bad, describedBy, ...rest }: FieldProps & Pick<TextareaProps, 'placeholder'>) {
  return (
    <Textarea
      {...rest}
      {...invalid(bad, describedBy)}
      className="field-long"
      rows={1}
      aria-label={label}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

type Offers = NonNullable<AutocompleteProps['data']>

/** Mantine throws on an offer that is there twice, and with it the whole view would be gone. */
function withoutDoubles(offers: Offers): Offers {
  const seen = new Set<string>()
  const isNew = (item: string | { readonly value: string }): boolean => {
    const value = typeof item === 'object' ? item.value : item
    return !seen.has(value) && seen.add(value).size > 0
  }
  return offers.flatMap((offer): Offers[number][] => {
    if (typeof offer === 'object' && 'group' in offer) return [{ ...offer, items: offer.items.filter(isNew) }]
    return isNew(offer) ? [offer] : []
  })
}

/** Text with offers. The list opens by typing, by a click or by the arrows; a text that is no offer is taken as well. */
export function OfferField({
  label,
  value,
  onChange,
  bad,
  describedBy,
  ...rest
}: FieldProps & Pick<AutocompleteProps, 'data' | 'placeholder' | 'comboboxProps' | 'maxLength'>) {
  const data = withoutDoubles(rest.data ?? [])
  const all = data.flatMap((item) => (typeof item === 'object' && 'group' in item ? item.items : [item]))
  const isOffer = all.some((item) => (typeof item === 'object' ? item.value : item) === value)
  return (
    <Autocomplete
      {...rest}
      {...invalid(bad, describedBy)}
      data={data}
      // A text that is an offer already would hide all others.
      {...(isOffer ? { filter: ({ options }) => options } : {})}
      aria-label={label}
      classNames={{ input: 'm', option: 'm' }}
      value={value}
      onChange={onChange}
      openOnFocus={false}
      rightSection={chevron}
      rightSectionWidth={20}
      maxDropdownHeight={260}
      spellCheck={false}
    />
  )
}
