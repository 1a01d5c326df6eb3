import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules as project } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { planSync } from '#shared/sync/plan-sync'
import { SHORTEST_TRIAL } from '#shared/sync/trial'
import { bundle, must } from '../lab.ts'
import { sorted, startMachine } from './machine.ts'

/**
 * A hundred applies that nobody keeps, each on a machine of its own: with the page closed and all else alive, so that only the clock
 * runs; with main killed; with the pipe to the helper cut. A hundred times the former rules are back.
 */
const TIMES = 100
const AT_ONCE = 10
const PATIENCE = 60_000
const WAYS = ['page closed', 'main killed', 'pipe cut'] as const

const [group] = project.securityGroups
const before = must(compile(project, 'compute1'))
const after = must(
  compile(must(applyEdit(project, { do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })), 'compute1'),
)

async function once(way: (typeof WAYS)[number]): Promise<void> {
  const machine = await startMachine()
  try {
    const helper = await machine.helper()
    must(await helper.apply(before, null))
    const old = await machine.dump()
    const was = sorted(old)
    const back = () => expect.poll(async () => sorted(await machine.dump()), { timeout: PATIENCE, interval: 250 }).toEqual(was)
    if (way === 'main killed') {
      await helper.client.close()
      const file = join(mkdtempSync(join(tmpdir(), 'tapwall-silence-')), 'plan.json')
      writeFileSync(file, JSON.stringify(planSync(after, old)))
      const words = [await bundle('test/kernel/host/main-stand-in.ts'), file, ...(await machine.helperWords())]
      const main = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
      await new Promise<void>((resolve) => main.stdout.on('data', (chunk: Buffer) => chunk.includes('running') && resolve()))
      expect(sorted(await machine.dump())).not.toEqual(was)
      main.kill('SIGKILL')
      await back()
      return
    }
    must(await helper.apply(after, 'silence'))
    must(await helper.ask('trial', { trial: 'silence', seconds: SHORTEST_TRIAL }))
    expect(sorted(await machine.dump())).not.toEqual(was)
    if (way === 'pipe cut') helper.child.stdin?.destroy()
    await back()
    if (way === 'page closed') await helper.client.close()
  } finally {
    await machine.close()
  }
}

it(`${TIMES} of ${TIMES} applies that nobody keeps are taken back`, { timeout: 900_000 }, async () => {
  const done: Record<string, number> = {}
  for (let at = 0; at < TIMES; at += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, nth) => {
        const way = WAYS[(at + nth) % WAYS.length] ?? 'pipe cut'
        await once(way)
        done[way] = (done[way] ?? 0) + 1
      }),
    )
  console.log(JSON.stringify(done))
  expect(Object.values(done).reduce((sum, count) => sum + count, 0)).toBe(TIMES)
})
