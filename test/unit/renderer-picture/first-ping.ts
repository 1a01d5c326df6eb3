import type { Act, Step } from '#shared/walk/step'
import { kernelRules } from '../renderer-chains/article.ts'

/** The way of the article's first echo request through the chains of compute1, step by step. */
export const { dump } = kernelRules()

const filter = dump.tables.find(({ family, table }) => family === 'ipv4' && table === 'filter')?.chains ?? []

const OVS = 'neutron-openvswi-'
/** Rules that were tried, by chain: those that matched have a plus. */
const TRIED: readonly (readonly [chain: string, depth: number, rules: readonly string[]])[] = [
  ['FORWARD', 0, ['1+']],
  ['neutron-filter-top', 1, ['1+']],
  ['FORWARD', 0, ['2+']],
  [`${OVS}FORWARD`, 1, ['1+']],
  [`${OVS}sg-chain`, 2, ['1+']],
  [`${OVS}i6e3f2eda-3`, 3, ['1', '2', '3', '4', '5', '6', '7', '8+']],
  [`${OVS}sg-chain`, 2, ['2', '3', '4', '5+']],
]

function actOf(text: string): Act {
  const target = /-j (\S+)/.exec(text)?.[1] ?? null
  if (target === 'ACCEPT') return { do: 'accept' }
  if (target === 'RETURN') return { do: 'return' }
  if (target === 'DROP') return { do: 'drop' }
  return target === null ? { do: 'go-on', target } : { do: 'jump', chain: target }
}

export const steps: readonly Step[] = TRIED.flatMap(([chain, depth, rules]) =>
  rules.map((word): Step => {
    const rule = Number.parseInt(word, 10)
    const { text = '', mark = null } = filter.find(({ name }) => name === chain)?.rules[rule - 1] ?? {}
    const matched = word.endsWith('+')
    return {
      ...{ table: 'filter', chain, rule, text, mark, match: matched ? 'yes' : 'no', depth, act: actOf(text), by: 'worked-out' },
      why: matched ? null : { field: 'source', asked: '15.5.0.0/16', not: false, is: '192.168.1.15' },
    }
  }),
)
