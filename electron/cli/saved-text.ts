import { invalid, issue, type TapwallError } from '#shared/errors'
import type { DumpSet, DumpTable } from '#shared/netfilter/dump'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family } from '#shared/netfilter/rule-spec'
import { familiesOf } from '#shared/netfilter/save-family'
import { err, ok, type Result } from '#shared/result'
import { readText } from '../project-file/read-text.ts'

/** Files that hold what iptables-save, ipset save and bridge printed: what is none of it is refused, since half a dump tells lies. */

const TOOLS = { ipv4: 'iptables-save', ipv6: 'ip6tables-save' } as const
const WORDS = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

const refuse = (
  code: string,
  path: string,
  message: string,
  values: Readonly<Record<string, string>> = {},
): Result<never, TapwallError> => err(invalid([issue(['save'], code, message, { path, ...values })]))

export const readToolOutput = (path: string): Promise<Result<string, TapwallError>> => readText(path, 'output of a tool')

/** The tables of one family. */
export async function readSavedTables(path: string, family: Family): Promise<Result<readonly DumpTable[], TapwallError>> {
  const text = await readToolOutput(path)
  if (!text.ok) return text
  const { tables } = parseSave(family, text.value)
  if (tables.length === 0) return refuse('walk.no-tables', path, `${path} has no table of iptables-save. Give its output as it is.`)
  const found = familiesOf(text.value)
  if (found.length > 1)
    return refuse(
      'walk.both-families',
      path,
      `${path} holds rules of IPv4 and of IPv6. Give the output of ${TOOLS[family]} alone.`,
      {
        tool: TOOLS[family],
      },
    )
  if (found.length === 1 && found[0] !== family) {
    const [has, asks, tool] = [WORDS[family === 'ipv4' ? 'ipv6' : 'ipv4'], WORDS[family], TOOLS[family]]
    const message = `${path} holds rules of ${has}, and the packet is ${asks}. Give the output of ${tool}.`
    return refuse('walk.other-family', path, message, { has, asks, tool })
  }
  const open = text.value.lastIndexOf('\n*') > text.value.lastIndexOf('\nCOMMIT') || !/^COMMIT\r?$/m.test(text.value)
  if (open) return refuse('walk.torn', path, `${path} ends within a table: its last line is not COMMIT. Give all of the output.`)
  return ok(tables)
}

export async function readSavedSets(path: string): Promise<Result<readonly DumpSet[], TapwallError>> {
  const text = await readToolOutput(path)
  if (!text.ok) return text
  const sets = parseSets(text.value)
  return sets.length > 0 || text.value.trim() === ''
    ? ok(sets)
    : refuse('walk.no-sets', path, `${path} has no set of ipset save. Give its output as it is.`)
}
