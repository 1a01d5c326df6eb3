import { implement } from '@orpc/server'
import { contract } from '#shared/contract/contract'
import { type DocumentDesk, documentsOf } from '../program/documents.ts'
import type { Program } from '../program/open-program.ts'

/** One short function per call of the contract, over the program that the page looks at. */
export function router(program: Program, desk: DocumentDesk) {
  const os = implement(contract)
  const { session, keeper } = program
  const { projects, state, rules } = session
  const documents = documentsOf(program, desk)
  return os.router({
    project: {
      follow: os.project.follow.handler(({ signal }) => projects.state.follow(signal)),
      edit: os.project.edit.handler(({ input }) => projects.edit(input.edit)),
      undo: os.project.undo.handler(() => projects.undo()),
      redo: os.project.redo.handler(() => projects.redo()),
      goTo: os.project.goTo.handler(({ input }) => projects.goTo(input.steps, input.revision)),
      commandsOf: os.project.commandsOf.handler(({ input }) => projects.commandsOf(input.from, input.to, input.revision)),
    },
    document: {
      follow: os.document.follow.handler(({ signal }) => keeper.state.follow(signal)),
      open: os.document.open.handler(({ input }) => documents.open(input.what, input.leaveUnsaved, input.agreed)),
      openTexts: os.document.openTexts.handler(({ input }) => documents.openTexts(input.texts, input.leaveUnsaved, input.agreed)),
      save: os.document.save.handler(() => keeper.save()),
      saveAs: os.document.saveAs.handler(({ input }) => documents.saveAs(input.path, input.overwrite)),
      exportAs: os.document.exportAs.handler(({ input }) => documents.exportAs(input.path, input.overwrite)),
      recent: os.document.recent.handler(() => documents.recent()),
      forget: os.document.forget.handler(({ input }) => documents.forget(input.path)),
      folder: os.document.folder.handler(({ input }) => documents.folder(input.path)),
      resolveOutside: os.document.resolveOutside.handler(({ input }) => keeper.resolveOutside(input)),
      restore: os.document.restore.handler(({ input }) => keeper.restore(input.id, input.prefer)),
      discard: os.document.discard.handler(({ input }) => keeper.discard(input.id)),
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
