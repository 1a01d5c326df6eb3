import type { Family, TableName } from '../netfilter/rule-spec.ts'
import type { Diagram, Node } from './diagram.ts'
import type { DeviceMatch, Line } from './line.ts'
import { DROP, EITHER, type Outcome, type Outcomes, PASS, TRACKED, UNTRACKED } from './outcomes.ts'
import { ownSide, type Probe, STAGES, type Stage, type Views } from './probe.ts'
import type { Placed, Side, SideChain } from './side.ts'
import { type Asked, type Space, stateCondition } from './space.ts'

/** Chains of iptables cannot call each other in a circle; a dump from elsewhere might. */
const DEEPEST = 100
const NEW_OR_UNTRACKED = [0, 2]
const INVALID = [1]
const NEW = 0
const UNTRACKED_STATE = 2

interface Met extends Asked {
  /** Whether it is met depends on something that is not known. */
  readonly isUnknown: boolean
}

/** The way of one probe's packets through one side's chains. */
export class Walk {
  private readonly side: Side
  private readonly views: Views
  private readonly probe: Probe
  private readonly family: Family

  constructor(family: Family, side: Side, views: Views, probe: Probe) {
    this.family = family
    this.side = side
    this.views = views
    this.probe = probe
  }

  /** All that is asked of the probe's packets anywhere on their way. */
  asked(): Asked[] {
    const found: Asked[] = []
    const seen = new Set<string>()
    const visit = (chain: SideChain | undefined, stage: Stage): void => {
      const key = `${chain?.table} ${chain?.name} ${stage.hasOut}`
      if (chain === undefined || seen.has(key)) return
      seen.add(key)
      for (const { line } of this.views.of(chain, this.probe)) {
        for (const met of this.met(line, stage)) found.push(met.asked)
        if (line.act.do === 'jump' || line.act.do === 'goto') visit(this.side.chain(chain.table, line.act.chain), stage)
      }
    }
    for (const stage of this.stages()) visit(this.side.chain(stage.table, stage.chain), stage)
    // Told apart where raw keeps a connection untracked, and in nat.
    for (const state of [NEW, UNTRACKED_STATE]) found.push({ conditions: [stateCondition(this.family, [state])], devices: [] })
    return found
  }

  /** What becomes of each packet, as a diagram over the space. */
  build(space: Space, diagram: Diagram, outcomes: Outcomes): Node {
    const builder = new Builder(this, { space, diagram, outcomes })
    const passed = diagram.leaf(outcomes.numberOf({ may: PASS, end: -1, via: -1, tracking: TRACKED }))
    const untracked = space.partitions[0]?.fits.get(stateCondition(this.family, [UNTRACKED_STATE]).key)?.indexOf(true) ?? 0
    const isNew = space.boxOf({ conditions: [stateCondition(this.family, [NEW])], devices: [] })
    return this.stages().reduceRight<Node>((later, { table, chain, hasOut }) => {
      const asked = builder.stage({ table, chain, hasOut })
      // nat is asked for what opens a connection alone (nf_nat_core.c).
      const here = asked === null || table !== 'nat' || isNew === null ? asked : diagram.choose(isNew, asked, passed)
      return here === null ? later : after(diagram, outcomes, [here, later, diagram.fix(later, 0, untracked)])
    }, passed)
  }

  rulesOf(chain: SideChain): readonly Placed[] {
    return this.views.of(chain, this.probe)
  }

  chain(table: TableName, name: string): SideChain | undefined {
    return this.side.chain(table, name)
  }

  /** What a rule asks of the packets: none where it is never met, several where one of several is enough. */
  met(line: Line, stage: Stage): { readonly asked: Asked; readonly isUnknown: boolean }[] {
    const whole = this.whole(line, stage)
    if (whole === null) return []
    const { isUnknown, devices } = whole
    const one = (conditions: Met['conditions'], unknown: boolean) => ({ asked: { conditions, devices }, isUnknown: unknown })
    const ways = line.either === null ? [whole.conditions] : line.either.map((each) => [...whole.conditions, each])
    if (line.isSyn === null) return ways.map((conditions) => one(conditions, isUnknown))
    // What fits no connection may have any flags; what opens one has SYN alone.
    return ways.flatMap((conditions) => [
      ...(line.isSyn === true ? [one([...conditions, stateCondition(this.family, NEW_OR_UNTRACKED)], isUnknown)] : []),
      one([...conditions, stateCondition(this.family, INVALID)], true),
    ])
  }

  private stages(): readonly Stage[] {
    return STAGES[this.probe.direction]
  }

  private whole(line: Line, stage: Stage): Met | null {
    if (line.isNever || line.hasOut.some((wanted) => wanted !== stage.hasOut)) return null
    const devices: DeviceMatch[] = []
    for (const device of line.devices) {
      // Whether negated or not (net/netfilter/xt_physdev.c): without a port to go out by nothing fits.
      if (device.where === 'out' && !stage.hasOut) return null
      if (device.where !== ownSide(this.probe.direction)) devices.push(device)
      else if (!fits(device, this.probe.tap)) return null
    }
    let isUnknown = line.isUnknown
    const conditions = [...line.conditions]
    for (const set of line.sets) {
      const condition = this.side.setCondition(set)
      if (condition === null) isUnknown = true
      else conditions.push(condition)
    }
    if (line.isUnmarked !== null && this.side.hasMarks) isUnknown = true
    else if (line.isUnmarked === false) return null
    return { conditions, devices, isUnknown }
  }
}

