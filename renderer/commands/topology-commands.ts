import { doDeed, doIn } from '../state/deeds.ts'
import { useKernel } from '../state/kernel.ts'
import { portFacts } from '../state/port-facts.ts'
import { useProject } from '../state/project.ts'
import { goToPort, openView, useScreen } from '../state/screen.ts'
import { nextZoom, setTopology, type TopologyMode, useTopology } from '../state/topology.ts'
import { type Act, always, inGroup, type RefusalKey } from './command.ts'

/** Acts on the drawings of Topology. */
const ports = () => {
  const { project } = useProject.getState()
  return project === null ? [] : portFacts(project)
}

const shows = (mode: TopologyMode): Act => ({
  refusal: always,
  run: () => {
    setTopology({ mode })
    openView('topology')
  },
})

const isMap = (): boolean => useScreen.getState().view === 'topology' && useTopology.getState().mode === 'map'

/** The map has levels, the network is drawn larger and smaller. */
const zooms = (step: 1 | -1): Act => ({
  refusal: () => (isMap() && nextZoom(step) === null ? (step === 1 ? 'nearest' : 'furthest') : null),
  run: () => {
    const zoom = nextZoom(step)
    if (!isMap()) doIn('topology', step === 1 ? 'enlarge' : 'shrink')
    else if (zoom !== null) setTopology({ zoom })
  },
})

const withDrawing = (): RefusalKey | null =>
  useScreen.getState().view === 'topology' || useKernel.getState().index?.chains.some((chain) => chain.policy === null) === true
    ? null
    : 'noChains'

export const topologyCommands = inGroup('topology', {
  networkMode: shows('network'),
  mapMode: shows('map'),
  lightPort: {
    refusal: () => (ports().length === 0 ? 'noPort' : null),
    choices: () =>
      ports().map(({ port, vm, device, addresses }) => ({
        ...{ id: port.id, words: vm, detail: [device, addresses].filter(Boolean).join('  ') },
        run: () => {
          goToPort(port.id)
          setTopology({ mode: 'map' })
          openView('topology')
        },
      })),
  },
  zoomIn: zooms(1),
  zoomOut: zooms(-1),
  /** Of the drawing that is looked at; from elsewhere that of the chains. */
  fitGraph: {
    refusal: withDrawing,
    run: () => (useScreen.getState().view === 'topology' ? doDeed('fitTopology') : doIn('chains', 'fitGraph')),
  },
})
