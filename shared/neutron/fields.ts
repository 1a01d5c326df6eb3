import { issue } from '../errors.ts'
import { same } from '../project/same.ts'
import { fieldName, type Kind } from './kinds.ts'
import { type Loss, loss, type Place, within } from './loss.ts'
import { portRange, recordList, textList } from './text-values.ts'

/** A resource with the API's own names for its fields, whatever a client called them. A Map: a name may be `__proto__`. */
export type Fields = ReadonlyMap<string, unknown>

/** The fields of a resource. A field that it has under two names keeps the value of the first. */
export function fieldsOf(kind: Kind, record: Readonly<Record<string, unknown>>, at: Place, losses: Loss[]): Fields {
  const fields = new Map<string, unknown>()
  for (const [key, value] of Object.entries(record)) {
    const name = fieldName(kind, key)
    for (const [field, read] of readValue(kind, name, value, name !== key)) {
      if (!fields.has(field) || fields.get(field) === null) fields.set(field, read)
      else addTwice(fields.get(field), read, within(at, key), losses)
    }
  }
  return fields
}

/** Two records of one resource as one: what the first does not say, the second does. */
export function together(first: Fields, second: Fields, at: Place, losses: Loss[]): Fields {
  const fields = new Map(first)
  for (const [name, value] of second) {
    const had = fields.get(name)
    if (had === undefined || had === null) fields.set(name, value)
    else if (value !== null) addTwice(had, value, within(at, name), losses)
  }
  return fields
}

function addTwice(kept: unknown, other: unknown, at: Place, losses: Loss[]): void {
  if (same(kept, other) || (typeof kept === 'string' && typeof other === 'string' && kept.toLowerCase() === other.toLowerCase()))
    return
  const message = 'This is said twice, each time otherwise. What was said first is kept.'
  losses.push(loss('left-out', at, other, issue([], 'import.twice', message)))
}

const TEXT_LISTS = new Set(['port.security_groups', 'address_group.addresses', 'network.subnets'])
const RECORD_LISTS = new Set(['port.fixed_ips', 'port.allowed_address_pairs', 'security_group.security_group_rules'])
const BOOLEANS = new Set([
  'admin_state_up',
  'shared',
  'router:external',
  'port_security_enabled',
  'enable_dhcp',
  'stateful',
  'ha',
  'distributed',
])
const NUMBERS = new Set(['ip_version', 'port_range_min', 'port_range_max'])
const TRUE = new Set(['true', 'up', 'external'])
const FALSE = new Set(['false', 'down', 'internal'])
const ANY_PREFIX = new Set(['0.0.0.0/0', '::/0'])

/** `renamed`: a client's column, whose text may stand for nothing. */
function readValue(kind: Kind, name: string, value: unknown, renamed: boolean): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'string') return [[name, value]]
  const whole = `${kind}.${name}`
  if (whole === 'security_group_rule.port_range') {
    const range = portRange(value)
    // Left as it is, the schema says that it is no number.
    return [
      ['port_range_min', range === null ? value : range.min],
      ['port_range_max', range === null ? value : range.max],
    ]
  }
  if (TEXT_LISTS.has(whole)) return [[name, textList(value)]]
  if (RECORD_LISTS.has(whole)) return [[name, recordList(value)]]
  if (BOOLEANS.has(name)) return [[name, booleanOf(value)]]
  if (NUMBERS.has(name) && /^\d{1,9}$/.test(value)) return [[name, Number(value)]]
  // A list prints a rule without a prefix, or with a remote group, as one of all addresses, which is the same to the API.
  if (renamed && name === 'remote_ip_prefix' && ANY_PREFIX.has(value)) return [[name, null]]
  if (renamed && name === 'protocol' && value.toLowerCase() === 'any') return [[name, null]]
  return [[name, value]]
}

function booleanOf(text: string): boolean | string {
  const small = text.toLowerCase()
  return TRUE.has(small) ? true : FALSE.has(small) ? false : text
}
