import type { BegunApply } from '#electron/session/apply-log'
import { compile } from '#shared/compile/compile'
import type { Dump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import type { Plan } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { FakeTables } from '../../support/fake-tables.ts'

/** A host of a project, as tables that obey plans. */
export interface Host {
  readonly host: string
  readonly tables: FakeTables
  readonly plan: (project: Project) => Plan
  /** The next apply: what the host holds, the plan; afterwards the tables hold the project. */
  readonly apply: (project: Project, revision: number, former: BegunApply['former']) => BegunApply
}

export function hostOf(project: Project): Host {
  const host = project.hosts[0]?.name ?? ''
  const tables = new FakeTables()
  const plan = (wanted: Project): Plan => {
    const ruleset = compile(wanted, host)
    if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
    return planSync(ruleset.value, tables.dump())
  }
  return {
    host,
    tables,
    plan,
    apply: (wanted, revision, former) => {
      const [dump, steps]: [Dump, Plan] = [tables.dump(), plan(wanted)]
      for (const transaction of steps.transactions) tables.apply(transaction)
      return { target: 'lab', revision, project: wanted, former, trial: null, hosts: [{ host, dump, plan: steps }] }
    },
  }
}
