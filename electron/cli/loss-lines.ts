import { type Loss, LossKind } from '#shared/neutron/loss'
import { terminalLine } from '#shared/terminal-text'
import { lossKinds } from '#shared/texts/en/losses'

/** A heading a kind, and under it two lines a loss: its place with what stood there, and the sentence about it. */
export function lossLines(losses: readonly Loss[]): string[] {
  return LossKind.options.flatMap((kind) => {
    const own = losses.filter((loss) => loss.kind === kind)
    if (own.length === 0) return []
    return [
      `${lossKinds[kind]} (${own.length}):`,
      ...own.flatMap(({ file, place, value, issue }) => [
        `  ${terminalLine([file, place].filter(Boolean).join(' '))}${value === '' ? '' : ` = ${terminalLine(value)}`}`,
        `      ${terminalLine(issue.message)}`,
      ]),
    ]
  })
}

/** The same for programs. */
export const lossesJson = (losses: readonly Loss[]) =>
  losses.map(({ kind, file, place, value, issue }) => ({ kind, file, place, value, code: issue.code, message: issue.message }))
