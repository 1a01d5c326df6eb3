import type { LabNode } from '#shared/contract/states'
import { labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { openFile } from '../project-file/file.ts'
import { openSession, type Session } from '../session/session.ts'
import { addressOf, findNode } from './machines.ts'
import { fail, failWith } from './talk.ts'

/** The lab of a file, with its rules applied. */
export interface OwnLab {
  readonly session: Session
  /** The machine that the command was told to send from. */
  readonly from: LabNode
  /** Of a machine that is named, as `from` reaches it; of an address itself. */
  readonly addressOf: (to: string) => string
}

/**
 * Opens a project file or a document of the API, builds its lab, applies its rules, and gives the status of `act`; the lab ends with it.
 * What hinders it before is told, with status 2. `command` names the session.
 */
export async function inOwnLab(
  command: string,
  file: string,
  from: string,
  act: (lab: OwnLab) => Promise<number>,
): Promise<number> {
  const opened = await openFile(file)
  if (!opened.ok) return fail(opened.error)
  const { project } = opened.value
  const session = openSession({ project, program: command, startLab: () => startLab(labProgram()), now: Date.now })
  try {
    const started = await session.startLab()
    if (!started.ok) return fail(started.error)
    const applied = await session.applies.apply(session.projects.state.get().revision, null)
    if (!applied.ok) return fail(applied.error)
    const { nodes } = session.state.get().lab
    const node = findNode(nodes, from)
    if (node === undefined) return failWith(`No machine ${from} in this lab. Its machines: ${nodes.map((n) => n.name).join(', ')}.`)
    return await act({ session, from: node, addressOf: (to) => addressOf(project, nodes, node, to) })
  } finally {
    await session.close()
  }
}
