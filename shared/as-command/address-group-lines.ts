import type { AddressGroup } from '../project/schema.ts'
import type { RuleWriter } from './rule-lines.ts'
import { option, positional } from './script.ts'

/** Address groups as commands: python-openstackclient 8.0.0 (network/v2/address_group.py). The neutron client never had them. */
const ADDRESS_GROUP = ['openstack', 'address', 'group']

function has({ client, out }: RuleWriter): boolean {
  if (client === 'neutron') out.noteOnce('no-address-groups')
  return client === 'openstack'
}

const addresses = (list: readonly string[]): string[] => list.flatMap((address) => option('--address', address))

export function createAddressGroup(writer: RuleWriter, group: AddressGroup): void {
  if (!has(writer)) return
  const description = group.description === '' ? [] : option('--description', group.description)
  writer.out.command([...ADDRESS_GROUP, 'create', ...description, ...addresses(group.addresses), ...positional(group.name)])
  if (writer.names.addressGroup(group.id) === group.id) writer.out.note('new-id', { id: group.id })
}

/** `set` adds addresses, `unset` takes them away. */
export function updateAddressGroup(writer: RuleWriter, was: AddressGroup, is: AddressGroup): void {
  if (was === is) return
  const come = is.addresses.filter((address) => !was.addresses.includes(address))
  const gone = was.addresses.filter((address) => !is.addresses.includes(address))
  const set = [
    ...(is.name === was.name ? [] : option('--name', is.name)),
    ...(is.description === was.description ? [] : option('--description', is.description)),
    ...addresses(come),
  ]
  if (set.length + gone.length === 0 || !has(writer)) return
  const { names, out } = writer
  if (gone.length > 0) out.command([...ADDRESS_GROUP, 'unset', ...addresses(gone), names.addressGroupBefore(is.id)])
  if (set.length > 0) out.command([...ADDRESS_GROUP, 'set', ...set, names.addressGroupBefore(is.id)])
}

export function deleteAddressGroup(writer: RuleWriter, id: string): void {
  if (has(writer)) writer.out.command([...ADDRESS_GROUP, 'delete', writer.names.addressGroup(id)])
}
