import { parseAddress } from '../net/address.ts'
import { contains, parsePrefix } from '../net/prefix.ts'
import type { DumpSet } from '../netfilter/dump.ts'

/** How sure it is that a packet fits. */
export type Fit = 'yes' | 'no' | 'maybe'
export type AskAddress = (address: string) => Fit

export const sure = (is: boolean): Fit => (is ? 'yes' : 'no')

/** Packets that are asked for one after another mostly have the same addresses. */
function remembered(ask: AskAddress): AskAddress {
  let last: string | null = null
  let answer: Fit = 'maybe'
  return (address) => {
    if (address !== last) answer = ask(address)
    last = address
    return answer
  }
}

export function inPrefix(text: string): AskAddress {
  const prefix = parsePrefix(text)
  return remembered((address) => {
    const parsed = parseAddress(address)
    return prefix.ok && parsed.ok ? sure(contains(prefix.value, parsed.value)) : 'maybe'
  })
}

/** Addresses of one family as texts that are in the order of the addresses. */
function inOrder(address: string | undefined): string | null {
  const read = parseAddress(address ?? '')
  return read.ok ? String.fromCharCode(...read.value.bytes) : null
}

export function inRange(text: string): AskAddress {
  const [from, to] = text.split('-').map(inOrder)
  return remembered((address) => {
    const asked = inOrder(address)
    if (asked === null || from === undefined || from === null || to === undefined || to === null) return 'maybe'
    return sure(asked.length === from.length && from <= asked && asked <= to)
  })
}

/** The longest prefix decides. */
export function inMembers({ create, members }: DumpSet): AskAddress {
  const words = create.split(' ')
  if (!/^(hash:ip|hash:net|bitmap:ip)$/.test(words[0] ?? '') || words.includes('timeout')) return () => 'maybe'
  const mask = words.includes('netmask') ? `/${words[words.indexOf('netmask') + 1]}` : ''
  const asks = members.map((member) => {
    const [text = '', ...flags] = member.split(' ')
    const typed = text.includes('/') || text.includes('-') ? text : text + mask
    const length = Number(typed.split('/')[1] ?? 128)
    return {
      ask: text.includes('-') ? inRange(text) : inPrefix(typed),
      length,
      isNo: flags.includes('nomatch'),
      ends: flags.includes('timeout'),
    }
  })
  if (asks.some(({ ends }) => ends)) return () => 'maybe'
  return remembered((address) => {
    const there = asks.filter(({ ask }) => ask(address) === 'yes').sort((a, b) => b.length - a.length)
    return sure(there.length > 0 && there[0]?.isNo === false)
  })
}
