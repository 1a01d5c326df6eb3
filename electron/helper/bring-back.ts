import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { type BackStep, planBack } from '#shared/sync/plan-back'
import type { SavedState } from '#shared/sync/saved'
import { readNow } from './read-state.ts'
import { runTool, type Tool, type Within } from './run-tool.ts'
import { aroundTraces } from './trace-writing.ts'

/** Others may write meanwhile; each round begins from what is there. */
const MOST_ROUNDS = 4
/** In a user namespace one transaction has a limit, see `write-tables.ts`. */
const MAY_BE_TOO_LARGE = 8 * 1024

/** Brings chains and sets back to what was saved, from wherever they are. Nothing is written when they are there already. */
export async function bringBack(within: Within, saved: SavedState): Promise<Result<null, TapwallError>> {
  let refused: TapwallError | null = null
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const now = await readNow(within, saved)
    if (!now.ok) return now
    const steps = planBack(saved, now.value)
    if (steps.length === 0) return ok(null)
    refused = null
    for (const step of steps) {
      const written = await writeStep(within, step)
      if (!written.ok) refused ??= written.error
    }
    // A set that others refer to by now cannot go; all else is back.
    if (refused !== null && steps.every(({ on, lines }) => on === 'set' && lines.length === 1)) return ok(null)
  }
  return refused === null
    ? err({ kind: 'drift', detail: 'The rules change again and again while they are brought back.' })
    : err(refused)
}

async function writeStep(within: Within, step: BackStep): Promise<Result<null, TapwallError>> {
  if (step.on === 'set') return run(within, 'ipset', ['restore'], step.lines)
  const tool: Tool = step.family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore'
  return inParts(step.lines, async (own) => {
    const lines = step.table === 'raw' ? await aroundTraces(within, step.family, own) : ok(own)
    if (!lines.ok) return lines
    return run(within, tool, ['-w', '5', '--noflush', '--counters'], [`*${step.table}`, ...lines.value, 'COMMIT'])
  })
}

/** All lines at once, or in halves where the kernel refuses: after each line the state is a safe one. */
async function inParts(
  lines: readonly string[],
  write: (lines: readonly string[]) => Promise<Result<null, TapwallError>>,
): Promise<Result<null, TapwallError>> {
  const whole = await write(lines)
  if (whole.ok || whole.error.kind !== 'kernel-refused' || whole.error.input.length < MAY_BE_TOO_LARGE) return whole
  const middle = Math.ceil(lines.length / 2)
  if (middle === lines.length) return whole
  const first = await inParts(lines.slice(0, middle), write)
  return first.ok ? inParts(lines.slice(middle), write) : first
}

async function run(
  within: Within,
  tool: Tool,
  args: readonly string[],
  lines: readonly string[],
): Promise<Result<null, TapwallError>> {
  const input = `${lines.join('\n')}\n`
  const ended = await runTool({ tool, args, within, input, endsWithUs: within === null })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool, exitCode, input, stderr })
}
