import { describe, expect, it, vi } from 'vitest'
import type { Ask } from '#shared/walk/ask'
import type { Field } from '#shared/walk/step'
import { brokenFitOf } from '../support/broken-fit.ts'
import { chance, chanceFor } from '../support/chance.ts'
import { CORPORA } from '../support/foreign/corpora.ts'
import { type Played, playDump } from '../support/foreign/walk-play.ts'
import type { Kind } from '../support/table-namespace.ts'

/**
 * Rules of other programs (Docker, kube-proxy, ufw, firewalld, fail2ban, libvirt, a VPN, a university's router) in the kernel, on a machine
 * with the cards that they speak of. Packets are aimed at rules and beside them, receivers answer: where each comes out and how, and what
 * every rule and policy counts, is what the walk says; where the walk is unsure, the kernel's counts are among those that it says are
 * possible. Longer: `npm run test:differential -- --packets 20000 --seed 7`.
 */
const PACKETS = Number(process.env['TAPWALL_PACKETS'] ?? 2400)
const KINDS: readonly Kind[] = ['nft', 'legacy']
const CASES = KINDS.flatMap((kind) => CORPORA.map((corpus) => ({ kind, corpus, name: corpus.name })))
const EACH = Math.ceil(PACKETS / CASES.length)
const PATIENCE = 90_000 + 200 * EACH

/** The matcher that is broken; null: none, and the walk is as it is. */
const broken = vi.hoisted((): { matcher: ((ask: Ask) => boolean) | null } => ({ matcher: null }))
vi.mock('#shared/walk/ask', async (load) => {
  const real = await load<typeof import('#shared/walk/ask')>()
  return { ...real, fitOf: brokenFitOf(real, () => broken.matcher) }
})

const { seed } = chanceFor('foreign-walk')
const played: Played[] = []

describe('the kernel and the walk', () => {
  it.each(CASES)(
    'agree on packets through the rules of $name in iptables-$kind',
    async ({ kind, corpus }) => {
      const random = chance(seed + CASES.findIndex((one) => one.kind === kind && one.corpus === corpus))
      const begun = performance.now()
      const one = await playDump(corpus, kind, EACH, random)
      const { packets, sure, met, rules, wrong } = one
      const seconds = Math.round((performance.now() - begun) / 100) / 10
      console.log(JSON.stringify({ rules: corpus.name, kind, packets, sure, met, of: rules, wrong: wrong.length, seconds }))
      played.push(one)
      expect(wrong).toEqual([])
      expect(packets).toBeGreaterThanOrEqual(EACH)
      // The rest are those of limits, of what was recent, of endpoints by chance.
      expect(sure).toBeGreaterThan(packets / 2)
    },
    PATIENCE,
  )

  const fields: readonly Field[] = [
    ...(['protocol', 'source', 'destination', 'source-port', 'destination-port', 'icmp-type', 'tcp-flags', 'state'] as const),
    ...(['interface-in', 'interface-out', 'device-in', 'address-type', 'source-set', 'destination-set', 'mark', 'ttl'] as const),
  ]
  // A short run, for trying something, does not meet them all.
  it.runIf(PACKETS >= 2000).each(fields)('would not agree if the matcher of %s were turned around', (field) => {
    broken.matcher = (ask) => ask.field === field
    const isCaught = played.some(({ again }) => again().length > 0)
    broken.matcher = null
    expect(isCaught).toBe(true)
  })
})
