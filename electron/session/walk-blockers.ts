import type { WalkBlocker } from '#shared/contract/walk'
import type { Dump } from '#shared/netfilter/dump'
import { blockerCode } from '#shared/walk/blockers'
import { Network } from '#shared/walk/network'
import type { Pass, Step } from '#shared/walk/step'
import type { World } from '#shared/walk/world'
import { mainWay } from './kept-walk.ts'
import { type Asked, answerQuestion } from './walk-question.ts'

/** A packet that would still be refused after so many rules are gone is not followed further. */
const MOST_BLOCKERS = 12

/**
 * What has to go so that packet `number` of the conversation passes: the rule that refuses it is taken out of the rules, and the
 * conversation is walked again, until it passes or what refuses it is no rule (a policy, no route). Empty for a packet that passes.
 */
export function blockersOf(asked: Asked, world: World, number: number): WalkBlocker[] {
  const blockers: WalkBlocker[] = []
  let now = world
  while (blockers.length < MOST_BLOCKERS) {
    const network = new Network(now)
    const turn = answerQuestion(asked, network)[number - 1]
    if (turn === undefined || turn.journey.verdict !== 'drop') return blockers
    const last = mainWay(turn.journey.first).at(-1) ?? turn.journey.first
    const steps = last.hooks.at(-1)?.steps ?? []
    const at = steps.findLastIndex(refuses)
    const step = steps[at]
    const place = network.segments.place(last.place)
    if (step === undefined || place === undefined) return blockers
    const code = blockerCode(network.read(place).rules(last.packet.family), steps, at)
    blockers.push({ code, place: last.place, step })
    if (step.rule === null) return blockers
    now = without(now, last, step)
  }
  return blockers
}

const refuses = ({ match, act }: Step): boolean => match === 'yes' && (act.do === 'drop' || act.do === 'reject')

/** The world without one rule. */
function without(world: World, { place, packet }: Pass, { table, chain, rule }: Step): World {
  const cut = (dump: Dump): Dump => ({
    ...dump,
    tables: dump.tables.map((own) =>
      own.family !== packet.family || own.table !== table
        ? own
        : {
            ...own,
            chains: own.chains.map((one) =>
              one.name === chain ? { ...one, rules: one.rules.filter((_, at) => at + 1 !== rule) } : one,
            ),
          },
    ),
  })
  return { places: world.places.map((one) => (one.name === place ? { ...one, dump: cut(one.dump) } : one)) }
}
