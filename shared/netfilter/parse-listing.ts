import { markIn } from './parse-save.ts'

/** A rule with its counters, `text` as iptables-save prints it after `-A CHAIN `. */
export interface ListedRule {
  readonly text: string
  readonly mark: string | null
  readonly packets: number
  readonly bytes: number
}

const RULE = /^-A ("(?:[^"\\]|\\.)*"|\S+) ?(.*)$/
/** ` -c PACKETS BYTES` outside of quotes, which stands between matches and target. */
const COUNTERS = /^((?:[^"]|"(?:[^"\\]|\\.)*")*?)(?:^| )-c (\d+) (\d+)( .*)?$/

/** Reads `iptables -v -S CHAIN`, which asks the kernel for one chain only. Lines that are no rules are passed over. */
export function readListing(listing: string): ListedRule[] {
  return listing.split('\n').flatMap((line) => {
    const rule = RULE.exec(line.trimEnd())?.[2]
    if (rule === undefined) return []
    const parts = COUNTERS.exec(rule)
    const text = parts === null ? rule : `${parts[1]}${parts[4] ?? ''}`.trimStart()
    return [{ text, mark: markIn(text), packets: Number(parts?.[2] ?? 0), bytes: Number(parts?.[3] ?? 0) }]
  })
}
