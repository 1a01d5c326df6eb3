import type { Command } from 'commander'
import type { Review } from '#shared/contract/review'
import type { TapwallError } from '#shared/errors'
import { planCounts } from '#shared/history/our-part'
import type { Result } from '#shared/result'
import { planScript } from '#shared/sync/plan-script'
import { terminalText } from '#shared/terminal-text'
import type { ChosenProgram } from '../terminals/programs.ts'
import { machineWords } from './apply-words.ts'
import { answerOf, FILE_WORDS, present, printJson, STATUS, talk } from './talk.ts'

/** Times that the project may be edited between our looking at its revision and our asking. */
const ATTEMPTS = 3

/** Asks about the project as it is now; a person's edit in between is no reason to fail. */
export async function aboutPresent<T>(
  { line }: ChosenProgram,
  ask: (revision: number) => Promise<Result<T, TapwallError>>,
): Promise<Result<T, TapwallError>> {
  for (let attempt = 1; ; attempt++) {
    const { revision } = await present(line.call.project.follow())
    const answer = await ask(revision)
    if (answer.ok || answer.error.kind !== 'drift' || attempt === ATTEMPTS) return answer
    const { revision: now } = await present(line.call.project.follow())
    if (now === revision) return answer
  }
}

const isNothing = ({ hosts }: Review): boolean => hosts.every(({ plan }) => plan.transactions.length === 0)

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

function script({ revision, hosts }: Review): string {
  const changed = hosts.filter(({ plan }) => plan.transactions.length > 0)
  if (changed.length === 0) return `# Nothing to do: the kernel holds revision ${revision} already.\n`
  const parts = changed.map(({ plan }) => {
    const { added, removed, sets } = planCounts(plan)
    const [name, ...lines] = planScript(plan).split('\n')
    return [`${name}: ${counted(added, 'rule')} in, ${removed} out, ${counted(sets, 'set')}`, ...lines].join('\n')
  })
  return parts.join('\n')
}

const run = (file: string | undefined, json: boolean): Promise<number> =>
  talk(file, async (program) => {
    const state = await present(program.line.call.session.follow())
    return answerOf(
      aboutPresent(program, (revision) => program.line.call.ruleset.review({ revision })),
      (review) => {
        if (json) {
          const hosts = review.hosts.map(({ plan }) => ({ ...planCounts(plan), plan }))
          printJson({ target: state.target, revision: review.revision, hosts })
        } else
          process.stdout.write(terminalText(`${state.target === 'lab' ? '' : `# On ${machineWords(state)}.\n`}${script(review)}`))
        return isNothing(review) ? STATUS.ok : STATUS.no
      },
    )
  })

export function addPlanCommand(program: Command): void {
  program
    .command('plan')
    .description(
      'what an apply would do now, as the commands that do the same; ends with 0 when there is nothing to do, 1 when there is',
    )
    .argument('[file]', FILE_WORDS)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'as JSON: { target, revision, hosts: [{ host, transactions, added, removed, sets, plan }] }', false)
    .action(async (file: string | undefined, { json }: { json: boolean }) => {
      process.exitCode = await run(file, json)
    })
}
