import { implement } from '@orpc/server'
import { contract } from '#shared/contract/contract'
import { aboutProgram } from '../program/about-program.ts'
import { appliedBefore } from '../program/apply-history.ts'
import { type DocumentDesk, documentsOf } from '../program/documents.ts'
import type { Program } from '../program/open-program.ts'

/** One short function per call of the contract, over the program that the page looks at. */
export function router(program: Program, desk: DocumentDesk) {
  const os = implement(contract)
  const { session, keeper } = program
  const { projects, state, rules, applies, drift, machine, walks } = session
  const documents = documentsOf(program, desk)
  const before = appliedBefore(program)
  return os.router({
    program: { about: os.program.about.handler(() => aboutProgram(program)) },
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
      unplug: os.lab.unplug.handler(({ input }) => session.plug(input.portId, false)),
      plug: os.lab.plug.handler(({ input }) => session.plug(input.portId, true)),
    },
    agent: {
      follow: os.agent.follow.handler(({ signal }) => session.agent.state.follow(signal)),
      lines: os.agent.lines.handler(({ input }) => session.agent.lines(input.id)),
    },
    machine: {
      follow: os.machine.follow.handler(({ signal }) => program.machineWatch.follow(signal)),
      before: os.machine.before.handler(() => machine.before()),
      switchOn: os.machine.switchOn.handler(({ input }) => machine.switchOn(input.host, input.confirmation)),
      switchOff: os.machine.switchOff.handler(() => machine.switchOff()),
    },
    ruleset: {
      review: os.ruleset.review.handler(({ input }) => applies.review(input.revision)),
      apply: os.ruleset.apply.handler(({ input }) => applies.apply(input.revision, input.trial, input.connections)),
      confirm: os.ruleset.confirm.handler(() => applies.confirm()),
      extend: os.ruleset.extend.handler(({ input }) => applies.extend(input.trial)),
      revert: os.ruleset.revert.handler(() => applies.revert()),
    },
    history: {
      follow: os.history.follow.handler(({ signal }) => program.history.follow(signal)),
      point: os.history.point.handler(({ input }) => before.point(input.id)),
      change: os.history.change.handler(({ input }) => before.change(input.id)),
      difference: os.history.difference.handler(({ input }) => before.difference(input.a, input.b)),
      restore: os.history.restore.handler(({ input }) => before.restore(input.id)),
    },
    drift: {
      putBack: os.drift.putBack.handler(({ input }) => drift.putBack(input.host, input.items)),
      offer: os.drift.offer.handler(({ input }) => drift.offer(input.host, input.item, input.groupId)),
      takeOver: os.drift.takeOver.handler(({ input }) => drift.takeOver(input.host, input.items, input.groupId)),
      ignore: os.drift.ignore.handler(({ input }) => drift.ignore(input.host, input.items, input.ignored)),
    },
    kernel: { follow: os.kernel.follow.handler(({ signal }) => rules.follow(signal)) },
    walk: {
      follow: os.walk.follow.handler(({ signal }) => walks.state.follow(signal)),
      predict: os.walk.predict.handler(({ input }) => walks.predict(input.question, input.against)),
      packet: os.walk.packet.handler(({ input }) => walks.packet(input.walk, input.number)),
      sideBySide: os.walk.sideBySide.handler(({ input }) => walks.sideBySide(input.question, input.number)),
      send: os.walk.send.handler(({ input, signal }) => session.sendWalk(input.question, signal)),
      forget: os.walk.forget.handler(({ input }) => walks.forget(input.walk)),
      export: os.walk.export.handler(({ input }) => walks.exportWalk(input.walk)),
    },
    trace: {
      run: os.trace.run.handler(({ input, signal }) => session.traces.run(input, signal)),
      stop: os.trace.stop.handler(() => {
        session.traces.stop()
        return { ok: true as const, value: {} }
      }),
    },
    ping: {
      run: os.ping.run.handler(({ input, signal }) => session.ping(input, signal)),
      stop: os.ping.stop.handler(() => {
        session.stopTest()
        return { ok: true as const, value: {} }
      }),
    },
  })
}
