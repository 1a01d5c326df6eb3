import { describe, expect, it } from 'vitest'
import type { Family } from '#shared/netfilter/rule-spec'
import { printSave, readSave } from '#shared/netfilter/save-text'
import { printSets, readSets } from '#shared/netfilter/sets-text'
import { byTable, CORPORA } from '../support/foreign/corpora.ts'
import { type Kind, TableNamespace } from '../support/table-namespace.ts'

/** What other programs have in the kernel: loaded, read, printed and loaded again, it is what it was, byte by byte. */
const familyTool = (family: Family) => (family === 'ipv4' ? 'iptables' : 'ip6tables')

/** Seconds left go down while the test runs, and members come in the order of a hash with a new seed. */
const lasting = (text: string): string[] =>
  text
    .replace(/timeout [1-9]\d*|initval \S+|bucketsize \d+/g, '')
    .split('\n')
    .toSorted()

async function inFresh<T>(kind: Kind, act: (namespace: TableNamespace) => Promise<T>): Promise<T> {
  const namespace = new TableNamespace(kind)
  try {
    await namespace.ready()
    return await act(namespace)
  } finally {
    await namespace.close()
  }
}

const save = (namespace: TableNamespace, family: Family) => namespace.run(namespace.tool(familyTool(family), 'save'), ['-c'])
const load = (namespace: TableNamespace, family: Family, text: string) =>
  namespace.run(namespace.tool(familyTool(family), 'restore'), ['-c'], text)

/** The text without the lines that this kernel refuses by themselves; each of them is told. All others must be taken. */
async function taken(kind: Kind, family: Family, text: string, mayLack: string | null): Promise<string> {
  if (mayLack === null) return text
  const lines = text.split('\n')
  const refused = new Set<string>()
  for (const line of lines.filter((each) => each.includes(mayLack))) {
    const [, rule = ''] = / -A \S+ (.*)$/.exec(line) ?? []
    const alone = `*filter\n:ALONE - [0:0]\n-A ALONE ${rule}\nCOMMIT\n`
    const isTaken = await inFresh(kind, (namespace) => load(namespace, family, alone)).then(
      () => true,
      () => false,
    )
    if (isTaken) continue
    console.log(`left out, as this kernel lacks what it names: ${line}`)
    refused.add(line)
  }
  return lines.filter((line) => !refused.has(line)).join('\n')
}

/** ip6tables-nft 1.8.9 writes rules with counts of zero, whatever -c gives them (iptables/nft-ipv6.c); those of policies it takes. */
const asTaken = (kind: Kind, family: Family, text: string): string[] =>
  byTable(kind === 'nft' && family === 'ipv6' ? text.replace(/^\[\d+:\d+\] -A /gm, '[0:0] -A ') : text)

describe.each(['nft', 'legacy'] as const)('in iptables-%s', (kind) => {
  it.each(CORPORA)('the tables of $name', async ({ rules, sets, mayLack }) => {
    const given = await Promise.all(
      rules.map(async ([family, text]) => [family, await taken(kind, family, text, mayLack)] as const),
    )
    const first = await inFresh(kind, async (namespace) => {
      if (sets !== null) await namespace.run('ipset', ['restore'], sets)
      const texts = new Map<Family, string>()
      for (const [family, all] of given) {
        await load(namespace, family, all)
        const text = await save(namespace, family)
        expect(byTable(text)).toEqual(asTaken(kind, family, all))
        expect(printSave(readSave(text))).toBe(text)
        texts.set(family, text)
      }
      return { texts, sets: sets === null ? null : await namespace.run('ipset', ['save']) }
    })
    if (first.sets !== null) {
      expect(lasting(first.sets)).toEqual(lasting(sets ?? ''))
      expect(printSets(readSets(first.sets))).toBe(first.sets)
    }
    await inFresh(kind, async (namespace) => {
      if (first.sets !== null) await namespace.run('ipset', ['restore'], printSets(readSets(first.sets)))
      for (const [family, text] of first.texts) {
        await load(namespace, family, printSave(readSave(text)))
        expect(byTable(await save(namespace, family))).toEqual(byTable(text))
      }
    })
  })
})
