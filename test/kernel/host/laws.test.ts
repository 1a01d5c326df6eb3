import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe } from 'vitest'
import { rowsOf } from '#shared/netfilter/dump'
import { laws, place, type World } from '../../support/laws.ts'
import { startMachine, type TestHelper, type TestMachine } from './machine.ts'

/** The laws of applying in the kernel, by the helper of a machine, beside the rules of Docker, kube-proxy, fail2ban and libvirt. */
const FOREIGN = ['docker', 'kube-proxy', 'fail2ban', 'libvirt'] as const
const RUNS = { nft: 1000, legacy: 200 } as const

const file = (name: string): string => readFileSync(new URL(`../../golden/foreign-dumps/${name}`, import.meta.url), 'utf8')

function kernelWorld(machine: TestMachine, helper: TestHelper): World {
  const save = { ipv4: 'iptables-save', ipv6: 'ip6tables-save' } as const
  const families = ['ipv4', 'ipv6'] as const
  let version = -1
  let known = { tables: [], sets: [] } as Awaited<ReturnType<World['dump']>>
  const read = async () => {
    const answer = await helper.client.request('read', { host: '', known: version })
    if (!answer.ok) throw new Error(JSON.stringify(answer.error))
    version = answer.value.version
    known = answer.value.dump ?? known
    return { dump: known, packets: answer.value.packets }
  }
  return {
    dump: async () => (await read()).dump,
    run: async (plan) => {
      const done = await helper.client.request('apply', { plan, trial: null })
      if (!done.ok) throw new Error(JSON.stringify(done.error).slice(0, 2000))
    },
    number: async () => {
      let next = 0
      for (const family of families) {
        const text = await machine.run(save[family], ['-c'])
        const numbered = text.replace(/^\[\d+:\d+\] -A/gm, () => `[${++next}:${60 * next}] -A`)
        await machine.run(family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore', ['--counters'], numbered)
      }
    },
    packets: async () => {
      const { dump, packets } = await read()
      return new Map(
        rowsOf(dump).flatMap(({ family, table, chain, mark }, at) =>
          mark === null ? [] : [[place(family, table, chain, mark), packets[at] ?? 0] as const],
        ),
      )
    },
    tamper: async (family, chain, at) => {
      const tool = family === 'ipv4' ? 'iptables' : 'ip6tables'
      const { dump } = await read()
      const rule = dump.tables
        .find((each) => each.family === family && each.table === 'filter')
        ?.chains.find(({ name }) => name === chain)?.rules[at - 1]
      const text = `-s 192.0.2.99/32 ${rule?.text ?? ''}`.replace(/^(-s \S+) -s \S+/, '$1')
      await machine.run(`${tool}-restore`, ['--noflush'], `*filter\n-R ${chain} ${at} ${text}\nCOMMIT\n`)
    },
  }
}

describe.each(['nft', 'legacy'] as const)('laws of applying, in the kernel with %s', (kind) => {
  let machine: TestMachine
  let helper: TestHelper
  beforeAll(async () => {
    machine = await startMachine(kind)
    await machine.run('ipset', ['restore'], file('fail2ban.sets'))
    for (const name of FOREIGN) await machine.run('iptables-restore', ['--noflush'], file(`${name}.v4.rules`))
    await machine.run('ip6tables-restore', ['--noflush'], file('fail2ban.v6.rules'))
    helper = await machine.helper()
  })
  afterAll(async () => {
    await helper?.client.close()
    await machine?.close()
  })
  laws(() => kernelWorld(machine, helper), 20261126, RUNS[kind], 10)
})
