import { type Command, Option } from 'commander'
import { OpenConnections } from '#shared/connections/to-end'
import { DEFAULT_TRIAL, LONGEST_TRIAL, SHORTEST_TRIAL } from '#shared/sync/trial'
import { whole } from './options.ts'

export interface TrialOptions {
  readonly confirm?: number
  readonly yes: boolean
  readonly connections: OpenConnections
}

/** How long what is applied is on trial. */
export const withTrial = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--confirm <seconds>',
        `put the former rules back after so many seconds, unless confirmed (${DEFAULT_TRIAL} if not said)`,
      )
        .argParser(whole(SHORTEST_TRIAL, LONGEST_TRIAL))
        .conflicts('yes'),
    )
    .option('--yes', 'keep the rules at once, without a trial', false)
    .addOption(
      new Option(
        '--connections <which>',
        'which open connections end: those that the new rules refuse, those that Neutron ends, none',
      )
        .choices(OpenConnections.options)
        .default('refused' satisfies OpenConnections),
    )

/** How rules are applied. `trial` in seconds, null: they stay. */
export interface ApplyHow {
  readonly trial: number | null
  readonly connections: OpenConnections
}

export const howOf = ({ confirm, yes, connections }: TrialOptions): ApplyHow => ({
  trial: yes ? null : (confirm ?? DEFAULT_TRIAL),
  connections,
})
