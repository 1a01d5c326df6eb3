import type { ReleaseFacts } from '../compile/releases.ts'
import type { Host, Port, SecurityGroupRule } from '../project/schema.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import type { FactCode } from '../texts/en/facts.ts'
import type { Line, Place } from './sections.ts'

/** A host as one side has it, and what its release and driver do. */
export interface Side {
  readonly host: Host
  readonly facts: ReleaseFacts
}

/** One place in which two sides differ, as far as facts ask about it. */
export interface Difference {
  readonly place: Place
  /** `changed`: both sides have it, with other words. */
  readonly kind: 'changed' | 'left' | 'right' | 'moved'
  /** The chain or set itself is on one side only, or has another name. */
  readonly isHead: boolean
  /** Comment and names of chains and sets are all that differs. */
  readonly onlyNames: boolean
  /** The line of each side; both for one that moved, neither for the chain or set itself. */
  readonly left: Line | null
  readonly right: Line | null
  /** What the line was made for; of the left side where both have one. */
  readonly origin: Origin | null
  /** The group rule that became the line. */
  readonly rule: SecurityGroupRule | null
  /** Whose chain or line it is. */
  readonly port: Port | null
  /** Whose members the line or the set lets in. */
  readonly remote: Remote | null
  /** An equal line is in the chain on both sides: Neutron writes such lines once. */
  readonly hasTwin: boolean
  /** What the group rule says on the other side is said there, or here, by another line, too: Neutron writes such lines once. */
  readonly isAbsorbed: boolean
}

export interface Remote {
  readonly kind: 'group' | 'address-group'
  /** Some member has address pairs and no fixed address. */
  readonly hasUnaddressed: boolean
  /** On one side there is nothing in it. */
  readonly isEmptySomewhere: boolean
}

/**
 * Something that is known of Neutron and explains differences. It applies where the two sides differ in what it tells of (`between`) and
 * the difference is of the kind that follows from that (`explains`).
 */
export interface Fact {
  readonly code: FactCode
  /** Release or setting, and file of Neutron, in which it can be read. */
  readonly source: string
  /** What it tells of are names and comments: no packet is treated otherwise. */
  readonly ofNames?: true
  readonly between: (left: Side, right: Side) => boolean
  readonly explains: (difference: Difference) => boolean
}

export const isOneSided = ({ kind }: Difference): boolean => kind === 'left' || kind === 'right'

type Release = (facts: ReleaseFacts) => unknown

/** The releases differ in this. */
export const releases =
  (of: Release) =>
  (left: Side, right: Side): boolean =>
    of(left.facts) !== of(right.facts)

/** The hosts differ in this setting. */
export const settings =
  (of: (host: Host) => unknown) =>
  (left: Side, right: Side): boolean =>
    of(left.host) !== of(right.host)
