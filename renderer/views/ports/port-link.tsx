import { Plug, Unplug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { runCommand } from '../../commands/registry.ts'
import { Button } from '../../parts/button.tsx'
import { useLink } from '../../state/plugs.ts'
import type { PortFacts } from '../../state/port-facts.ts'

/** Whether the VM's card is plugged in, as an icon beside its word. Nothing for a port without a device. */
export function PortLink({ facts }: { readonly facts: PortFacts }) {
  const { t } = useTranslation('ports')
  const link = useLink(facts)
  if (link === 'none') return null
  const Icon = link === 'plugged' ? Plug : Unplug
  return (
    <span className={`port-link port-link-${link}`} title={t(link === 'plugged' ? 'link.isPlugged' : 'link.isUnplugged')}>
      <Icon size={13} aria-hidden="true" /> <span className="port-link-word">{t(`link.${link}`)}</span>
    </span>
  )
}

/** The same in a sentence, with what can be done about it; the port is the chosen one. */
export function PortLinkBar({ facts }: { readonly facts: PortFacts }) {
  const { t } = useTranslation('ports')
  const link = useLink(facts)
  if (link === 'none') return null
  const Icon = link === 'plugged' ? Plug : Unplug
  return (
    <div className="port-link-bar">
      <Icon size={14} aria-hidden="true" />
      <span className="el" title={t(link === 'plugged' ? 'link.isPlugged' : 'link.isUnplugged')}>
        {t(link === 'plugged' ? 'link.isPlugged' : 'link.isUnplugged')}
      </span>
      <span className="sp" />
      <Button look="ghost" onClick={() => void runCommand('agentTurns')}>
        {t('link.turns')}
      </Button>
      <Button look="ghost" onClick={() => void runCommand(link === 'plugged' ? 'unplugPort' : 'plugPort')}>
        {t(link === 'plugged' ? 'link.unplug' : 'link.plug')}
      </Button>
    </div>
  )
}
