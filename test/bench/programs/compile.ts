import { compile } from '#shared/compile/compile'
import { type CompiledJson, compileJson } from '#shared/compile/compile-json'
import { checkProject } from '#shared/project/check'
import type { Project } from '#shared/project/schema'
import { manyPorts } from '../many-ports.ts'

/** What `compile.bench.ts` measures, as a program of its own, since a test runner's way of importing slows down each call. */
export interface CompileTimes {
  readonly ports: number
  readonly lines: number
  /** Milliseconds, a run each. `text`: the same lines as one text, as `tapwall compile` prints them. */
  readonly checking: readonly number[]
  readonly compiling: readonly number[]
  readonly text: readonly number[]
  readonly parsing: readonly number[]
}

const runs = Number(process.argv[2])

function timed<T>(times: number[], act: () => T): T {
  const begun = performance.now()
  const value = act()
  times.push(performance.now() - begun)
  return value
}

function compiled(project: Project): CompiledJson {
  const ruleset = compile(project, 'compute1')
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error.slice(0, 3)))
  return compileJson(ruleset.value)
}

const tablesOf = ({ iptables, ip6tables }: CompiledJson) => [...Object.values(iptables), ...Object.values(ip6tables)]

function measure(ports: number): CompileTimes {
  const document = JSON.stringify(manyPorts(ports, '25.2'))
  const fresh = (): Project => JSON.parse(document)
  const lines = tablesOf(compiled(fresh())).flat()
  const asArray = JSON.stringify(lines)
  const times = { checking: [], compiling: [], text: [], parsing: [] } satisfies Record<string, number[]>
  const each = (act: () => void) => {
    for (let run = 0; run < runs; run++) act()
  }
  // One after the other: what one leaves to be collected is not the other's.
  each(() => timed(times.parsing, () => JSON.parse(asArray)))
  each(() => {
    // Another project each time: what was found out about one is remembered with it.
    const project = fresh()
    timed(times.checking, () => checkProject(project))
    const tables = tablesOf(timed(times.compiling, () => compiled(project)))
    timed(times.text, () => tables.map((table) => Buffer.from(table.join('\n'))))
  })
  return { ports, lines: lines.length, ...times }
}

// The first time is for the engine, which learns what is run often.
process.stdout.write(JSON.stringify([1000, 100, 1000, 5000].map(measure).slice(1)))
