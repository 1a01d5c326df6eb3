import { labTopology } from '#shared/helper/lab-topology'
import type { Port, Project } from '#shared/project/schema'
import type { Session } from '../session/session.ts'

/**
 * A lab is built once, of the machines that the project had then. When the project's networks, ports or machines become others, by an
 * edit, its undo, another program or a recovery, a new lab takes its place. Returns the unsubscriber.
 */
export function followTopology({ projects, state }: Session, startLab: () => void): () => void {
  const wordsOf = (project: Project): string => JSON.stringify(labTopology(project))
  let last = projects.state.get().project
  let lab = state.get().lab.state
  /** What the lab that runs or starts is built of. */
  let built = lab === 'off' ? null : wordsOf(last)
  let isDue = false
  let left = false
  const look = () => {
    if (isDue) return
    isDue = true
    // Later, because the project is not yet what it is about to be.
    setImmediate(() => {
      isDue = false
      if (!left && state.get().lab.state === 'running' && wordsOf(projects.state.get().project) !== built) startLab()
    })
  }
  const stops = [
    projects.onChange(({ project }) => {
      const before = last
      last = project
      if (!sameMachines(before, project)) look()
    }),
    state.listen((session) => {
      const was = lab
      lab = session.lab.state
      if (lab === was) return
      if (lab === 'starting') built = wordsOf(projects.state.get().project)
      // What was edited while it started is not in it yet.
      if (lab === 'running') look()
    }),
  ]
  return () => {
    left = true
    for (const stop of stops) stop()
  }
}

/** Most edits are about rules and leave these as they are, and the words of thousands of ports take their time. */
function sameMachines(a: Project, b: Project): boolean {
  const kinds = ['networks', 'subnets', 'routers', 'floatingIps', 'outsideHosts', 'vms', 'hosts'] as const
  if (!kinds.every((kind) => a[kind] === b[kind])) return false
  return a.ports === b.ports || (a.ports.length === b.ports.length && a.ports.every((port, at) => samePlug(port, b.ports[at])))
}

const PLUG = [
  'id',
  'networkId',
  'macAddress',
  'fixedIps',
  'deviceId',
  'deviceOwner',
  'hostName',
  'vif',
] as const satisfies (keyof Port)[]

const samePlug = (a: Port, b: Port | undefined): boolean =>
  a === b || (b !== undefined && PLUG.every((field) => a[field] === b[field]))
