import type { Step } from './step.ts'

/**
 * Of the steps of one hook those that decided: what accepted or dropped the packet in the end, and each rule by which it was let go on
 * before. In Neutron's chains a rule of a group says RETURN, and one rule for all behind them accepts.
 */
export const decidedBy = (steps: readonly Step[]): Step[] =>
  steps.filter(({ match, act, rule, text }) => {
    if (match === 'no') return false
    if (act.do === 'return') return rule !== null && text !== '-j RETURN'
    return act.do === 'accept' || act.do === 'drop' || act.do === 'reject' || act.do === 'translate' || act.do === 'unknown'
  })
