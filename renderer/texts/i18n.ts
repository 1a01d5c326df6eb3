import i18next, { type TFunction } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { asCommand } from './en/as-command.ts'
import { chains } from './en/chains.ts'
import { commands } from './en/commands.ts'
import { compare } from './en/compare.ts'
import { document } from './en/document.ts'
import { errors } from './en/errors.ts'
import { frame } from './en/frame.ts'
import { groups } from './en/groups.ts'
import { hosts } from './en/hosts.ts'
import { listing } from './en/listing.ts'
import { networks } from './en/networks.ts'
import { ping } from './en/ping.ts'
import { ports } from './en/ports.ts'
import { settings } from './en/settings.ts'
import { terms } from './en/terms.ts'
import { way } from './en/way.ts'
import { isolated } from './isolate.ts'
import { zh } from './zh/all.ts'

/** Catalogues by namespace; their keys are types, so a forgotten sentence does not compile. */
const en = {
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

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'frame'
    resources: typeof en
  }
}

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'frame',
  resources: { en, zh },
  // React escapes by itself; escaping twice would show names with quotes in them wrongly. What names need is an end of their direction.
  interpolation: { escapeValue: true, escape: isolated },
})

/** For the few sentences that are said outside a component. */
export const translate: TFunction<'frame'> = i18next.getFixedT(null, 'frame')
export const translateCommand: TFunction<'commands'> = i18next.getFixedT(null, 'commands')
export const translateDocument: TFunction<'document'> = i18next.getFixedT(null, 'document')
export const translateGroups: TFunction<'groups'> = i18next.getFixedT(null, 'groups')
export const translateError: TFunction<'errors'> = i18next.getFixedT(null, 'errors')
export const translatePing: TFunction<'ping'> = i18next.getFixedT(null, 'ping')
export const translateTerm: TFunction<'terms'> = i18next.getFixedT(null, 'terms')
export const translateNetworks: TFunction<'networks'> = i18next.getFixedT(null, 'networks')
export const translatePorts: TFunction<'ports'> = i18next.getFixedT(null, 'ports')
export const translateAsCommand: TFunction<'asCommand'> = i18next.getFixedT(null, 'asCommand')
