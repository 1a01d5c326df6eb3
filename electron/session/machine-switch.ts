import { shellCommand } from '#shared/as-command/shell-word'
import type { MachineBefore } from '#shared/contract/machine'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { ApplyOwner } from './apply-owner.ts'
import type { LabOwner } from './lab-owner.ts'
import type { Machine, MachineOwner } from './machine-owner.ts'
import type { ProjectStore } from './project-store.ts'
import { noHost } from './target.ts'

/** Switching this machine on and off as what rules are applied to. */
export interface MachineSwitch {
  readonly before: () => Promise<Result<MachineBefore, TapwallError>>
  /** `confirmation`: the machine's hostname as a person typed it. */
  readonly switchOn: (host: string, confirmation: string) => Promise<Done>
  readonly switchOff: () => Promise<Done>
}

type Done = Result<Record<string, never>, TapwallError>

interface Deps {
  readonly projects: ProjectStore
  readonly lab: LabOwner
  readonly machine: MachineOwner
  readonly own: Machine
  readonly applies: ApplyOwner
  readonly isPinging: () => boolean
}

const busy = (doing: string): Result<never, TapwallError> => err({ kind: 'busy', doing })
const APPLYING = 'An apply is under way.'
const ON_TRIAL = 'Rules are on trial. Keep them or revert them first.'

const unlike = (name: string): TapwallError =>
  invalid([
    issue(
      ['confirmation'],
      'machine.confirmation',
      `That is not the name of this machine. To change its own firewall, type ${name}.`,
      { name },
    ),
  ])

export function machineSwitch({ projects, lab, machine, own, applies, isPinging }: Deps): MachineSwitch {
  /** What is measured or written in the lab now would be torn. */
  const atWork = (): Result<never, TapwallError> | null => {
    if (applies.state.get().applying !== null) return busy(APPLYING)
    return isPinging() ? busy('A ping test is running. Stop it, or wait for its end.') : null
  }

  /** The lab gives way, with what is on trial in it. */
  const leaveLab = async (): Promise<Done> => {
    const working = atWork()
    if (working !== null) return working
    if (applies.state.get().trial !== null) {
      const back = await applies.revert()
      // Its time may have been over in this moment.
      if (!back.ok && back.error.kind !== 'drift') return back
    }
    await lab.stop()
    applies.forgetOutcome()
    return ok({})
  }

  return {
    before: async () => {
      const way = await own.way()
      const { hosts } = projects.state.get().project
      const names = new Set([own.name, own.name.split('.')[0]])
      return ok({
        name: own.name,
        way: way.ok ? { by: way.value.by, asks: way.value.asks, command: shellCommand(way.value.command) } : null,
        refused: way.ok ? null : way.error,
        hosts: hosts.map(({ name }) => ({ name, suggested: names.has(name) })),
      })
    },
    switchOn: async (host, confirmation) => {
      const { state } = machine.state.get()
      if (state === 'starting') return busy('This machine is being switched on.')
      if (state === 'running') return busy('This machine is switched on already. Switch it off first.')
      if (own.name === '' || confirmation !== own.name) return err(unlike(own.name))
      if (!projects.state.get().project.hosts.some(({ name }) => name === host)) return err(noHost(host))
      return atWork() ?? machine.start(host, leaveLab)
    },
    switchOff: async () => {
      if (machine.isOn()) {
        if (applies.state.get().applying !== null) return busy(APPLYING)
        if (applies.state.get().trial !== null) return busy(ON_TRIAL)
      }
      await machine.stop()
      return ok({})
    },
  }
}