const fits = ({ name, isStart, not }: DeviceMatch, device: string): boolean =>
  (isStart ? device.startsWith(name) : device === name) !== not

/** What is dropped stays so; what passes is asked at the next built-in chain, there as untracked where connection tracking left it alone. */
function after(diagram: Diagram, outcomes: Outcomes, nodes: readonly [here: Node, later: Node, laterUntracked: Node]): Node {
  return diagram.combine(nodes, ([here = 0, tracked = 0, alone = 0]) => {
    const now = outcomes.of(here)
    if (now.may === DROP) return here
    const { tracking } = now
    const number =
      tracking === TRACKED ? tracked : tracking === UNTRACKED ? alone : outcomes.union(tracked, alone, outcomes.of(alone).end)
    const then = outcomes.of(number)
    if (then.may === DROP) return number
    if (now.may === EITHER) return here
    // What passes everywhere is let through by a rule of the filter table, where one was asked.
    const { end, via } = then.may === PASS && (then.end < 0 || outcomes.isOfFilter(now)) ? now : then
    return outcomes.numberOf({ may: then.may, end, via, tracking })
  })
}

interface Making {
  readonly space: Space
  readonly diagram: Diagram
  readonly outcomes: Outcomes
}

class Builder {
  private readonly walk: Walk
  private readonly making: Making
  private readonly memo = new Map<string, Node>()

  constructor(walk: Walk, making: Making) {
    this.walk = walk
    this.making = making
  }

  /** Null where every packet passes and no rule decides it. */
  stage(stage: Stage): Node | null {
    const chain = this.walk.chain(stage.table, stage.chain)
    if (chain === undefined || (chain.policy !== 'DROP' && this.walk.rulesOf(chain).length === 0)) return null
    const policy = this.leaf(chain.policy === 'DROP' ? DROP : PASS, this.ref(chain, null))
    return this.chain(chain, policy, stage, 0)
  }

  /** `then`: what becomes of packets that come back from the chain. From the last rule to the first. */
  private chain(chain: SideChain, then: Node, stage: Stage, depth: number): Node {
    const key = `${chain.table} ${chain.name} ${then} ${stage.hasOut}`
    const known = this.memo.get(key)
    if (known !== undefined) return known
    const node = this.walk
      .rulesOf(chain)
      .reduceRight((rest, placed) => this.rule(chain, placed, { rest, then, stage, depth }), then)
    this.memo.set(key, node)
    return node
  }

  private rule(chain: SideChain, placed: Placed, way: Way): Node {
    const { diagram, outcomes, space } = this.making
    const { line } = placed
    if (line.act.do === 'go-on' || diagram.isExhausted) return way.rest
    let node = way.rest
    let yes: Node | null = null
    for (const { asked, isUnknown } of this.walk.met(line, way.stage)) {
      const box = space.boxOf(asked)
      if (box === null) continue
      yes ??= this.act(chain, placed, way)
      const ref = this.ref(chain, placed)
      const inside = isUnknown ? diagram.combine([yes, way.rest], ([a = 0, b = 0]) => outcomes.union(a, b, ref)) : yes
      node = diagram.choose(box, inside, node)
    }
    return node
  }

  private act(chain: SideChain, placed: Placed, { rest, then, stage, depth }: Way): Node {
    const { act } = placed.line
    const ref = this.ref(chain, placed)
    switch (act.do) {
      case 'accept':
        return this.leaf(PASS, ref)
      case 'drop':
        return this.leaf(DROP, ref)
      case 'return':
        return this.changed(then, (outcome) => (outcome.via < 0 ? { ...outcome, via: ref } : outcome))
      case 'untrack':
        return this.changed(rest, (outcome) => ({ ...outcome, tracking: UNTRACKED }))
      case 'jump':
      case 'goto': {
        const to = this.walk.chain(chain.table, act.chain)
        if (to === undefined || depth > DEEPEST) return this.leaf(EITHER, ref)
        return this.chain(to, act.do === 'jump' ? rest : then, stage, depth + 1)
      }
      default:
        return this.leaf(EITHER, ref)
    }
  }

  private changed(node: Node, change: (outcome: Outcome) => Outcome): Node {
    const { diagram, outcomes } = this.making
    return diagram.combine([node], ([n = 0]) => outcomes.numberOf(change(outcomes.of(n))))
  }

  private leaf(may: number, end: number): Node {
    return this.making.diagram.leaf(this.making.outcomes.numberOf({ may, end, via: -1, tracking: TRACKED }))
  }

  private ref({ table, name, policy }: SideChain, placed: Placed | null): number {
    const mark = placed?.rule.mark ?? null
    const text = placed?.body ?? `policy ${policy}`
    return this.making.outcomes.refNumber({ table, chain: name, rule: placed?.at ?? null, mark, text })
  }
}

interface Way {
  /** What becomes of packets that do not fit. */
  readonly rest: Node
  readonly then: Node
  readonly stage: Stage
  readonly depth: number
}
