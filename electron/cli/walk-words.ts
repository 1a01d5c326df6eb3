import { printedProtocol } from '#shared/net/protocol'
import { withoutMark } from '#shared/netfilter/dump'
import { unreachable } from '#shared/result'
import type { WalkPacket } from '#shared/walk/packet'
import { passesOf } from '#shared/walk/passes'
import type { Act, EndCode, HookWalk, Journey, Pass, Step, Why } from '#shared/walk/step'

/** The way of a packet as lines for a terminal, in English: passes, hooks, and every rule that was tried with what came of it. */
export function passLines(journey: Journey, titles: ReadonlyMap<string, string>, allTried: boolean): string[] {
  const lines: string[] = []
  const branches = new Map<Pass, string>()
  for (const [at, pass] of passesOf(journey.first).entries()) {
    lines.push('', `${at + 1}. ${passWords(pass, titles)}${branches.get(pass) ?? ''}`, `   ${packetWords(pass.packet)}`)
    for (const hook of pass.hooks) lines.push(...hookLines(hook, allTried))
    if (pass.end !== null) lines.push(`   ${END[pass.end]}`)
    if (pass.next.length > 1)
      for (const [nth, next] of pass.next.entries()) branches.set(next, ` (branch ${nth + 1} of ${pass.next.length})`)
  }
  return lines.slice(1)
}

function passWords({ place, kind, bridge, decision, in: inside, out }: Pass, titles: ReadonlyMap<string, string>): string {
  const where = titles.get(place) ?? place
  const ends = [inside === null ? '' : `in ${inside}`, out === null ? '' : `out ${out}`].filter((word) => word !== '').join(', ')
  const how = kind === 'bridge' ? `bridge ${bridge ?? '?'}${decision === null ? '' : `, ${decision}`}` : kind
  return [where, how, ends].filter((word) => word !== '').join(': ')
}

/** `91.1.180.14 > 192.168.1.15 icmp type 8 code 0`. */
export function packetWords(packet: WalkPacket): string {
  const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode, flags } = packet
  const port = (number: number | undefined): string => (number === undefined ? '' : ` port ${number}`)
  return [
    `${source}${port(sourcePort)} > ${destination}${port(destinationPort)} ${printedProtocol(protocol) ?? 'any protocol'}`,
    icmpType === undefined ? '' : `type ${icmpType} code ${icmpCode ?? 0}`,
    flags === undefined ? '' : flags.join(',') || 'no flags',
  ]
    .filter((word) => word !== '')
    .join(' ')
}

export function hookLines({ hook, table, state, zone, steps }: HookWalk, allTried: boolean): string[] {
  // The kernel's trace does not name it.
  const unknown = steps.some(({ by }) => by === 'told') ? '' : 'state not known'
  const known = state === undefined ? unknown : state === null ? '' : `state ${state}`
  const head = [`${hook}, table ${table}`, known, zone === 0 ? '' : `zone ${zone}`].filter((word) => word !== '').join(', ')
  const shown = allTried ? steps : steps.filter(({ match }) => match !== 'no')
  const hidden = steps.length - shown.length
  return [`   ${head}`, ...shown.map(stepLine), ...(hidden === 0 ? [] : [`      and ${hidden} rules that did not match`])]
}

export const stepName = ({ chain, rule, text }: Pick<Step, 'chain' | 'rule' | 'text'>): string =>
  rule === null ? `${chain} ${text === '' ? 'end' : 'policy'}` : `${chain} ${rule}`

const SIGNS = { yes: '+', no: '-', unsure: '?' } as const

function stepLine(step: Step): string {
  const { depth, match, why, act, text } = step
  const indent = ' '.repeat(6 + 2 * depth)
  const rule = step.rule === null ? '' : `  ${withoutMark(text)}`
  // A rule before it may have ended the packet's way.
  const [sign, condition] = step.isDoubtful === true && match !== 'no' ? [SIGNS.unsure, ', if it comes here'] : [SIGNS[match], '']
  const words = match === 'yes' ? `=> ${actWords(act)}` : whyWords(why)
  return `${indent}${sign} ${stepName(step)}${rule}  ${words}${condition}`.trimEnd()
}

/** `state is NEW, not INVALID`. */
export function whyWords(why: Why | null): string {
  if (why === null) return ''
  const { field, asked, not, is } = why
  const name = field.replaceAll('-', ' ')
  if (is === null) return `${name} is not known, ${not ? 'not ' : ''}${asked} is asked`
  if (is === '') return `no ${name}, ${not ? 'not ' : ''}${asked} is asked`
  return `${name} is ${is}, ${not ? `and ${asked} is excluded` : `not ${asked}`}`
}

export function actWords(act: Act): string {
  switch (act.do) {
    case 'accept':
    case 'drop':
    case 'return':
      return act.do.toUpperCase()
    case 'reject':
      return `REJECT with ${act.with}`
    case 'jump':
      return act.chain
    case 'goto':
      return `goto ${act.chain}`
    case 'go-on':
      return act.target ?? 'counted'
    case 'mark':
      return `mark 0x${act.mark.toString(16)}`
    case 'notrack':
      return 'not tracked'
    case 'zone':
      return `zone ${act.zone}`
    case 'translate':
      return `${act.target} ${act.to}`.trim()
    case 'unknown':
      return `${act.target}, which is not known here`
    default:
      return unreachable(act)
  }
}

const END: Readonly<Record<EndCode, string>> = {
  delivered: 'It is delivered.',
  'dropped-by-rule': 'A rule drops it.',
  'dropped-by-policy': "The chain's policy drops it.",
  rejected: 'A rule refuses it and tells the sender.',
  'no-route': 'There is no route for it.',
  'ttl-exceeded': 'Its time to live is used up.',
  'no-neighbour': 'Nobody on the segment has the address.',
  'not-for-this-machine': 'It is not for this machine, which does not pass packets on.',
  'martian-source': 'Nobody on the wire may have the source address, as the receiver’s own.',
  'same-port': 'It would leave by the port that it came in by.',
  'no-port': 'The bridge has no other port.',
  'link-down': 'The link is down.',
  unsure: 'What becomes of it cannot be known.',
}
