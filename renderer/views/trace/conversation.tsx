import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WalkedPacket } from '#shared/contract/walk'
import { runCommand } from '../../commands/registry.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { Button } from '../../parts/button.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { draw, showPacket, useTrace } from '../../state/trace.ts'
import { setTraceKept, useTraceKept } from '../../state/trace-kept.ts'
import { verdictSaid } from './act-words.ts'
import { WalkActs } from './trace-head.tsx'
import type { ShownWay } from './use-trace-view.ts'
import { packetWord } from './walk-words.ts'

/** The packets of a conversation in both directions, each with its verdict; and how the shown one is looked at. */
export const Conversation = memo(({ walk, packet }: Pick<ShownWay, 'walk' | 'packet'>) => {
  const { t } = useTranslation('trace')
  const { t: tc } = useTranslation('commands')
  const look = useTraceKept((store) => store.look)
  const compared = useTrace((store) => store.sides !== null)
  const drawn = useTrace((store) => store.drawn)
  const why = useRefusal('editedAndApplied')
  if (walk === null) return null
  return (
    <ToolBar low>
      <fieldset className="trace-packets" aria-label={t('conversation')}>
        {walk.packets.map((each) => (
          <PacketChip
            key={each.number}
            packet={each}
            isShown={each.number === packet?.number}
            onShow={() => void showPacket(walk.id, each.number)}
          />
        ))}
      </fieldset>
      <span className="sp" />
      <Segmented
        label={t('look')}
        value={look}
        options={[
          { value: 'steps', label: t('steps') },
          { value: 'picture', label: t('picture') },
        ]}
        onChange={(next) => setTraceKept({ look: next })}
      />
      <Button
        pressed={compared}
        hint={t('sidesHint')}
        refusal={why === null ? null : tc(`refusals.${why}`)}
        onClick={() => void runCommand('editedAndApplied')}
      >
        {t('sides')}
      </Button>
      {compared ? (
        <Segmented
          label={t('drawn')}
          value={drawn}
          options={[
            { value: 'edited', label: t('table.edited') },
            { value: 'applied', label: t('table.applied') },
          ]}
          onChange={draw}
        />
      ) : null}
      <WalkActs />
    </ToolBar>
  )
})

interface PacketChipProps {
  readonly packet: WalkedPacket
  readonly isShown: boolean
  readonly onShow: () => void
}

function PacketChip({ packet, isShown, onShow }: PacketChipProps) {
  const { t } = useTranslation('trace')
  const { verdict, words } = verdictSaid(packet.verdict, t('unsureMatch'))
  const name = packetWord(t, packet)
  const direction = t(packet.direction === 'there' ? 'chip.toLabel' : 'chip.backLabel')
  return (
    <button
      type="button"
      className="trace-chip"
      aria-pressed={isShown}
      aria-label={t('chip.label', { number: packet.number, packet: name, direction, state: packet.state ?? '', verdict: words })}
      onClick={onShow}
    >
      <span className="m t3">{packet.number}</span>
      <span aria-hidden="true">{t(`chip.${packet.direction}`)}</span>
      {name}
      {packet.state === null ? null : <span className="m t3 trace-state">{packet.state}</span>}
      <VerdictGlyph verdict={verdict} />
    </button>
  )
}
