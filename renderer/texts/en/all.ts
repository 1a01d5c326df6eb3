import { agent } from './agent.ts'
import { asCommand } from './as-command.ts'
import { chains } from './chains.ts'
import { commands } from './commands.ts'
import { compare } from './compare.ts'
import { document } from './document.ts'
import { drift } from './drift.ts'
import { errors } from './errors.ts'
import { frame } from './frame.ts'
import { groups } from './groups.ts'
import { history } from './history.ts'
import { hosts } from './hosts.ts'
import { listing } from './listing.ts'
import { machine } from './machine.ts'
import { networks } from './networks.ts'
import { ping } from './ping.ts'
import { ports } from './ports.ts'
import { review } from './review.ts'
import { settings } from './settings.ts'
import { terms } from './terms.ts'
import { topology } from './topology.ts'
import { trace } from './trace.ts'
import { way } from './way.ts'

/** Catalogues by namespace; their keys are types, so a forgotten sentence does not compile. */
export const en = {
  frame,
  agent,
  commands,
  document,
  drift,
  errors,
  groups,
  ports,
  networks,
  hosts,
  machine,
  chains,
  compare,
  ping,
  review,
  history,
  settings,
  terms,
  topology,
  trace,
  way,
  asCommand,
  listing,
}
