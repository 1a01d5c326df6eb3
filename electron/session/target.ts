import type { Target as TargetName } from '#shared/contract/states'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import type { OwnConnection } from '#shared/netfilter/own-connection'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { agentChains } from '#shared/sync/agent-chains'
import type { Firewall } from '../privilege/firewall.ts'
import type { LabOwner } from './lab-owner.ts'
import type { MachineOwner } from './machine-owner.ts'

/**
 * Where rules are applied to, read and compared: all hosts of the project in the lab, or this machine as one of them. Whoever works
 * with it does not ask which it is.
 */
export interface Target {
  readonly is: () => TargetName
  /** Null when it does not run. */
  readonly firewall: () => Firewall | null
  /** Why there is no firewall. */
  readonly none: () => TapwallError
  /** Names of its hosts in the order of the project. */
  readonly hosts: (project: Project) => Result<readonly string[], TapwallError>
  /** By which people may be using this machine; none in the lab. */
  readonly connections: () => OwnConnection[]
  /** Why nothing may be written where `dump` is held; null when it may. */
  readonly refusal: (dump: Dump) => TapwallError | null
}

const NO_LAB: TapwallError = { kind: 'helper-lost', detail: 'No lab is running.' }
const NO_HELPER: TapwallError = {
  kind: 'helper-lost',
  detail: 'This machine is switched on, and its helper has ended.',
  of: 'machine',
}

export const target = (lab: LabOwner, machine: MachineOwner): Target => ({
  is: () => (machine.isOn() ? 'machine' : 'lab'),
  firewall: () => (machine.isOn() ? machine.client() : lab.state.get().state === 'running' ? lab.client() : null),
  none: () => (machine.isOn() ? (machine.state.get().error ?? NO_HELPER) : NO_LAB),
  hosts: ({ hosts }) => {
    const names = hosts.map(({ name }) => name)
    const { host } = machine.state.get()
    if (!machine.isOn() || host === null) return ok(names)
    return names.includes(host) ? ok([host]) : err(noHost(host))
  },
  connections: () => (machine.isOn() ? machine.connections() : []),
  refusal: ({ tables }) => {
    const [chain] = machine.isOn() ? agentChains(tables) : []
    return chain === undefined ? null : readOnly(chain)
  },
})

export const noHost = (host: string): TapwallError =>
  invalid([
    issue(
      ['host'],
      'machine.no-host',
      `The project has no host ${host}. Choose one of its hosts to be this machine; while another one is, switch this machine off first.`,
      { host },
    ),
  ])

const readOnly = (chain: string): TapwallError =>
  invalid([
    issue(
      [],
      'machine.read-only',
      `An agent of Neutron works on this machine: the chain ${chain} is its own. Its rules can be read and compared, and nothing is written beside them.`,
      { chain },
    ),
  ])
