import { chosenPort, chosenRow } from '../state/chosen.ts'
import { doIn } from '../state/deeds.ts'
import { useKernel } from '../state/kernel.ts'
import { usePing } from '../state/ping.ts'
import { useProject } from '../state/project.ts'
import { openView } from '../state/screen.ts'
import { isConnected, useSession } from '../state/session.ts'
import { chosenWalk, compareSides, forget, goToFirstApart, leaveSides, saveWalk, useTrace } from '../state/trace.ts'
import { sendersOf } from '../state/trace-form.ts'
import { changeTraceForm, setTraceKept, useTraceKept } from '../state/trace-kept.ts'
import { goStep, play, stepTo } from '../state/trace-play.ts'
import { packetOfPacket, packetOfPair, packetOfPing, packetOfRule, packetToPort } from '../state/trace-prefill.ts'
import { firstApart, isStep } from '../state/trace-rows.ts'
import { always, type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts of Trace. Nothing here changes the project. */

const shownProject = () => {
  const { told } = useProject.getState()
  return told?.applied?.project ?? told?.project ?? null
}
const senders = () => sendersOf(useSession.getState().session?.lab.nodes ?? [], shownProject())

const withLine = (): RefusalKey | null => (isConnected() ? null : 'noLine')
const withLab = (): RefusalKey | null => {
  const { session } = useSession.getState()
  if (session?.target === 'machine') return 'pingInLab'
  return withLine() ?? (session?.lab.state === 'running' ? null : 'labNotRunning')
}
const withWalk = (): RefusalKey | null => (chosenWalk(useTrace.getState()) === null ? 'noWalk' : null)
const withSteps = (): RefusalKey | null => (useTrace.getState().rows.some(isStep) ? null : 'noWalk')

/** The packet stands in the form, where it can still be changed. */
function fill(change: Parameters<typeof changeTraceForm>[0] | null): void {
  if (change !== null) changeTraceForm(change)
  openView('trace')
}

function pairs(): readonly Choice[] {
  const nodes = senders()
  return nodes.map((node) => ({
    id: node.id,
    words: node.name,
    choices: () =>
      targetsFor(node.id).map(({ address, name }) => ({
        id: address,
        words: address,
        ...(name === address ? {} : { detail: name }),
        run: () => fill(packetOfPair(node.id, address)),
      })),
  }))
}

function targetsFor(from: string) {
  const project = shownProject()
  const nameOf = (portId: string) => {
    const deviceId = project?.ports.find(({ id }) => id === portId)?.deviceId
    return project?.vms.find(({ id }) => id === deviceId)?.name ?? ''
  }
  return [
    ...(project?.floatingIps ?? []).map(({ floatingIp, portId }) => ({ address: floatingIp, name: nameOf(portId) })),
    ...senders()
      .filter(({ id }) => id !== from)
      .flatMap(({ name, addresses }) => addresses.map((address) => ({ address: address.split('/')[0] ?? address, name }))),
  ]
}

/** The packet that the chosen kernel rule asks for. */
function ofChosenRule() {
  const { index } = useKernel.getState()
  const [row, project] = [chosenRow(), shownProject()]
  const rule = index === null || row === null ? undefined : index.rows[row]
  if (index === null || rule === undefined || rule.rule === null || project === null) return null
  const chain = index.chains.find(
    ({ family, table, name }) => family === rule.family && table === rule.table && name === rule.chain,
  )
  const towards = chain?.role !== 'port-out' && chain?.role !== 'port-source'
  return packetOfRule({ text: rule.text, family: rule.family, portId: chain?.portId ?? null, towards }, project, senders())
}

function toChosenPort() {
  const [port, project] = [chosenPort()?.port, shownProject()]
  return port === undefined || project === null ? null : packetToPort(port, project, senders(), run()?.request ?? null)
}

const run = () => usePing.getState().run

export const traceCommands = inGroup('trace', {
  predictPacket: { refusal: withLine, run: () => doIn('trace', 'predict') },
  sendPacket: { refusal: withLab, run: () => doIn('trace', 'sendAndTrace') },
  packetOfPing: {
    refusal: () => (run() === null ? 'noPing' : null),
    run: () => {
      const request = run()?.request
      if (request !== undefined) fill(packetOfPing(request))
    },
  },
  packetOfPair: { refusal: () => (senders().length === 0 ? 'noSender' : null), choices: pairs },
  packetToPort: {
    refusal: () => (chosenPort() === null ? 'noShownPort' : toChosenPort() === null ? 'noSuchPacket' : null),
    run: () => fill(toChosenPort()),
  },
  packetOfRule: {
    refusal: () => (chosenRow() === null ? 'noKernelRule' : ofChosenRule() === null ? 'noSuchPacket' : null),
    run: () => fill(ofChosenRule()),
  },
  packetOfPacket: {
    refusal: () => (useTrace.getState().shown === null ? 'noWalk' : null),
    run: () => {
      const { shown } = useTrace.getState()
      const walk = chosenWalk(useTrace.getState())
      if (shown !== null && walk !== null) fill(packetOfPacket(walk.question.from, shown.journey.packet))
    },
  },
  previousStep: { refusal: withSteps, run: () => goStep(-1) },
  nextStep: { refusal: withSteps, run: () => goStep(1) },
  firstStep: { refusal: withSteps, run: () => stepTo('first') },
  lastStep: { refusal: withSteps, run: () => stepTo('last') },
  playSteps: { refusal: withSteps, run: () => play(1) },
  playBack: { refusal: withSteps, run: () => play(-1) },
  triedRules: { refusal: always, run: () => setTraceKept({ tried: !useTraceKept.getState().tried }) },
  wayPicture: {
    refusal: always,
    run: () => {
      setTraceKept({ look: useTraceKept.getState().look === 'steps' ? 'picture' : 'steps' })
      openView('trace')
    },
  },
  editedAndApplied: {
    refusal: () => withLine() ?? withWalk(),
    run: () => (useTrace.getState().sides === null ? compareSides() : leaveSides()),
  },
  firstApart: {
    refusal: () => {
      const { rows } = useTrace.getState()
      const first = chosenWalk(useTrace.getState())?.agreement?.first ?? null
      return firstApart(rows) === null && first === null ? 'nothingApart' : null
    },
    run: goToFirstApart,
  },
  saveWalk: {
    refusal: () => withLine() ?? withWalk(),
    run: () => {
      const { walk } = useTrace.getState()
      return walk === null ? undefined : saveWalk(walk)
    },
  },
  forgetWalk: {
    refusal: () => withLine() ?? withWalk(),
    run: () => {
      const { walk } = useTrace.getState()
      return walk === null ? undefined : forget(walk)
    },
  },
})
