import { implement } from '@orpc/server'
import { contract } from '#shared/contract/contract'
import type { Session } from '../session/session.ts'

/** One short function per call of the contract, over the session. */
export function router(session: Session) {
  const os = implement(contract)
  const { projects, state, rules } = session
  return os.router({
    project: {
      follow: os.project.follow.handler(({ signal }) => projects.state.follow(signal)),
      edit: os.project.edit.handler(({ input }) => projects.edit(input.edit)),
      undo: os.project.undo.handler(() => projects.undo()),
      redo: os.project.redo.handler(() => projects.redo()),
      goTo: os.project.goTo.handler(({ input }) => projects.goTo(input.steps, input.revision)),
    },
    session: { follow: os.session.follow.handler(({ signal }) => state.follow(signal)) },
    lab: {
      start: os.lab.start.handler(() => session.startLab()),
      stop: os.lab.stop.handler(async () => {
        await session.stopLab()
        return { ok: true as const, value: {} }
      }),
    },
    ruleset: { apply: os.ruleset.apply.handler(({ input }) => session.apply(input.revision)) },
    kernel: { follow: os.kernel.follow.handler(({ signal }) => rules.follow(signal)) },
    ping: {
      run: os.ping.run.handler(({ input, signal }) => session.ping(input, signal)),
      stop: os.ping.stop.handler(() => {
        session.stopTest()
        return { ok: true as const, value: {} }
      }),
    },
  })
}
