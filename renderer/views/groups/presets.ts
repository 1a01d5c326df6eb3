import type { SecurityGroup } from '#shared/project/schema'
import { emptyDraft, type RuleDraft, remoteWord } from './rule-draft.ts'

export type PresetId = 'ssh' | 'http' | 'https' | 'dns' | 'pop3' | 'ping' | 'self'

/** What is asked for most. `detail` is data and stands behind the name; `wide` ones fold away where there is no room. */
export interface Preset {
  readonly id: PresetId
  readonly detail: string
  readonly wide: boolean
  readonly fill: (group: SecurityGroup, groups: readonly SecurityGroup[]) => RuleDraft
}

const tcp = (id: PresetId, ports: string, wide = false): Preset => ({
  id,
  detail: ports,
  wide,
  fill: () => ({ ...emptyDraft, ports }),
})

export const presets: readonly Preset[] = [
  tcp('ssh', '22'),
  tcp('http', '80'),
  tcp('https', '443', true),
  { id: 'dns', detail: '53', wide: false, fill: () => ({ ...emptyDraft, protocol: 'udp', ports: '53' }) },
  tcp('pop3', '110', true),
  { id: 'ping', detail: 'icmp', wide: false, fill: () => ({ ...emptyDraft, protocol: 'icmp' }) },
  {
    id: 'self',
    detail: '',
    wide: false,
    fill: (group, groups) => ({ ...emptyDraft, protocol: 'any', remote: remoteWord(group, groups) }),
  },
]
