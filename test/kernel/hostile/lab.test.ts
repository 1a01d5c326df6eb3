import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { readLines } from '#electron/helper/lines'
import { foreignParts } from '#electron/helper/ours'
import { cardsOf } from '#electron/lab/send'
import type { LabPipe } from '#electron/privilege/lab-client'
import { spawnLab } from '#electron/privilege/start-lab'
import { compile } from '#shared/compile/compile'
import { LONGEST_LINE } from '#shared/helper/firewall-verbs'
import { LabMessage, LabRequest, type LabVerb, labAnswers } from '#shared/helper/lab-protocol'
import { labTopology } from '#shared/helper/lab-topology'
import type { ConntrackEntry } from '#shared/netfilter/conntrack-entries'
import { articleSevenRules as project } from '#shared/project/article'
import { packPlan } from '#shared/sync/packed-plan'
import { planSync } from '#shared/sync/plan-sync'
import { type Chance, chanceFor } from '../../support/chance.ts'
import { IssuesSeen } from '../../support/issues-in-chinese.ts'
import { mutantText, noise } from '../../support/mutants.ts'
import { must, testProgram } from '../lab.ts'
import { worldOf } from './world.ts'

/**
 * Mutants of every verb of the lab's protocol, sent to a real lab over its pipe: each line is refused by name and by its number,
 * where it has one, and nothing has happened.
 */
const MUTANTS = 4000
const PATIENCE = 20_000

const entry: ConntrackEntry = {
  ...{ family: 'ipv4', protocol: 6, zone: 4097, state: 'ESTABLISHED', isReplied: true },
  original: { source: '91.1.180.1', destination: '91.1.180.5', sourcePort: 40000, destinationPort: 80 },
  reply: { source: '91.1.180.5', destination: '91.1.180.1', sourcePort: 80, destinationPort: 40000 },
}

/** A valid request of every verb. */
function samplesFor(dump: Parameters<typeof planSync>[1]): {
  readonly [V in LabVerb]: Extract<z.input<typeof LabRequest>, { verb: V }>
} {
  const [vm = { id: '' }, other = { id: '' }] = project.vms
  const plan = planSync(must(compile(project, 'compute1')), dump)
  return {
    build: { id: 1, verb: 'build', topology: must(labTopology(project)) },
    apply: { id: 2, verb: 'apply', plan: packPlan(plan), trial: null },
    trial: { id: 7, verb: 'trial', trial: 'apply-1', seconds: 30 },
    confirm: { id: 8, verb: 'confirm', trial: 'apply-1' },
    revert: { id: 9, verb: 'revert', trial: 'apply-1' },
    read: { id: 3, verb: 'read', host: 'compute1', known: 7 },
    connections: { id: 10, verb: 'connections', host: 'compute1' },
    'end-connections': { id: 11, verb: 'end-connections', host: 'compute1', entries: [entry] },
    trace: {
      ...{ id: 12, verb: 'trace', host: 'compute1', trace: 'ab1', seconds: 1, perSecond: 20 },
      filter: {
        family: 'ipv4',
        protocol: 1,
        sources: ['91.1.180.14'],
        destinations: [],
        icmpType: 8,
        devices: [null],
        bothWays: true,
        ofHost: false,
      },
    },
    ping: { id: 4, verb: 'ping', node: vm.id, to: '91.1.180.1', count: 4, interval: 1, size: 56 },
    tcp: { id: 5, verb: 'tcp', node: vm.id, listener: other.id, to: '91.1.180.5', port: 80, bytes: 10, timeoutMs: 1000 },
    send: { id: 12, verb: 'send', node: vm.id, device: 'eth0', frames: ['ff'.repeat(14)], intervalMs: 10 },
    plug: { id: 10, verb: 'plug', port: project.ports[0]?.id ?? '' },
    unplug: { id: 11, verb: 'unplug', port: project.ports[0]?.id ?? '' },
    cancel: { id: 6, verb: 'cancel', job: 4 },
  }
}

/** The lab, asked line by line. */
interface RawLab {
  readonly pipe: LabPipe
  readonly send: (line: string | Buffer) => void
  /** The next message of the lab. */
  readonly hear: () => Promise<LabMessage>
}

function openRawLab(pipe: LabPipe): RawLab {
  const heard: LabMessage[] = []
  let wake: () => void = () => {}
  const hearLine = (line: string) => {
    heard.push(LabMessage.parse(JSON.parse(line)))
    wake()
  }
  readLines(pipe.stdout, LONGEST_LINE, hearLine, () => undefined)
  return {
    pipe,
    send: (line) => pipe.stdin.write(Buffer.concat([Buffer.from(line), Buffer.from('\n')])),
    hear: async () => {
      if (heard.length === 0)
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error('the lab is silent')), PATIENCE)
          wake = () => {
            clearTimeout(late)
            resolve()
          }
        })
      const [first] = heard.splice(0, 1)
      if (first === undefined) throw new Error('nothing heard')
      return first
    },
  }
}

