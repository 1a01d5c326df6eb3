import { existsSync } from 'node:fs'
import { execa } from 'execa'
import { afterAll, beforeAll, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules } from '#shared/project/article'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { must, startTestLab, type TestLab } from '../kernel/lab.ts'
import { family } from '../support/machine.ts'
import { quantile } from './browser.ts'
import { report } from './report.ts'

/**
 * The article's lab: building it anew, and reading the counters of its compute node. The yardstick of the building is one process in a
 * namespace of each kind that the lab has; that of the reading, `iptables-save -c` and `ip6tables-save -c` by hand. Needs root.
 */
const RUNS = 20
const host = 'compute1'
let lab: TestLab

beforeAll(async () => {
  lab = await startTestLab(articleSevenRules)
  const { dump } = await lab.ask('read', { host, known: null })
  await lab.ask('apply', { plan: cutPlan(planSync(must(compile(articleSevenRules, host)), dump ?? emptyDump)), trial: null })
})
afterAll(() => lab.close())

async function medianOf(act: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) times.push(await act())
  return quantile(times, 0.5)
}

const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

/** The compute node's network namespace, seen from outside of the lab. */
function namespaceOfHost(): string {
  const places = family(process.pid).map((pid) => `/proc/${pid}/root/run/netns/${host}`)
  const there = places.find((place) => existsSync(place))
  if (there === undefined) throw new Error('no lab')
  return there
}

test('the lab', async () => {
  const topology = must(labTopology(articleSevenRules))
  const unshare = ['--user', '--map-current-user', '--net', '--mount', '--pid', '--fork', 'true']
  const { version } = await lab.ask('read', { host, known: null })
  const reading = await medianOf(async () => (await lab.ask('read', { host, known: version })).cost)
  const namespace = namespaceOfHost()
  const bySelf = await medianOf(() =>
    timed(async () => {
      for (const tool of ['iptables-save', 'ip6tables-save']) await execa('nsenter', [`--net=${namespace}`, tool, '-c'])
    }),
  )
  const building = await medianOf(async () => (await lab.ask('build', { topology })).ms)
  const oneProcess = await medianOf(() => timed(() => execa('unshare', unshare)))
  report('lab', {
    title: "The article's lab",
    columns: ['act', 'median ms', 'yardstick, ms', 'ratio'],
    rows: [
      ['build it anew', building, oneProcess, building / oneProcess],
      ['read the counters of compute1', reading, bySelf, reading / bySelf],
    ],
    notes: [`${RUNS} runs each. Yardsticks: one process in namespaces of its own; iptables-save -c and ip6tables-save -c by hand.`],
  })
})
