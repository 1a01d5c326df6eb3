import { z } from 'zod'
import { TapwallError } from '../errors.ts'

/** This machine's own firewall as what rules are applied to, in the place of the lab. Off until a person switches it on. */

export const LONGEST_HOSTNAME = 255
/** Chains of an agent that are named; the rest is counted. */
export const MOST_AGENT_CHAINS = 5

/** An agent of Neutron keeps chains here: all of it can be read, counted and compared, and nothing is written. */
export const ReadOnlyState = z.object({ chains: z.array(z.string()).max(MOST_AGENT_CHAINS), count: z.int().min(1) })
export type ReadOnlyState = z.infer<typeof ReadOnlyState>

/**
 * `off`: not switched on. `starting`: the helper is on its way, and a person may be asked by the desktop. `lost`: the helper ended by
 * itself (killed, crashed). `failed`: it could not be started.
 */
export const MachineState = z.object({
  state: z.enum(['off', 'starting', 'running', 'lost', 'failed']),
  error: TapwallError.nullable(),
  /** The machine's hostname. */
  name: z.string(),
  /** The host of the project that this machine is, or was while it was switched on. */
  host: z.string().nullable(),
  /** Rules that an earlier run had left on trial were found when it was switched on, and the former ones brought back. */
  recovered: z.boolean(),
  readOnly: ReadOnlyState.nullable(),
})
export type MachineState = z.infer<typeof MachineState>

/** `asks`: the desktop asks a person for a password, in a dialog that is not ours. `command`: all that will be run, for a shell. */
export const WayState = z.object({ by: z.enum(['root', 'sudo', 'pkexec']), asks: z.boolean(), command: z.string() })

/** What a person sees before switching it on. `way` null: it cannot be done now, and `refused` says why. */
export const MachineBefore = z.object({
  /** What is to be typed: the machine's hostname. */
  name: z.string(),
  way: WayState.nullable(),
  refused: TapwallError.nullable(),
  /** Hosts of the project in its order; `suggested`: named as this machine is. */
  hosts: z.array(z.object({ name: z.string(), suggested: z.boolean() })),
})
export type MachineBefore = z.infer<typeof MachineBefore>

/** `confirmation`: the machine's hostname as the person typed it. */
export const SwitchOnRequest = z.strictObject({
  host: z.string().min(1).max(64),
  confirmation: z.string().max(LONGEST_HOSTNAME),
})
