/**
 * The shape of a catalogue in a language without a singular: every key of the English one, none besides, and of plurals only `_other`
 * (Intl.PluralRules knows no other category in Chinese).
 */
export type Translation<English> = {
  readonly [Key in keyof English as Key extends `${string}_one` ? never : Key]: English[Key] extends string
    ? string
    : Translation<English[Key]>
}
