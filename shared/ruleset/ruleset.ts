import type { Family, RuleSpec, SetSpec, TableName } from '../netfilter/rule-spec.ts'

/** What should be in the kernel of one host. Made by `compile`, read by `sync`, `counters` and the page. */

/** Where a rule comes from, so that a counter can be told to a group rule and back. */
export type Origin =
  /** Jumps and chains that are there before any port is. */
  | { readonly kind: 'skeleton' }
  /** Sends the packets of one port to its chains. */
  | { readonly kind: 'port'; readonly portId: string }
  /** Accepts what a port sends and gets: without port security, of a network service, or of any port in nat, where nothing is filtered. */
  | {
      readonly kind: 'accepted-port'
      readonly portId: string
      readonly why: 'port-security-off' | 'trusted' | 'nat-shortcut'
    }
  /** Puts a port's packets into their zone of connection tracking, or keeps them out of it (null). */
  | { readonly kind: 'zone'; readonly portId: string; readonly zone: number | null }
  /** INVALID and RELATED,ESTABLISHED, and the jump to the fallback. */
  | {
      readonly kind: 'base'
      readonly portId: string
      readonly what: 'invalid' | 'established' | 'fallback' | 'dhcp-client' | 'dhcp-server' | 'icmpv6' | 'router-advertisement'
    }
  /** Source checks: address and MAC of the port or of an allowed address pair. */
  | { readonly kind: 'anti-spoofing'; readonly portId: string; readonly address: string | null; readonly mac: string | null }
  /**
   * Answers of DHCP servers and router advertisements (provider rules). `address`: of the server
   * (2014.2, 2015.1), or that is answered (later); null when any may send and be sent to.
   */
  | {
      readonly kind: 'provider'
      readonly portId: string
      readonly what: 'dhcp' | 'router-advertisement'
      readonly by: 'server' | 'own-address'
      readonly address: string | null
    }
  /** A rule of a bound security group; `member` is set where enable_ipset is off and one rule became one line a member. */
  | {
      readonly kind: 'group-rule'
      readonly portId: string
      readonly groupId: string
      readonly ruleId: string
      readonly member: string | null
    }

export interface Rule {
  readonly spec: RuleSpec
  /** `spec` as iptables-save prints it, without a mark. */
  readonly text: string
  readonly origin: Origin
}

export type ChainRole =
  | 'hook'
  | 'filter-top'
  | 'local'
  | 'forward'
  | 'input'
  | 'output'
  | 'sg-chain'
  | 'sg-fallback'
  /** Wrapped PREROUTING and OUTPUT of raw, wrapped PREROUTING of nat. */
  | 'raw'
  | 'nat'
  | 'port-in'
  | 'port-out'
  | 'port-source'

export interface Chain {
  readonly name: string
  readonly role: ChainRole
  /** Set for the three chains of a port. */
  readonly portId: string | null
  /** Of a hook (built-in chain): our jumps only, which stand before the rules of others. */
  readonly rules: readonly Rule[]
}

export interface RulesetTable {
  readonly family: Family
  readonly table: TableName
  readonly chains: readonly Chain[]
}

export interface Ruleset {
  readonly host: string
  readonly tables: readonly RulesetTable[]
  readonly sets: readonly SetSpec[]
}
