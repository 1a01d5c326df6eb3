import type { ComparedSection, Comparison, ExplainedRow } from '#shared/compare/compare'
import { factSource, sayFact } from '#shared/compare/facts'
import { foldRows } from '#shared/compare/fold'
import { countDifferences, isDifferent } from '#shared/compare/select'
import { settingsText } from '#shared/compare/settings-text'
import type { FactCode } from '#shared/texts/en/facts'

const TOOLS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const
/** Equal lines next to a difference that are printed all the same. */
const CONTEXT = 3

export const isEqual = ({ sections }: Comparison): boolean => !sections.some(isDifferent)

/** Like a unified diff; the numbers behind a line are those of the facts at the end. `all` folds nothing. */
export function comparisonText({ left, right, sections }: Comparison, all: boolean): string[] {
  const facts = factsOf(sections)
  const number = new Map(facts.map((code, at) => [code, at + 1]))
  const tag = (codes: readonly FactCode[]): string =>
    codes.length === 0 ? '' : `  [${codes.map((code) => number.get(code)).join(', ')}]`
  const counts = countDifferences(sections)
  return [
    `--- ${left.host.name} ${settingsText(left.host)}`,
    `+++ ${right.host.name} ${settingsText(right.host)}`,
    ...sections.flatMap((section) => (all || isDifferent(section) ? sectionText(section, all, tag) : [])),
    ...(facts.length === 0 ? [] : ['', '# Why they differ']),
    ...facts.map((code) => `[${number.get(code)}] ${sayFact('en', code)} (${factSource(code)})`),
    '',
    `# ${counts.left} only left (-), ${counts.right} only right (+), ${counts.changed} changed (- and +), ${counts.moved} moved (< and >); ` +
      `${counts.chains} chains or sets on one side only or under another name`,
  ]
}

function sectionText(section: ComparedSection, all: boolean, tag: (codes: readonly FactCode[]) => string): string[] {
  const { place, leftName, rightName, rows, facts } = section
  const where = place.kind === 'set' ? 'ipset' : `${TOOLS[place.family]} -t ${place.table}`
  const name =
    leftName === rightName
      ? leftName
      : leftName === null
        ? `${rightName} (only right)`
        : rightName === null
          ? `${leftName} (only left)`
          : `${leftName} -> ${rightName}`
  const shown = all ? rows.map((_, at) => ({ kind: 'row', at }) as const) : foldRows(rows, CONTEXT)
  return [
    `@@ ${where} ${name} @@${tag(facts)}`,
    ...shown.flatMap((each) =>
      each.kind === 'fold' ? [`  ... ${each.count} equal lines`] : rowText(section, rows[each.at] as ExplainedRow, tag),
    ),
  ]
}

function rowText({ left, right }: ComparedSection, row: ExplainedRow, tag: (codes: readonly FactCode[]) => string): string[] {
  const one = left[row.left ?? -1]?.text ?? ''
  const two = right[row.right ?? -1]?.text ?? ''
  const facts = tag(row.facts)
  switch (row.kind) {
    case 'same':
      return [`  ${two}`]
    case 'changed':
      return [`- ${one}`, `+ ${two}${facts}`]
    case 'left':
      return [`- ${one}${facts}`]
    case 'right':
      return [`+ ${two}${facts}`]
    default:
      return row.left === null
        ? [`> ${two}  (line ${row.other + 1} on the left)${facts}`]
        : [`< ${one}  (line ${row.other + 1} on the right)${facts}`]
  }
}

/** Each once, in the order in which they are met. */
function factsOf(sections: readonly ComparedSection[]): FactCode[] {
  return [...new Set(sections.flatMap(({ facts, rows }) => [...facts, ...rows.flatMap((row) => row.facts)]))]
}

/** The same for programs. Numbers of lines count from 1 in their chain or set. */
export function comparisonJson({ left, right, sections }: Comparison): object {
  return {
    left: left.host,
    right: right.host,
    counts: countDifferences(sections),
    sections: sections.map((section) => ({
      ...placeJson(section),
      ...{ left: section.leftName, right: section.rightName, facts: section.facts },
      lines: section.rows.map((row) => ({
        kind: row.kind,
        left: lineJson(section.left, row.left),
        right: lineJson(section.right, row.right),
        ...(row.kind === 'moved' ? { other: row.other + 1 } : {}),
        facts: row.facts,
      })),
    })),
    facts: factsOf(sections).map((code) => ({ code, message: sayFact('en', code), source: factSource(code) })),
  }
}

const placeJson = ({ place }: ComparedSection): object =>
  place.kind === 'set' ? { tool: 'ipset' } : { tool: TOOLS[place.family], table: place.table }

const lineJson = (lines: ComparedSection['left'], at: number | null): object | null =>
  at === null ? null : { number: at + 1, line: lines[at]?.text ?? '' }
