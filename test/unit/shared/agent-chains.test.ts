import { describe, expect, it } from 'vitest'
import type { DumpRule, DumpTable } from '#shared/netfilter/dump'
import { agentChains } from '#shared/sync/agent-chains'

/** Whose chains with Neutron's names are. */
const MARK = 'tw:abc-123'
const theirs = (text: string): DumpRule => ({ text, mark: null })
const ours = (text: string): DumpRule => ({ text: `-m comment --comment "${MARK}" ${text}`, mark: MARK })
const table = (chains: Readonly<Record<string, readonly DumpRule[]>>): DumpTable => ({
  ...{ family: 'ipv4', table: 'filter' },
  chains: Object.entries(chains).map(([name, rules]) => ({
    ...{ name, rules: [...rules] },
    policy: name === name.toUpperCase() ? 'ACCEPT' : null,
  })),
})

describe('chains of an agent', () => {
  it('have rules, and neither our mark in them nor a marked rule that leads to them', () => {
    const jumps = [theirs('-j neutron-filter-top'), theirs('-j neutron-openvswi-FORWARD')]
    const top = [theirs('-j neutron-openvswi-local')]
    const chains = { FORWARD: jumps, 'neutron-filter-top': top, 'neutron-openvswi-FORWARD': [theirs('-j ACCEPT')] }
    expect(agentChains([table(chains), table({ 'neutron-l3-agent-PREROUTING': [theirs('-j RETURN')] })])).toEqual([
      'neutron-filter-top',
      'neutron-l3-agent-PREROUTING',
      'neutron-openvswi-FORWARD',
    ])
  })

  it('are not ours, drifted or not, nor empty ones, nor those of others', () => {
    const held = table({
      FORWARD: [theirs('-j DOCKER'), ours('-j neutron-filter-top'), ours('-g neutron-openvswi-FORWARD')],
      DOCKER: [theirs('-j RETURN')],
      'neutron-filter-top': [theirs('-s 10.0.0.1/32 -j ACCEPT'), ours('-j neutron-openvswi-local')],
      'neutron-openvswi-local': [],
      'neutron-openvswi-FORWARD': [theirs('-j ACCEPT')],
    })
    expect(agentChains([held])).toEqual([])
  })

  it('are led to only by their name as the target, and in their own table', () => {
    const named = theirs('-j ACCEPT')
    const comment = ours('-m comment --comment "-j neutron-openvswi-FORWARD" -j ACCEPT')
    expect(agentChains([table({ FORWARD: [comment], 'neutron-openvswi-FORWARD': [named] })])).toEqual(['neutron-openvswi-FORWARD'])
    const led = table({ FORWARD: [ours('-j neutron-openvswi-FORWARD')] })
    expect(agentChains([led, table({ 'neutron-openvswi-FORWARD': [named] })])).toEqual(['neutron-openvswi-FORWARD'])
  })
})
