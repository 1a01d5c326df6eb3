import { Maximize, Minus, PanelRight, Plus, RotateCcw } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Family } from '#shared/netfilter/rule-spec'
import type { Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { useHint } from '../../commands/use-hint.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { IconButton } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { useCaption } from '../../parts/way-strip/way-caption.ts'
import { useDeed } from '../../state/deeds.ts'
import { type PortFacts, portFacts } from '../../state/port-facts.ts'
import { useProject } from '../../state/project.ts'
import { goToPort, setOpen, TOPOLOGY_SIDE, useScreen } from '../../state/screen.ts'
import { useSession } from '../../state/session.ts'
import { MapZoom, setTopology, TopologyMode, useTopology } from '../../state/topology.ts'
import type { BoardControl } from './board/board.tsx'
import { MapBoard } from './map/map-board.tsx'
import { MapLegend } from './map/map-legend.tsx'
import { type MapModel, useMap } from './map/use-map.ts'
import { NetworkBoard } from './network/network-board.tsx'
import { SidePane } from './side/side-pane.tsx'
import './topology-view.css'
import { usePlusKey } from './use-plus-key.ts'

/** Where everything stands: the machines and their cables, or the way of one port's packets through network and chains. */
export function TopologyView() {
  const project = useProject((store) => store.project)
  return project === null ? null : <Topology project={project} />
}

function Topology({ project }: { readonly project: Project }) {
  const { t } = useTranslation('topology')
  const { mode, zoom, family } = useTopology()
  const facts = useChosen(project)
  const model = useMap(facts?.port.id ?? null, family)
  const open = useScreen((screen) => screen.open[TOPOLOGY_SIDE]) ?? window.innerWidth > 1180
  const board = useRef<BoardControl>(null)
  const [scale, setScale] = useState(1)
  useDeed('fitTopology', () => board.current?.fit())
  useDeed('enlarge', () => board.current?.scale(1.25))
  useDeed('shrink', () => board.current?.scale(0.8))
  usePlusKey()
  const choose = useCallback((portId: string) => goToPort(portId), [])
  return (
    <div className={open ? 'topology topology-with-side' : 'topology'}>
      <Pane label={t('title')} className="topology-drawing">
        <ToolBar>
          <h1>{t('title')}</h1>
          <Segmented<TopologyMode>
            label={t('mode')}
            value={mode}
            options={TopologyMode.options.map((value) => ({ value, label: t(`modes.${value}`) }))}
            onChange={(value) => setTopology({ mode: value })}
          />
          {mode === 'map' ? (
            <Lit project={project} chosen={facts} model={model} open={open} onChoose={choose} />
          ) : (
            <Counted project={project} />
          )}
          <span className="sp" />
          {mode === 'map' ? <MapTools zoom={zoom} family={family} /> : null}
          <Acts open={open} />
        </ToolBar>
        {mode === 'network' ? (
          project.vms.length + project.outsideHosts.length + project.routers.length + project.ports.length === 0 ? (
            <EmptyState title={t('nothing')}>{t('nothingHint')}</EmptyState>
          ) : (
            <NetworkBoard
              ref={board}
              project={project}
              chosen={facts?.port.id ?? null}
              family={family}
              onChoose={choose}
              onZoom={setScale}
            />
          )
        ) : (
          <MapBoard ref={board} model={model} zoom={zoom} onChoose={choose} />
        )}
        {mode === 'map' ? <MapLegend vm={model.way.place?.vm ?? t('vmUnknown')} /> : <Scale scale={scale} />}
      </Pane>
      {open ? <SidePane project={project} facts={facts} mode={mode} model={model} /> : null}
    </div>
  )
}

/** The chosen port of a VM; before one is chosen, the first on the host whose kernel is read. */
function useChosen(project: Project): PortFacts | null {
  const chosen = useScreen((screen) => screen.portId)
  const host = useSession((store) => store.session?.kernel?.host ?? null)
  const ports = portFacts(project)
  return ports.find(({ port }) => port.id === chosen) ?? ports.find(({ port }) => port.hostName === host) ?? ports[0] ?? null
}

function Counted({ project }: { readonly project: Project }) {
  const { t } = useTranslation('topology')
  const words = t('counted', {
    ports: t('ports', { count: portFacts(project).length }),
    hosts: t('hosts', { count: project.hosts.length }),
  })
  return <span className="t3 el wide">{words}</span>
}

interface LitProps {
  readonly project: Project
  readonly chosen: PortFacts | null
  readonly model: MapModel
  /** The caption stands in the pane beside the map while that is open. */
  readonly open: boolean
  readonly onChoose: (portId: string) => void
}

/** Whose way is lit: the other end is told by the last test, the VM is chosen. */
function Lit({ project, chosen, model, open, onChoose }: LitProps) {
  const { t } = useTranslation('topology')
  const caption = useCaption(model.way)
  const ports = portFacts(project)
  const peer = model.way.place?.peer
  if (chosen === null) return <span className="t3 el">{caption}</span>
  return (
    <>
      <label className="topology-lit">
        <span className="t2">{t('lit')}</span>
        {peer == null ? null : <span className="m el wide">{t('litPeer', { peer: peer.name })}</span>}
        <select
          className="topology-select m"
          aria-label={t('litPort')}
          value={chosen.port.id}
          onChange={(event) => onChoose(event.target.value)}
        >
          {ports.map(({ port, vm, addresses }) => (
            <option key={port.id} value={port.id}>
              {[vm, addresses].filter(Boolean).join('  ')}
            </option>
          ))}
        </select>
      </label>
      {open ? null : (
        <span className="t3 el wide" title={caption}>
          {caption}
        </span>
      )}
    </>
  )
}

function MapTools({ zoom, family }: { readonly zoom: MapZoom; readonly family: Family }) {
  const { t } = useTranslation('topology')
  return (
    <>
      <Segmented<Family>
        label={t('family')}
        value={family}
        options={[
          { value: 'ipv4', label: 'IPv4' },
          { value: 'ipv6', label: 'IPv6' },
        ]}
        onChange={(value) => setTopology({ family: value })}
      />
      <Segmented<MapZoom>
        label={t('zoom')}
        value={zoom}
        options={MapZoom.options.map((value) => ({ value, label: t(`zooms.${value}`) }))}
        onChange={(value) => setTopology({ zoom: value })}
      />
    </>
  )
}

function Acts({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('topology')
  const { t: c } = useTranslation('commands')
  const refusal = useRefusal('setBaseline')
  const fit = useHint('fitGraph')
  const baseline = useHint('setBaseline')
  return (
    <>
      <IconButton
        label={t('newBaseline')}
        hint={baseline}
        refusal={refusal === null ? null : c(`refusals.${refusal}`)}
        icon={<RotateCcw size={15} aria-hidden="true" />}
        onClick={() => void runCommand('setBaseline')}
      />
      <IconButton
        label={t('fit')}
        hint={fit}
        icon={<Maximize size={15} aria-hidden="true" />}
        onClick={() => void runCommand('fitGraph')}
      />
      <IconButton
        label={t('side.toggle')}
        icon={<PanelRight size={15} aria-hidden="true" />}
        pressed={open}
        onClick={() => setOpen(TOPOLOGY_SIDE, !open)}
      />
    </>
  )
}

/** How large the network is drawn. */
function Scale({ scale }: { readonly scale: number }) {
  const { t } = useTranslation('topology')
  const nearer = useHint('zoomIn', t('enlarge'))
  const further = useHint('zoomOut', t('shrink'))
  return (
    <div className="topology-scale">
      <IconButton
        look="plain"
        label={t('shrink')}
        hint={further}
        icon={<Minus size={14} aria-hidden="true" />}
        onClick={() => void runCommand('zoomOut')}
      />
      <span className="m" role="status">
        {t('percent', { value: Math.round(scale * 100) })}
      </span>
      <IconButton
        look="plain"
        label={t('enlarge')}
        hint={nearer}
        icon={<Plus size={14} aria-hidden="true" />}
        onClick={() => void runCommand('zoomIn')}
      />
    </div>
  )
}
