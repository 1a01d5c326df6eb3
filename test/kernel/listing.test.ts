import { afterAll, beforeAll, expect, it } from 'vitest'
import { readListing } from '#shared/netfilter/parse-listing'
import { parseSave } from '#shared/netfilter/parse-save'
import { startMachine, type TestMachine } from './host/machine.ts'

/** One chain listed says the same of it as all of iptables-save, with both kinds of iptables. */
let machine: TestMachine
beforeAll(async () => {
  machine = await startMachine()
})
afterAll(() => machine.close())

const TABLE = `*filter
:ours - [0:0]
:odd:chain - [0:0]
[7:588] -A FORWARD -j ours
[1:84] -A ours -s 10.0.0.0/8 ! -d 10.1.0.0/16 -p tcp -m tcp --dport 22 -m comment --comment "tw:a.b" -j RETURN
[3:252] -A ours -m comment --comment "a \\"quoted\\" -c 5 6 text" -j ACCEPT
[0:0] -A ours -p icmp
[18446744:99] -A ours -m comment --comment "-c 1 2" -g odd:chain
COMMIT
`

for (const kind of ['nft', 'legacy'] as const)
  it(`with iptables-${kind}`, async () => {
    await machine.run(`iptables-${kind}-restore`, ['--counters'], TABLE)
    const { tables, packets, bytes } = parseSave('ipv4', await machine.run(`iptables-${kind}-save`, ['-c', '-t', 'filter']))
    let row = 0
    for (const { name, policy, rules } of tables[0]?.chains ?? []) {
      if (policy !== null) row++
      const saved = rules.map(({ text, mark }) => ({ text, mark, packets: packets[row], bytes: bytes[row++] }))
      expect(readListing(await machine.run(`iptables-${kind}`, ['-t', 'filter', '-v', '-S', name])), name).toEqual(saved)
    }
    expect(row).toBe(8)
    await expect(machine.run(`iptables-${kind}`, ['-S', 'nowhere'])).rejects.toMatchObject({ exitCode: 1 })
  })
