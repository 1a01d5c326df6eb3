import { portLabel } from '#shared/explain/names'
import { doIn } from '../state/deeds.ts'
import { setKernelView, useKernelView } from '../state/kernel-view.ts'
import { stopPing, usePing } from '../state/ping.ts'
import { isUnderWay } from '../state/ping-run.ts'
import { useProject } from '../state/project.ts'
import { isConnected, useSession } from '../state/session.ts'
import { always, type Choice, inGroup, type RefusalKey } from './command.ts'

const isTesting = (): boolean => isUnderWay(usePing.getState().run) || useSession.getState().session?.pinging === true

const refusal = (): RefusalKey | null => {
  if (!isConnected()) return 'noLine'
  const { session } = useSession.getState()
  if (session?.target === 'machine') return 'pingInLab'
  if (session?.lab.state !== 'running') return 'labNotRunning'
  return isTesting() ? 'testing' : null
}

const bare = (address: string): string => address.split('/')[0] ?? address

/** From where, then where to: each machine with its addresses, and the addresses that the project gives to it outside. */
function from(): readonly Choice[] {
  const nodes = useSession.getState().session?.lab.nodes ?? []
  const outside = useProject.getState().project?.floatingIps ?? []
  const floating = outside.map(({ floatingIp, portId }) => ({
    address: floatingIp,
    name: portLabel(useProject.getState().project, portId),
  }))
  return nodes.map((node) => ({
    id: node.id,
    words: node.name,
    detail: node.addresses.map(bare).join('  '),
    choices: () =>
      [
        ...floating,
        ...nodes
          .filter((other) => other.id !== node.id)
          .flatMap((other) => other.addresses.map((address) => ({ address: bare(address), name: other.name }))),
      ].map(({ address, name }) => ({
        id: address,
        words: address,
        ...(name === address ? {} : { detail: name }),
        run: () => {
          setKernelView({ ping: { ...useKernelView.getState().ping, from: node.id, to: address } })
          doIn('ping', 'runPing')
        },
      })),
  }))
}

export const pingCommands = inGroup('ping', {
  runPing: {
    refusal,
    run: () => doIn('ping', 'runPing'),
  },
  pingFrom: { refusal, choices: from },
  stopPing: { refusal: () => (isTesting() ? null : 'noTest'), run: stopPing },
  hideUnmoved: { refusal: always, run: () => setKernelView({ hideUnmoved: !useKernelView.getState().hideUnmoved }) },
})
