import type { Host, Release } from '../project/schema.ts'
import type { Cause, Turn } from './turns.ts'

/** How the server and an agent speak with each other in a release, by the names of the calls. */

/** `object`: the class of what is pushed. `heard`: what the agent calls by itself when it got it. */
export interface Message {
  readonly call: string
  readonly object: string | null
  readonly heard: string | null
}

/** `cached`: answered by the agent's own copy of what was pushed. */
export interface Call {
  readonly call: string
  readonly ports: number
  readonly cached: boolean
}

interface Speech {
  /** From 11.0 (Pike) on the hybrid driver's agent gets objects pushed and keeps them (neutron/agent/resource_cache.py). */
  readonly pushes: boolean
  readonly details: string
  readonly up: string
  readonly down: string
}

/** neutron/agent/rpc.py (PluginApi); the lists came with 8.0 (Liberty), and only the Open vSwitch agent speaks by them. */
const one = { details: 'get_devices_details_list', up: 'update_device_up', down: 'update_device_down' } as const
const lists = {
  details: 'get_devices_details_list_and_failed_devices',
  up: 'update_device_list',
  down: 'update_device_list',
} as const
const SPEECH: { readonly [R in Release]: Speech } = {
  '2014.2': { pushes: false, ...one },
  '2015.1': { pushes: false, ...one },
  '21.0': { pushes: true, ...lists },
  '25.2': { pushes: true, ...lists },
}

type AgentHost = Pick<Host, 'release' | 'firewallDriver'>

/** The plain driver's agent of the Linux bridge is spoken to as all agents were before (plugins/ml2/drivers/agent/_common_agent.py). */
const speechOf = ({ release, firewallDriver }: AgentHost): Speech =>
  firewallDriver === 'iptables' ? { pushes: false, ...one } : SPEECH[release]

/** From the class of the object to what the agent then calls: api/rpc/handlers/securitygroups_rpc.py, SecurityGroupServerAPIShim. */
const PUSHED = {
  rules: ['SecurityGroupRule', 'security_groups_rule_updated'],
  members: ['Port', 'security_groups_member_updated'],
  port: ['Port', 'port_update'],
  'address-groups': ['AddressGroup', 'address_group_updated'],
} as const
const CALLED = {
  rules: 'security_groups_rule_updated',
  members: 'security_groups_member_updated',
  port: 'port_update',
  // Nobody pushes to this agent; who knows address groups hears of their rules.
  'address-groups': 'security_groups_rule_updated',
  providers: 'security_groups_provider_updated',
} as const

/** The message that brings a cause from the server; null for what the agent sees by itself. */
export function messageOf(host: AgentHost, { kind }: Cause): Message | null {
  switch (kind) {
    case 'plugged':
    case 'unplugged':
    case 'settings':
      return null
    case 'providers':
      return { call: CALLED.providers, object: null, heard: null }
    default: {
      const [object, heard] = PUSHED[kind]
      return speechOf(host).pushes ? { call: 'push', object, heard } : { call: CALLED[kind], object: null, heard: null }
    }
  }
}

/** What the agent asks before it computes (rpc_loop; agent/securitygroups_rpc.py), and what it tells the server at the end. */
export function callsOf(host: AgentHost, turn: Pick<Turn, 'prepared' | 'refreshed' | 'removed'>): { asks: Call[]; tells: Call[] } {
  const { pushes, details, up, down } = speechOf(host)
  const asked = new Set([...turn.prepared, ...turn.refreshed]).size
  const calls = (...all: readonly (readonly [string, number, boolean])[]): Call[] =>
    all.flatMap(([call, ports, cached]) => (ports === 0 ? [] : [{ call, ports, cached }]))
  const [came, went] = [turn.prepared.length, turn.removed.length]
  return {
    asks: calls([details, came, pushes], ['security_group_info_for_devices', asked, pushes]),
    tells: up === down ? calls([up, came + went, false]) : calls([up, came, false], [down, went, false]),
  }
}
