import type { Dump } from '#shared/netfilter/dump'
import { printRule } from '#shared/netfilter/print-rule'
import { printSetType } from '#shared/netfilter/print-set'
import { type Family, type RuleSpec, TableName } from '#shared/netfilter/rule-spec'
import type { TableStep, Transaction } from '#shared/sync/plan'
import { marked } from '#shared/sync/print-restore'

interface FakeRule {
  readonly text: string
  readonly mark: string | null
  readonly jump: string | null
  readonly sets: readonly string[]
  /** Stays with the rule, as a kernel counter does. */
  readonly counter: { packets: number }
}
interface FakeChain {
  readonly policy: string | null
  rules: FakeRule[]
}
type FakeTable = Map<string, FakeChain>

const HOOKS: Readonly<Record<TableName, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  raw: ['PREROUTING', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
}

/** Tables are kept by family and name: `ipv4 filter`. */
const tableOf = (key: string): TableName => TableName.parse(key.split(' ')[1])

/**
 * A small netfilter in memory: obeys transactions atomically and refuses, by throwing, what the kernel refuses: jumps to chains that
 * are not there, deleting chains that are full or jumped to, positions beyond the end, sets that are not there or still in use.
 */
export class FakeTables {
  private tables = new Map<string, FakeTable>()
  private sets = new Map<string, { create: string; members: readonly string[] }>()

  apply(transaction: Transaction): void {
    switch (transaction.on) {
      case 'set':
        this.sets.set(transaction.write.name, { create: printSetType(transaction.write), members: transaction.write.members })
        return
      case 'set-removal':
        if (!this.sets.has(transaction.name)) throw new Error(`no set ${transaction.name}`)
        if (this.allRules().some(({ sets }) => sets.includes(transaction.name)))
          throw new Error(`set ${transaction.name} is in use`)
        this.sets.delete(transaction.name)
        return
      default: {
        const key = `${transaction.family} ${transaction.table}`
        const table: FakeTable = new Map(
          [...this.table(key)].map(([name, { policy, rules }]) => [name, { policy, rules: [...rules] }]),
        )
        for (const step of transaction.steps) this.step(table, transaction.family, step)
        this.tables.set(key, table)
      }
    }
  }

  /** As it is now; counters are shared, as those of rules that stay. */
  copy(): FakeTables {
    const copy = new FakeTables()
    for (const [key, table] of this.tables)
      copy.tables.set(key, new Map([...table].map(([name, { policy, rules }]) => [name, { policy, rules: [...rules] }])))
    copy.sets = new Map(this.sets)
    return copy
  }

  /** A rule of another program, put at `at` (from 1) by hand; its chain is made when it is not there. */
  addForeign(family: Family, chainName: string, at: number, text: string): void {
    const table = this.table(`${family} filter`)
    const chain = table.get(chainName) ?? { policy: null, rules: [] }
    table.set(chainName, chain)
    chain.rules.splice(at - 1, 0, { text, mark: null, jump: /-j (\S+)/.exec(text)?.[1] ?? null, sets: [], counter: { packets: 0 } })
    this.tables.set(`${family} filter`, table)
  }

  /** Takes a rule away or moves it, behind the program's back. */
  disturb(family: Family, chainName: string, change: (rules: FakeRule[]) => void): void {
    const chain = this.table(`${family} filter`).get(chainName)
    if (chain !== undefined) change(chain.rules)
  }

  /** The members of a set, behind the program's back; `null` takes the set away, whoever refers to it. */
  disturbSet(name: string, change: (members: readonly string[]) => readonly string[] | null): void {
    const set = this.sets.get(name)
    const members = set === undefined ? null : change(set.members)
    if (set === undefined || members === null) this.sets.delete(name)
    else this.sets.set(name, { ...set, members })
  }

  /** A chain goes with its rules and with those that jump to it, as another program would have to do it. */
  removeChain(family: Family, chainName: string): void {
    const table = this.table(`${family} filter`)
    if (table.get(chainName)?.policy !== null) return
    table.delete(chainName)
    for (const chain of table.values()) chain.rules = chain.rules.filter(({ jump }) => jump !== chainName)
  }

  chainNames(family: Family): string[] {
    return [...this.table(`${family} filter`).keys()]
  }

  /** Every counter by rule text and place, so that a test can see which rules are still the same ones. */
  rules(family: Family, chainName: string, table: TableName = 'filter'): readonly FakeRule[] {
    return this.table(`${family} ${table}`).get(chainName)?.rules ?? []
  }

  allRules(): FakeRule[] {
    return [...this.tables.values()].flatMap((table) => [...table.values()].flatMap(({ rules }) => rules))
  }

  dump(): Dump {
    return {
      tables: [...this.tables].map(([key, table]) => ({
        family: key.startsWith('ipv4') ? 'ipv4' : 'ipv6',
        table: tableOf(key),
        chains: [...table].map(([name, { policy, rules }]) => ({
          name,
          policy,
          rules: rules.map(({ text, mark }) => ({ text, mark })),
        })),
      })),
      sets: [...this.sets].map(([name, { create, members }]) => ({ name, create, members: [...members] })),
    }
  }

  private table(key: string): FakeTable {
    return this.tables.get(key) ?? new Map(HOOKS[tableOf(key)].map((name) => [name, { policy: 'ACCEPT', rules: [] }]))
  }

  private step(table: FakeTable, family: Family, step: TableStep): void {
    if (step.do === 'new-chain') {
      // iptables-restore would empty it, and with it lose counters.
      if (table.has(step.chain)) throw new Error(`chain ${step.chain} is there already`)
      table.set(step.chain, { policy: null, rules: [] })
      return
    }
    const chain = table.get(step.chain)
    if (chain === undefined) throw new Error(`no chain ${step.chain}`)
    switch (step.do) {
      case 'append':
        chain.rules.push(this.rule(table, family, step.spec, step.mark))
        return
      case 'insert':
        if (step.at > chain.rules.length + 1) throw new Error(`insert at ${step.at} of ${chain.rules.length} in ${step.chain}`)
        chain.rules.splice(step.at - 1, 0, this.rule(table, family, step.spec, step.mark))
        return
      case 'delete':
        if (step.at > chain.rules.length) throw new Error(`delete ${step.at} of ${chain.rules.length} in ${step.chain}`)
        chain.rules.splice(step.at - 1, 1)
        return
      case 'flush-chain':
        chain.rules = []
        return
      default: {
        if (chain.policy !== null || chain.rules.length > 0) throw new Error(`chain ${step.chain} is not empty`)
        const jumps = [...table.values()].some(({ rules }) => rules.some(({ jump }) => jump === step.chain))
        if (jumps) throw new Error(`chain ${step.chain} is jumped to`)
        table.delete(step.chain)
      }
    }
  }

  private rule(table: FakeTable, family: Family, spec: RuleSpec, mark: string): FakeRule {
    const jump = spec.target.kind === 'jump' ? spec.target.chain : null
    if (jump !== null && !table.has(jump)) throw new Error(`jump to ${jump}, which is not there`)
    const sets = spec.matches.flatMap((match) => (match.kind === 'set' ? [match.name] : []))
    for (const name of sets) if (!this.sets.has(name)) throw new Error(`match of set ${name}, which is not there`)
    return { text: printRule(family, marked(spec, mark)), mark, jump, sets, counter: { packets: 0 } }
  }
}
