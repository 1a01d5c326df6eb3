import type { Origin } from '../ruleset/ruleset.ts'
import { type CautionCode, cautions as en, cautionWords as wordsEn } from '../texts/en/cautions.ts'
import type { Language } from '../texts/language.ts'
import { type Statement, sayStatement } from '../texts/statement.ts'
import { cautionWords as wordsZh, cautions as zh } from '../texts/zh/cautions.ts'

/** The thing that a caution is about, so that a page can show it there and lead to it. */
export type About =
  | { readonly kind: 'rule'; readonly groupId: string; readonly ruleId: string; readonly addressGroupId: string | null }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'port'; readonly portId: string }
  | { readonly kind: 'host' }

/** A known fault or surprise of a release that applies to this project on this host. */
export interface Caution extends Statement<CautionCode> {
  readonly host: string
  readonly about: About
}

const words = { en: wordsEn, zh: wordsZh } as const

/** The sentence of a caution. `wrap` as in `sayStatement`. */
export function sayCaution(language: Language, { code, values }: Caution, wrap?: (text: string) => string): string {
  const { tracked } = values
  const said = tracked === undefined ? values : { ...values, tracked: words[language][tracked === 1 ? 'tracked' : 'untracked'] }
  return sayStatement({ en, zh }, language, { code, values: said }, wrap)
}

export const isAboutRule = ({ about }: Caution, ruleId: string): boolean => about.kind === 'rule' && about.ruleId === ruleId
export const isAboutPort = ({ about }: Caution, portId: string): boolean => about.kind === 'port' && about.portId === portId

/** Cautions that explain a generated line, by what it was made for. */
export function cautionsOfOrigin(cautions: readonly Caution[], origin: Origin): readonly Caution[] {
  return cautions.filter((caution) => {
    const { code } = caution
    switch (origin.kind) {
      case 'group-rule':
        return isAboutRule(caution, origin.ruleId)
      case 'anti-spoofing':
        return (
          isAboutPort(caution, origin.portId) && (code === 'port.no-address' || (code === 'port.pair-any' && origin.mac !== null))
        )
      case 'accepted-port':
        return isAboutPort(caution, origin.portId) && (code === 'port.security-off' || code === 'port.trusted')
      case 'zone':
        return isAboutPort(caution, origin.portId) && code.startsWith('port.stateless')
      case 'base':
        return ofBase(code, origin.what)
      default:
        return false
    }
  })
}

function ofBase(code: CautionCode, what: Extract<Origin, { kind: 'base' }>['what']): boolean {
  if (what === 'established') return code === 'host.connections-stay' || code === 'host.no-zones'
  if (what === 'icmpv6') return code === 'host.icmpv6-first'
  return what === 'dhcp-client' && code === 'host.dhcp-any-source'
}
