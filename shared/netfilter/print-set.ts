import type { SetSpec } from './rule-spec.ts'

/** ipset's own defaults, which `ipset save` prints: IPSET_DEFAULT_HASHSIZE 1024 and IPSET_DEFAULT_MAXELEM 65536. */
const DEFAULTS = 'hashsize 1024 maxelem 65536'

/** The words after `create NAME `. */
export const printSetType = ({ type, family }: Pick<SetSpec, 'type' | 'family'>): string => `${type} family ${family} ${DEFAULTS}`

/** As `ipset save` prints it, without bucketsize and initval: one `create`, then one `add` for each member. */
export const printSet = (set: SetSpec): string[] => [
  `create ${set.name} ${printSetType(set)}`,
  ...set.members.map((member) => `add ${set.name} ${member}`),
]
