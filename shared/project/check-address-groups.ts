import { type Issue, issue } from '../errors.ts'
import { shown } from '../net/address.ts'
import { parsePrefix } from '../net/prefix.ts'
import type { Project } from './schema.ts'

/** What is wrong with the addresses of address groups: texts that are none. */
export function checkAddressGroups({ addressGroups }: Project): Issue[] {
  return addressGroups.flatMap(({ addresses }, groupAt) =>
    addresses.flatMap((typed, at): Issue[] => {
      const prefix = parsePrefix(typed)
      const path = ['addressGroups', groupAt, 'addresses', at]
      return prefix.ok ? [] : [issue(path, 'address-group.address-bad', prefix.error, { address: shown(typed) })]
    }),
  )
}
