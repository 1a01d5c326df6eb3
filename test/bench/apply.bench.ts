import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump, rowsOf } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import type { Plan, Transaction } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { printTransaction } from '#shared/sync/print-restore'
import { startMachine, type TestMachine } from '../kernel/host/machine.ts'
import { must } from '../kernel/lab.ts'
import { quantile } from './browser.ts'
import { manyPorts } from './many-ports.ts'
import { report } from './report.ts'

/**
 * Applies by the helper of a machine, guarded, from its request to its answer, in a fresh network namespace with root's rights. The
 * yardstick, in the same run: the bare tools with the same text for a first apply; for one changed rule `iptables-restore --noflush`
 * with all rules of its chain, which is how a chain is usually written anew.
 */
const PORTS = 650
const RUNS = Number(process.env['TAPWALL_BENCH_RUNS'] ?? 9)
const HOST = 'compute1'

const toolOf = (transaction: Transaction): [string, string[]] =>
  transaction.on !== 'table'
    ? ['ipset', ['restore']]
    : [transaction.family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore', ['--noflush']]

async function bare(machine: TestMachine, plan: Plan): Promise<number> {
  const texts = plan.transactions.map((each) => [toolOf(each), printTransaction(each)] as const)
  const begun = performance.now()
  for (const [[tool, args], text] of texts) await machine.run(tool, args, text)
  return performance.now() - begun
}

const median = (times: number[]): number => quantile(times, 0.5)

/** The same project with another port in one rule of the group of one port; that group is nobody else's. */
function withRule(project: Project, number: number): Project {
  const [group] = project.securityGroups
  if (group === undefined) throw new Error('no group')
  const own = {
    ...group,
    id: '99999999-0000-4000-8000-000000000000',
    name: 'own',
    rules: group.rules.map((rule, at) => ({ ...rule, id: `99999999-0000-4000-8000-${String(at).padStart(12, '0')}` })),
  }
  const at = own.rules.findIndex(
    ({ direction, ethertype, protocol }) => direction === 'ingress' && ethertype === 'IPv4' && protocol === 'tcp',
  )
  const rules = own.rules.map((rule, nth) => (nth === at ? { ...rule, portRangeMin: number, portRangeMax: number } : rule))
  const [first, ...rest] = project.ports
  if (first === undefined || at < 0) throw new Error('no port or rule')
  return {
    ...project,
    securityGroups: [...project.securityGroups, { ...own, rules }],
    ports: [...rest, { ...first, securityGroupIds: [own.id] }],
  }
}

test('applying', { timeout: 1_800_000 }, async () => {
  const rows: (string | number)[][] = []
  const project = manyPorts(PORTS, '25.2')
  for (const kind of ['nft', 'legacy'] as const) {
    const want = must(compile(withRule(project, 60_001), HOST))
    const first = planSync(want, emptyDump)
    const [applied, plain]: [number[], number[]] = [[], []]
    for (let run = 0; run < Math.max(3, RUNS / 3); run++) {
      const own = await startMachine(kind)
      plain.push(await bare(own, first))
      await own.close()
      const machine = await startMachine(kind)
      const helper = await machine.helper()
      // As main does: from what is read a plan is made, which takes its time.
      must(await helper.ask('read', { host: HOST, known: null }))
      planSync(must(compile(withRule(project, 60_001), HOST)), emptyDump)
      await delay(300)
      const begun = performance.now()
      must(await helper.ask('apply', { plan: first, trial: null }))
      applied.push(performance.now() - begun)
      await helper.client.close()
      await machine.close()
    }
    const rules = want.tables.reduce((sum, { chains }) => sum + chains.reduce((count, chain) => count + chain.rules.length, 0), 0)
    rows.push([`${kind}, first apply`, rules, median(applied), median(plain), median(applied) / median(plain)])

    const machine = await startMachine(kind)
    const helper = await machine.helper()
    must(await helper.ask('apply', { plan: first, trial: null }))
    let dump = await machine.dump()
    expect(rowsOf(dump).length).toBeGreaterThan(45_000)
    const [changed, chainAnew]: [number[], number[]] = [[], []]
    for (let run = 0; run < RUNS; run++) {
      const next = must(compile(withRule(project, 60_002 + run), HOST))
      const plan = planSync(next, dump)
      expect(plan.transactions.flatMap((each) => (each.on === 'table' ? each.steps : []))).toHaveLength(2)
      const chain = plan.from.flatMap((each) => (each.what === 'chain' ? [each.chain] : []))[0]
      const begun = performance.now()
      must(await helper.ask('apply', { plan, trial: null }))
      changed.push(performance.now() - begun)
      dump = await machine.dump()
      const lines = dump.tables
        .find(({ family, table }) => family === 'ipv4' && table === 'filter')
        ?.chains.find(({ name }) => name === chain)
        ?.rules.map(({ text }) => `-A ${chain} ${text}`)
      const text = `*filter\n:${chain} - [0:0]\n${lines?.join('\n')}\nCOMMIT\n`
      const bareBegun = performance.now()
      await machine.run('iptables-restore', ['--noflush'], text)
      chainAnew.push(performance.now() - bareBegun)
    }
    rows.push([`${kind}, one changed rule`, rules, median(changed), median(chainAnew), median(changed) / median(chainAnew)])
    await helper.client.close()
    await machine.close()
  }
  report('apply', {
    title: 'Applying by the guarded helper, real root, a fresh network namespace',
    columns: ['apply', 'rules in the kernel', 'median ms', 'bare tools, ms', 'ratio'],
    rows,
    notes: [
      `One changed rule: ${RUNS} runs. The plan is made before; what the kernel holds of its chains is read and compared within.`,
    ],
  })
})
