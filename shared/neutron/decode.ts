import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { parsePrefix } from '../net/prefix.ts'
import { isPlain } from '../project/same.ts'
import { ADDRESS_PAIR, type Api, FIXED_IP, KNOWN, SCHEMAS } from './api-schema.ts'
import { type Carried, type Carrier, others } from './carried.ts'
import type { Collected, Found } from './collect.ts'
import type { Fields } from './fields.ts'
import type { Kind } from './kinds.ts'
import { type Loss, loss, type Place, within } from './loss.ts'

/** A resource with its fields checked, and those that nobody knows. */
export interface Decoded<K extends Kind> {
  readonly api: Api<K>
  readonly carried: { readonly carried?: Carried }
  readonly at: Place
  /** All its fields, as they were read. */
  readonly fields: Fields
}
export type Resources = { readonly [K in Kind]: readonly Decoded<K>[] }

/** Checks the fields of all resources; what is wrong is added to `issues`, what is not kept to `losses`. */
export function decodeAll({ found }: Collected, carry: Carrier['carry'], losses: Loss[], issues: Issue[]): Resources {
  const decode = <K extends Kind>(kind: K): Decoded<K>[] =>
    found[kind].flatMap((one) => {
      const value = Object.fromEntries(completed(kind, one.fields))
      const decoded = SCHEMAS[kind].safeParse(value)
      if (!decoded.success) {
        issues.push(...decodeIssues(decoded.error, value, one.at.path))
        return []
      }
      tellSmallLetters(one, losses)
      if (kind === 'port') tellInnerFields(one, losses)
      const carried = carry(others(one.fields, KNOWN[kind]), one.at)
      // The table of schemas is typed by kind; TypeScript cannot tie what it looked up to the same kind.
      return [{ api: decoded.data as Api<K>, carried: carried === undefined ? {} : { carried }, at: one.at, fields: one.fields }]
    })
  return {
    network: decode('network'),
    subnet: decode('subnet'),
    router: decode('router'),
    floatingip: decode('floatingip'),
    port: decode('port'),
    security_group: decode('security_group'),
    security_group_rule: decode('security_group_rule'),
    address_group: decode('address_group'),
  }
}

/** A short list of subnets does not say what their prefixes do. */
function completed(kind: Kind, fields: Fields): Fields {
  const cidr = fields.get('cidr')
  if (kind !== 'subnet' || (fields.get('ip_version') ?? null) !== null || typeof cidr !== 'string') return fields
  const prefix = parsePrefix(cidr)
  return prefix.ok ? new Map(fields).set('ip_version', prefix.value.version) : fields
}

function tellSmallLetters({ fields, at }: Found, losses: Loss[]): void {
  const id = fields.get('id')
  if (typeof id === 'string' && id !== id.toLowerCase())
    losses.push(loss('changed', within(at, 'id'), id, issue([], 'import.small-letters', 'An id is kept in small letters.')))
}

function tellInnerFields({ fields, at }: Found, losses: Loss[]): void {
  for (const [list, known] of [
    ['fixed_ips', FIXED_IP],
    ['allowed_address_pairs', ADDRESS_PAIR],
  ] as const) {
    const items = fields.get(list)
    if (!Array.isArray(items)) continue
    items.forEach((item: unknown, place) => {
      if (!isPlain(item)) return
      for (const [field, value] of Object.entries(item))
        if (!(known as readonly string[]).includes(field)) {
          const message = `A project has no place for ${field} here.`
          losses.push(loss('left-out', within(at, list, place, field), value, issue([], 'import.inner-field', message, { field })))
        }
    })
  }
}