let lab: RawLab
let samples: ReturnType<typeof samplesFor>
const ask = async (request: z.input<typeof LabRequest>): Promise<unknown> => {
  lab.send(JSON.stringify(request))
  const message = await lab.hear()
  if (message.kind !== 'answer') throw new Error(JSON.stringify(message))
  return message.value
}
const read = async () => {
  const { version, dump } = labAnswers.read.parse(await ask({ id: 3, verb: 'read', host: 'compute1', known: null }))
  if (dump === null) throw new Error('no dump')
  return { version, dump }
}

beforeAll(async () => {
  lab = openRawLab(must(spawnLab(await testProgram())))
  expect((await lab.hear()).kind).toBe('greeting')
  await ask({ id: 1, verb: 'build', topology: must(labTopology(project)) })
  samples = samplesFor((await read()).dump)
  await ask(samples.apply)
})
afterAll(() => lab.pipe.kill())

const hosts = project.hosts.map(({ name }) => name)
const machines = [...project.vms, ...project.routers, ...project.outsideHosts].map(({ id }) => id)

/** A request that can be read, but makes no sense in this lab, so that it is refused all the same. */
function isSenseless(request: LabRequest): boolean {
  switch (request.verb) {
    case 'apply':
      return !hosts.includes(request.plan.host) || request.plan.transactions.flatMap(foreignParts).length > 0
    case 'read':
    case 'trace':
      return !hosts.includes(request.host)
    case 'ping':
      return !machines.includes(request.node)
    case 'send': {
      const topology = must(labTopology(project))
      const machine = topology.machines.find(({ id }) => id === request.node)
      return machine === undefined || !cardsOf(topology, machine.namespace).includes(request.device)
    }
    case 'tcp':
      return !machines.includes(request.node) || (request.listener !== null && !machines.includes(request.listener))
    default:
      return false
  }
}

/** The number by which a line is to be refused, null for one without; undefined when it would be obeyed. */
function refusedAs(line: string): number | null | undefined {
  let raw: unknown
  try {
    raw = JSON.parse(line)
  } catch {
    return null
  }
  const decoded = LabRequest.safeParse(raw)
  if (decoded.success) return isSenseless(decoded.data) ? decoded.data.id : undefined
  const { id } = (typeof raw === 'object' && raw !== null ? raw : {}) as { id?: unknown }
  return Number.isSafeInteger(id) ? (id as number) : null
}

/** A text with line ends in it is as many lines. */
function linesFor(random: Chance): readonly { readonly line: string | Buffer; readonly id: number | null }[] {
  if (random.oneIn(30))
    return [{ line: Buffer.from(noise(random).filter((byte) => byte !== 10)), id: null }].filter(
      ({ line }) => refusedAs(line.toString('utf8')) === null,
    )
  const text = mutantText(random.pick(Object.values(samples)), Object.values(samples), random)
  const lines = text.split('\n').map((line) => ({ line, id: refusedAs(Buffer.from(line).toString('utf8')) }))
  return lines.some(({ id }) => id === undefined) ? [] : (lines as { line: string; id: number | null }[])
}

const seen = new IssuesSeen()

describe('mutants of the lab protocol', () => {
  it('are made of a valid request of every verb', () => {
    expect(Object.keys(samples).sort()).toEqual(LabRequest.options.map((option) => option.shape.verb.value).sort())
    expect(Object.keys(samples).sort()).toEqual(Object.keys(labAnswers).sort())
    for (const sample of Object.values(samples)) expect(LabRequest.safeParse(sample).success, sample.verb).toBe(true)
  })

  it(`are refused by name, ${MUTANTS} of them, and change nothing`, { timeout: 300_000 }, async () => {
    const random = chanceFor('lab')
    const before = { kernel: await read(), world: await worldOf(lab.pipe.pid, []) }
    let done = 0
    let unnumbered = 0
    const wrong: string[] = []
    while (done < MUTANTS && wrong.length === 0) {
      const batch = Array.from({ length: 50 }, () => linesFor(random)).flat()
      for (const { line } of batch) lab.send(line)
      const expected = batch.map(({ id }) => String(id)).sort()
      const heard: string[] = []
      for (const _ of batch) {
        const message = await lab.hear()
        if (message.kind !== 'refusal') wrong.push(`no refusal: ${JSON.stringify(message).slice(0, 500)}`)
        else if (message.error.kind === 'bug' || (message.error.kind === 'invalid' && message.error.issues.length === 0))
          wrong.push(`not named: ${JSON.stringify(message).slice(0, 500)}`)
        else seen.add(message.error)
        heard.push('id' in message ? String(message.id) : message.kind)
      }
      expect(heard.sort()).toEqual(expected)
      done += batch.length
      unnumbered += batch.filter(({ id }) => id === null).length
    }
    console.log(JSON.stringify({ done, unnumbered, codes: seen.codes().length }))
    expect(wrong).toEqual([])
    expect(done).toBeGreaterThanOrEqual(MUTANTS)
    expect({ kernel: await read(), world: await worldOf(lab.pipe.pid, []) }).toEqual(before)
  })

  it('are told in Chinese without English', async () => {
    expect(seen.codes().length).toBeGreaterThan(15)
    expect(await seen.english()).toEqual([])
  })
})
