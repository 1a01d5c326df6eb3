import type { Family } from '../netfilter/rule-spec.ts'
import type { Box } from './diagram.ts'
import { type Condition, conditionOf, DIMENSIONS, sizeOf } from './dimensions.ts'
import type { DeviceMatch } from './line.ts'
import { Names } from './names.ts'
import { type Partition, partition } from './partition.ts'

/** What a rule asks of the packets of a probe. `devices` are those of the far end and of the bridge. */
export interface Asked {
  readonly conditions: readonly Condition[]
  readonly devices: readonly DeviceMatch[]
}

/** Partitions by what they were made from, since the ports of a host mostly ask the same. */
export type PartitionMemo = Map<string, Partition>

/** NEW, INVALID and UNTRACKED are the states of a connection's first packet; `states` of them, or more. */
export const FIRST_PACKET_STATES = 3

/** The packets that rules can tell apart: for each part its classes. */
export class Space {
  readonly partitions: readonly Partition[]
  readonly names: { readonly device: Names; readonly bridge: Names }

  constructor(family: Family, states: number, asked: readonly Asked[], memo: PartitionMemo) {
    const devices = asked.flatMap((each) => each.devices)
    this.names = {
      device: new Names(
        'device',
        devices.filter(({ where }) => where !== 'bridge'),
      ),
      bridge: new Names(
        'bridge',
        devices.filter(({ where }) => where === 'bridge'),
      ),
    }
    const all = new Map<string, Map<string, Condition>>(DIMENSIONS.map((dimension) => [dimension, new Map()]))
    const add = (condition: Condition): void => void all.get(condition.dimension)?.set(condition.key, condition)
    for (const { conditions } of asked) for (const condition of conditions) add(condition)
    for (const device of devices) add(this.deviceCondition(device))
    this.partitions = DIMENSIONS.map((dimension) => {
      const conditions = [...(all.get(dimension)?.values() ?? [])]
      const size =
        dimension === 'state'
          ? BigInt(states)
          : dimension === 'device' || dimension === 'bridge'
            ? BigInt(this.names[dimension].atoms.length)
            : sizeOf(family, dimension)
      const key = `${size} ${conditions.map((condition) => condition.key).join(' ')}`
      const known = memo.get(key)
      if (known !== undefined) return known
      const made = partition(size, conditions)
      memo.set(key, made)
      return made
    })
  }

  get sizes(): number[] {
    return this.partitions.map(({ classes }) => classes.length)
  }

  /** Null where no packet fits. */
  boxOf({ conditions, devices }: Asked): Box | null {
    const box: (readonly boolean[] | null)[] = DIMENSIONS.map(() => null)
    for (const { dimension, key } of [...conditions, ...devices.map((device) => this.deviceCondition(device))]) {
      const at = DIMENSIONS.indexOf(dimension)
      const fits = this.partitions[at]?.fits.get(key) ?? []
      const before = box[at] ?? null
      const both = before === null ? fits : before.map((is, c) => is && fits[c] === true)
      if (!both.includes(true)) return null
      box[at] = both.includes(false) ? both : null
    }
    return box
  }

  private deviceCondition(device: DeviceMatch): Condition {
    return this.names[device.where === 'bridge' ? 'bridge' : 'device'].condition(device)
  }
}

/** Of one state or some, by their numbers. */
export const stateCondition = (family: Family, numbers: readonly number[]): Condition =>
  conditionOf(
    'state',
    family,
    numbers.map((n) => [BigInt(n), BigInt(n) + 1n] as const),
    false,
  )
