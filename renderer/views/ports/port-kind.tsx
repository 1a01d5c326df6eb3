import { Globe, Monitor, Network, Plug, Router, Server } from 'lucide-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { PortKind } from '#shared/project/device-owner'

const ICONS: { readonly [K in PortKind]: ComponentType<{ size?: number; 'aria-hidden'?: 'true' }> } = {
  vm: Monitor,
  router: Router,
  gateway: Globe,
  dhcp: Server,
  service: Network,
  other: Plug,
}

/** What a port belongs to, as an icon beside its word. */
export function KindIcon({ kind }: { readonly kind: PortKind }) {
  const Icon = ICONS[kind]
  return <Icon size={14} aria-hidden="true" />
}

export function KindWords({ kind }: { readonly kind: PortKind }) {
  const { t } = useTranslation('ports')
  return (
    <span className="port-kind t2">
      <KindIcon kind={kind} />
      {t(`kinds.${kind}`)}
    </span>
  )
}
