import { asCommand } from './as-command.ts'
import { chains } from './chains.ts'
import { commands } from './commands.ts'
import { compare } from './compare.ts'
import { document } from './document.ts'
import { errors } from './errors.ts'
import { frame } from './frame.ts'
import { groups } from './groups.ts'
import { hosts } from './hosts.ts'
import { listing } from './listing.ts'
import { networks } from './networks.ts'
import { ping } from './ping.ts'
import { ports } from './ports.ts'
import { settings } from './settings.ts'
import { terms } from './terms.ts'
import { way } from './way.ts'

/** Catalogues by namespace; their keys are types, so a forgotten sentence does not compile. */
export const en = {
  frame,
  commands,
  document,
  errors,
  groups,
  ports,
  networks,
  hosts,
  chains,
  compare,
  ping,
  settings,
  terms,
  way,
  asCommand,
  listing,
}
