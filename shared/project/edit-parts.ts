import { type Issue, issue } from '../errors.ts'
import { err, type Result } from '../result.ts'

export const unknownThing = (
  what: 'group' | 'rule' | 'port' | 'vm' | 'network' | 'subnet' | 'host' | 'address-group',
  id: string,
): Result<never, Issue[]> =>
  err([
    issue(
      [],
      `${what}.unknown`,
      `There is no ${what === 'vm' ? 'VM' : what.replace('-', ' ')} ${id}. It may have been deleted meanwhile.`,
      {
        [what === 'host' ? 'name' : 'id']: id,
      },
    ),
  ])

/** A change without the fields that are there and say nothing. */
export const given = <T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
