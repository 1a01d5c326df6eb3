import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import type { Dump } from '#shared/netfilter/dump'
import { rowKey, rowsOf } from '#shared/netfilter/dump'
import { articleSevenRules as project } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { flowReader } from '#shared/traffic/flow-verdict'
import { chance } from '../../support/chance.ts'
import { family } from '../../support/machine.ts'
import { bundle, must } from '../lab.ts'
import { sorted, startMachine, type TestMachine } from './machine.ts'
import { probes } from './probes.ts'

/**
 * Helper, main, both, and the guard with them are killed while rules are written, again and again: at every moment each packet has its
 * old or its new verdict, and afterwards the old rules are back.
 */
const HITS = 104
const MACHINES = 2
const PATIENCE = 20_000
const KINDS = ['helper', 'main', 'both', 'guard too'] as const

const [group] = project.securityGroups
const edits = [
  { do: 'rule.delete' as const, groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' },
  { do: 'rule.delete' as const, groupId: group?.id ?? '', ruleId: group?.rules[2]?.id ?? '' },
]
const before = must(compile(project, 'compute1', { release: '2014.2' }))
const after = must(
  compile(
    edits.reduce((now, edit) => must(applyEdit(now, edit)), project),
    'compute1',
    { release: '25.2', enableIpset: false },
  ),
)

/** What is read between two equal readings of the sets was there at one moment, as far as one family goes. */
async function stable(machine: TestMachine): Promise<Dump | null> {
  const sets = await machine.run('ipset', ['save'])
  const dump = await machine.dump()
  return (await machine.run('ipset', ['save'])) === sets ? dump : null
}

interface Seen {
  looks: number
  between: number
}

/** Watches the kernel until told to stop; every verdict must be one of two. */
function watch(machine: TestMachine, old: Dump, next: Dump, seen: Seen) {
  const [oldly, newly] = [flowReader(old), flowReader(next)]
  const allowed = probes(project).map((packet) => ({ packet, verdicts: [oldly(packet), newly(packet)] }))
  let stop = false
  const ended = (async () => {
    let last = ''
    while (!stop) {
      const dump = await stable(machine)
      if (dump === null) continue
      seen.looks++
      const text = JSON.stringify(sorted(dump))
      if (text === last) continue
      last = text
      if (text !== JSON.stringify(sorted(old)) && text !== JSON.stringify(sorted(next))) seen.between++
      const now = flowReader(dump)
      for (const { packet, verdicts } of allowed) expect(verdicts, JSON.stringify(packet)).toContain(now(packet))
    }
  })()
  return async () => {
    stop = true
    await ended
  }
}

/** Of the rules that are only in the new state, how many tenths are there. */
function tenths(old: Dump, next: Dump, now: Dump): number {
  const keys = (dump: Dump) => rowsOf(dump).map(rowKey)
  const [was, is] = [new Set(keys(old)), new Set(keys(now))]
  const fresh = keys(next).filter((key) => !was.has(key))
  return Math.min(9, Math.floor((10 * fresh.filter((key) => is.has(key)).length) / fresh.length))
}

async function killAgainAndAgain(hits: number, seed: number) {
  const machine = await startMachine()
  const random = chance(seed)
  const seen: Seen = { looks: 0, between: 0 }
  const histogram = Array.from({ length: 11 }, () => 0)
  const byKind: Record<string, number> = {}
  try {
    const first = await machine.helper()
    expect(await first.apply(before, null)).toMatchObject({ ok: true })
    const old = await machine.dump()
    const plan = cutPlan(planSync(after, old), 1200)
    expect(plan.transactions.length).toBeGreaterThan(15)
    const begun = performance.now()
    expect(await first.ask('apply', { plan, trial: 'first' })).toMatchObject({ ok: true })
    const whole = performance.now() - begun
    const next = await machine.dump()
    expect(await first.ask('revert', { trial: 'first' })).toMatchObject({ ok: true })
    expect(sorted(await machine.dump())).toEqual(sorted(old))
    await first.client.close()
    const file = join(mkdtempSync(join(tmpdir(), 'tapwall-kills-')), 'plan.json')
    writeFileSync(file, JSON.stringify(plan))

    for (let inside = 0, tries = 0; inside < hits && tries < 3 * hits; tries++) {
      const kind = KINDS[tries % KINDS.length] ?? 'both'
      const words = [await bundle('test/kernel/host/main-stand-in.ts'), file, ...(await machine.helperWords())]
      const main = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
      const heard: string[] = []
      main.stdout.on('data', (chunk: Buffer) => heard.push(...chunk.toString('utf8').split('\n').filter(Boolean)))
      const asked = await new Promise<string>((resolve, reject) => {
        const look = setInterval(() => heard[0] !== undefined && finish(() => resolve(heard[0] ?? '')), 2)
        const late = setTimeout(() => finish(() => reject(new Error(`main says nothing: ${heard}`))), PATIENCE)
        const finish = (done: () => void) => {
          clearInterval(look)
          clearTimeout(late)
          done()
        }
      })
      const helper = Number(asked.split(' ')[1])
      const guard = family(helper).find((pid) => pid !== helper) ?? 0
      const stopWatching = watch(machine, old, next, seen)
      await delay(random.below(Math.ceil(1.1 * whole)))
      const victims = {
        helper: [helper],
        main: [main.pid ?? 0],
        both: [main.pid ?? 0, helper],
        'guard too': [guard, main.pid ?? 0, helper],
      }[kind]
      if (kind === 'guard too') process.kill(guard, 'SIGSTOP')
      for (const pid of victims) process.kill(pid, 'SIGKILL')
      if (!heard.includes('answered')) inside++
      const now = await stable(machine)
      const tenth = now === null || heard.includes('answered') ? 10 : tenths(old, next, now)
      histogram[tenth] = (histogram[tenth] ?? 0) + 1
      byKind[kind] = (byKind[kind] ?? 0) + 1
      if (kind === 'guard too') await (await machine.helper()).client.close()
      await expect.poll(async () => sorted(await machine.dump()), { timeout: PATIENCE }).toEqual(sorted(old))
      await expect.poll(() => machine.journals(), { timeout: PATIENCE }).toEqual([])
      await stopWatching()
      main.kill('SIGKILL')
    }
    return { seen, histogram, byKind }
  } finally {
    await machine.close()
  }
}

describe('killed while rules are written', () => {
  it(`${HITS} times, the old rules come back, and nothing was open that is closed in both`, { timeout: 900_000 }, async () => {
    const each = Math.ceil(HITS / MACHINES)
    const all = await Promise.all(Array.from({ length: MACHINES }, (_, at) => killAgainAndAgain(each, 7 + at)))
    for (const { seen, histogram, byKind } of all) {
      console.log(
        `new rules there when killed, in tenths, and after all were written: ${histogram.join(' ')}; ${JSON.stringify({ byKind, seen })}`,
      )
      expect(seen.between).toBeGreaterThan(each / 2)
      expect(histogram.slice(0, 10).filter((count) => count > 0).length).toBeGreaterThan(5)
    }
  })
})
