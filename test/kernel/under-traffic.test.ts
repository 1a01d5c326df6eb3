import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump } from '#shared/netfilter/dump'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project, SecurityGroup } from '#shared/project/schema'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { type Chance, chance } from '../support/chance.ts'
import { labProcess, must, startTestLab, type TestLab } from './lab.ts'
import { id, smallProject, VM1, VM2 } from './small-project.ts'

/**
 * A thousand edits, one apply after the other, while a VM sends another a thousand packets each second that all rules allow, and as many
 * that none do. Each packet is a new connection, so that the rules decide about it and not what is remembered of those before.
 */
const EDITS = 1000
const ALLOWED = { from: 20_000, to: 29_999 }
const FORBIDDEN = { from: 40_000, to: 49_999 }
const HOST = 'compute1'
const RECEIVER = '91.1.180.14'

/** Sends to each port in turn, from another port of its own each time round, and says at the end how many it sent. */
const SENDER = `
const { createSocket } = require('node:dgram')
const ranges = [[${ALLOWED.from}, ${ALLOWED.to}], [${FORBIDDEN.from}, ${FORBIDDEN.to}]]
const begun = performance.now()
const sent = [0, 0]
let sockets = []
let stopping = false
process.stdin.on('data', () => { stopping = true })
const tick = () => {
  if (stopping) return sockets.forEach((s) => s.close()), process.stdout.write(JSON.stringify(sent) + '\\n', () => process.exit(0))
  const due = Math.floor(performance.now() - begun)
  for (; sent[0] < due; sent[0]++, sent[1]++)
    ranges.forEach(([from, to], at) => {
      const nth = sent[at] % (to - from + 1)
      const round = Math.floor(sent[at] / (to - from + 1))
      sockets[round] ??= createSocket('udp4').bind(50000 + round).on('error', () => {})
      sockets[round].send('x', from + nth, '${RECEIVER}')
    })
  setTimeout(tick, 5)
}
tick()
`

const any = { portRangeMin: null, portRangeMax: null, remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null }
const rule = (n: number, rest: object) =>
  ({ id: id(900_000 + n), direction: 'ingress', ethertype: 'IPv4', protocol: null, ...any, description: '', ...rest }) as const
const group = (n: number, name: string, ...rules: SecurityGroup['rules']): SecurityGroup => ({
  ...{ id: id(n), name, description: '', stateful: true, rules },
})
const [RECEIVERS, SENDERS, OTHERS] = [id(80), id(81), id(82)]
const project: Project = {
  ...smallProject,
  hosts: smallProject.hosts.map((host) => ({ ...host, release: '21.0' as const })),
  securityGroups: [
    group(80, 'receivers', rule(1, { protocol: 'udp', portRangeMin: ALLOWED.from, portRangeMax: ALLOWED.to })),
    group(81, 'senders', rule(2, { direction: 'egress' })),
    group(82, 'others', rule(3, { protocol: 'tcp', remoteGroupId: OTHERS })),
  ],
  ports: smallProject.ports.map((port) =>
    port.deviceId === VM1
      ? { ...port, securityGroupIds: [RECEIVERS] }
      : port.deviceId === VM2
        ? { ...port, securityGroupIds: [SENDERS] }
        : port,
  ),
}

/** Never about the packets that are sent: TCP, other ports of UDP, members of groups and rules that name them. */
function nextEdit({ securityGroups, ports }: Project, nth: number, random: Chance): Edit {
  const own = securityGroups.find(({ id: of }) => of === RECEIVERS)?.rules.filter((each) => each.id !== id(900_001)) ?? []
  const port = random.pick(ports.filter(({ deviceId }) => deviceId === VM1 || deviceId === VM2))
  if (random.oneIn(3)) {
    const bound = port.securityGroupIds.includes(OTHERS)
    return { do: bound ? 'port.unbind' : 'port.bind', portId: port.id, groupId: OTHERS }
  }
  if (own.length > 0 && (own.length > 20 || random.oneIn(2)))
    return { do: 'rule.delete', groupId: RECEIVERS, ruleId: random.pick(own).id }
  const first = 1 + random.below(19_000)
  const made = rule(1000 + nth, {
    ...{ protocol: random.pick(['tcp', 'udp']), portRangeMin: first, portRangeMax: first + random.below(900) },
    ...(random.oneIn(3) ? { remoteGroupId: OTHERS } : { remoteIpPrefix: `10.${nth % 250}.0.0/16` }),
  })
  return { do: 'rule.create', groupId: RECEIVERS, rule: made, at: random.below(own.length + 1) }
}

let lab: TestLab
beforeAll(async () => {
  lab = await startTestLab(project)
})
afterAll(() => lab?.close())

/** Words to run a tool in a machine of the lab. */
function inside(node: string): string[] {
  const { machines } = must(labTopology(project))
  const namespace = machines.find((machine) => machine.id === node)?.namespace ?? ''
  return [`--net=/proc/${labProcess(lab.client.pid)}/root/run/netns/${namespace}`]
}

async function arrived(): Promise<[allowed: number, forbidden: number]> {
  const { stdout } = await execa('nsenter', [...inside(VM1), 'iptables-save', '-c', '-t', 'raw'])
  const count = (from: number) => Number(new RegExp(`^\\[(\\d+):\\d+\\] -A PREROUTING .*--dports? ${from}:`, 'm').exec(stdout)?.[1])
  return [count(ALLOWED.from), count(FORBIDDEN.from)]
}

it(`${EDITS} edits lose no packet that all rules allow, and let none through that none allows`, { timeout: 900_000 }, async () => {
  const read = async () => (await lab.ask('read', { host: HOST, known: null })).dump ?? emptyDump
  let now = project
  let dump = await read()
  const apply = async () => {
    const plan = cutPlan(planSync(must(compile(now, HOST)), dump))
    if (plan.transactions.length === 0) return 0
    await lab.ask('apply', { plan, trial: null })
    dump = await read()
    return 1
  }
  await apply()
  const counters = [ALLOWED, FORBIDDEN].map(({ from, to }) => `-A PREROUTING -p udp -m udp --dport ${from}:${to} -j DROP\n`)
  await execa('nsenter', [...inside(VM1), 'iptables-restore'], { input: `*raw\n${counters.join('')}COMMIT\n` })

  const sender = execa('nsenter', [...inside(VM2), process.execPath, '-e', SENDER], { stdin: 'pipe' })
  await delay(1000)
  const random = chance(5)
  let applies = 0
  for (let nth = 0; nth < EDITS; nth++) {
    const edited = applyEdit(now, nextEdit(now, nth, random))
    if (edited.ok) now = edited.value
    applies += await apply()
  }
  sender.stdin.write('stop\n')
  const [sentAllowed = 0, sentForbidden = 0]: number[] = JSON.parse((await sender).stdout)
  await delay(500)
  const [allowed, forbidden] = await arrived()
  console.log(JSON.stringify({ applies, sentAllowed, allowed, sentForbidden, forbidden }))
  expect(applies).toBeGreaterThan(EDITS * 0.9)
  expect(sentForbidden).toBeGreaterThan(10_000)
  expect({ allowed, forbidden }).toEqual({ allowed: sentAllowed, forbidden: 0 })
})
