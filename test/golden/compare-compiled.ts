/**
 * Compares compiled lines with what the real driver produced. Chain by chain in order, save where Neutron leaves the order open:
 * variants of a line that differ in their addresses only (one of every address has none) and stand together, the order of ports in the shared chains of 2014.2 and
 * 2015.1 (`portsInAnyOrder`), and the members of sets. Letter case of MAC addresses does not count: iptables 1.4 printed capitals, 1.8
 * does not. Nor do comments, of which the listings keep none.
 */
export interface Lines {
  readonly filter?: readonly string[]
}

export function differences(where: string, want: readonly string[], got: readonly string[], portsInAnyOrder = true): string[] {
  const wanted = byChain(want)
  const found = byChain(got)
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((chain) => {
    const a = settle(chain, wanted.get(chain) ?? [], portsInAnyOrder)
    const b = settle(chain, found.get(chain) ?? [], portsInAnyOrder)
    return a.join('\n') === b.join('\n') ? [] : [`${where} ${chain}\nwanted:\n${a.join('\n')}\nfound:\n${b.join('\n')}`]
  })
}

export const setLines = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/ (bucketsize \d+ )?initval 0x[0-9a-f]+/, '').trim()).sort()

const COMMENT = / -m comment --comment ("(?:[^"\\]|\\.)*"|\S+)/g

function byChain(lines: readonly string[]): Map<string, string[]> {
  const chains = new Map<string, string[]>()
  for (const raw of lines) {
    const line = raw.trim().replace(/(--mac-source )(\S+)/g, (_, flag: string, mac: string) => flag + mac.toLowerCase()).replace(COMMENT, '')
    const chain = /^-A (\S+)/.exec(line)?.[1]
    if (chain !== undefined) chains.set(chain, [...(chains.get(chain) ?? []), line])
  }
  return chains
}

const masked = (line: string | undefined): string | undefined => line?.replace(/ -[sd] \S+/g, '')

function settle(chain: string, lines: readonly string[], portsInAnyOrder: boolean): string[] {
  if (portsInAnyOrder && /(?:^|-)(FORWARD|INPUT|sg-chain)$/.test(chain)) return [...lines].sort()
  const out: string[] = []
  for (let from = 0; from < lines.length; ) {
    let to = from + 1
    while (to < lines.length && masked(lines[to]) === masked(lines[from])) to++
    out.push(...lines.slice(from, to).sort())
    from = to
  }
  return out
}
