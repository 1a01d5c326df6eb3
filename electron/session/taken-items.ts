import { canonicalRule } from '#shared/project/answers/canonical-rule'
import { same } from '#shared/project/same'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import type { DriftItem } from '#shared/sync/drift'
import { type Expected, placeOf } from '#shared/sync/expected'
import type { Offer } from '#shared/take-over/take-over'

/** Differences that became the project's and wait for the next apply, each with the edit that made them so. */
export interface TakenItems {
  readonly add: (item: DriftItem, offer: Offer) => void
  /** Whether the project still says what was taken over: an undo takes it back. */
  readonly has: (id: string, project: Project) => boolean
  /** Forgets those that are no differences any more. */
  readonly keep: (ids: ReadonlySet<string>) => void
  /** Ids of lines of others that stand beside the applied rule that was made of them. */
  readonly copies: (items: readonly DriftItem[], expected: Expected) => string[]
}

export function takenItems(): TakenItems {
  const taken = new Map<string, Offer>()
  return {
    add: ({ id }, offer) => void taken.set(id, offer),
    has: (id, project) => {
      const offer = taken.get(id)
      return offer !== undefined && isSaid(offer, project)
    },
    keep: (ids) => {
      for (const id of [...taken.keys()]) if (!ids.has(id)) taken.delete(id)
    },
    copies: (items, expected) =>
      items.flatMap((item) => {
        const offer = taken.get(item.id)
        if (offer?.edit.do !== 'rule.create' || item.family === null || item.table === null) return []
        const chain = expected.chains.get(placeOf(item.family, item.table, item.chain))
        const isApplied = chain?.rules.some(({ origin }) => origin.kind === 'group-rule' && origin.ruleId === offer.rule.id)
        return isApplied === true ? [item.id] : []
      }),
  }
}

function isSaid({ edit, groupId, rule }: Offer, { securityGroups, apiRelease }: Project): boolean {
  const found = securityGroups.find(({ id }) => id === groupId)?.rules.find(({ id }) => id === rule.id)
  if (edit.do === 'rule.delete') return found === undefined
  return found !== undefined && same(firewallPart(found), firewallPart(canonicalRule(rule, apiRelease)))
}

const firewallPart = ({ description: _, carried: __, ...rest }: SecurityGroupRule) => rest
