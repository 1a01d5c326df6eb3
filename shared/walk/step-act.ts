import type { RuleAct } from './act.ts'
import { markAfter } from './run.ts'
import type { Act } from './step.ts'

/** What a rule does as a step tells it. `mark`: the packet's, below 0 where it is not known. `hasChain`: that a jump leads somewhere. */
export function stepAct(act: RuleAct, mark: number, hasChain: (chain: string) => boolean): Act {
  switch (act.do) {
    case 'jump':
    case 'goto':
      return hasChain(act.chain) ? act : { do: 'unknown', target: act.chain }
    case 'go-on':
      return { do: 'go-on', target: act.target }
    case 'trace':
      return { do: 'go-on', target: 'TRACE' }
    case 'mark': {
      const now = markAfter(mark, act.keep, act.flip)
      return now < 0 ? { do: 'go-on', target: 'MARK' } : { do: 'mark', mark: now }
    }
    case 'set-connection-mark':
    case 'save-mark':
    case 'restore-mark':
      return { do: 'go-on', target: 'CONNMARK' }
    case 'zone':
      return typeof act.zone === 'number' ? { do: 'zone', zone: act.zone } : { do: 'go-on', target: 'CT' }
    case 'translate':
      return { do: 'translate', target: act.target, to: act.to }
    default:
      return act
  }
}
