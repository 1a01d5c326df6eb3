import i18next, { type TFunction } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en/all.ts'
import { isolated } from './isolate.ts'
import { zh } from './zh/all.ts'

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
export const translateDrift: TFunction<'drift'> = i18next.getFixedT(null, 'drift')
export const translateGroups: TFunction<'groups'> = i18next.getFixedT(null, 'groups')
export const translateError: TFunction<'errors'> = i18next.getFixedT(null, 'errors')
export const translatePing: TFunction<'ping'> = i18next.getFixedT(null, 'ping')
export const translateTerm: TFunction<'terms'> = i18next.getFixedT(null, 'terms')
export const translateNetworks: TFunction<'networks'> = i18next.getFixedT(null, 'networks')
export const translatePorts: TFunction<'ports'> = i18next.getFixedT(null, 'ports')
export const translateReview: TFunction<'review'> = i18next.getFixedT(null, 'review')
export const translateHistory: TFunction<'history'> = i18next.getFixedT(null, 'history')
export const translateTrace: TFunction<'trace'> = i18next.getFixedT(null, 'trace')
export const translateAsCommand: TFunction<'asCommand'> = i18next.getFixedT(null, 'asCommand')
