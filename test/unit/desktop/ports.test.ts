import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { type MainPort, openPageLine } from '#electron/desktop/ports'
import type { LabArguments, LabClient, LabRequestOptions } from '#electron/privilege/lab-client'
import type { Desk } from '#electron/program/desk'
import type { Program } from '#electron/program/open-program'
import { openSession } from '#electron/session/session'
import type { MenuCommand, ScreenMessage } from '#shared/contract/commands'
import { decodeReading } from '#shared/contract/reading-frame'
import type { ProjectState } from '#shared/contract/states'
import { LAB_PROTOCOL, type LabVerb } from '#shared/helper/lab-protocol'
import { emptyDump } from '#shared/netfilter/dump'
import { articleWithoutGroup } from '#shared/project/article'
import { onMenuCommand, portTransport, setScreen } from '../../../renderer/port-transport.ts'
import type { Line, Loss } from '../../../renderer/transport.ts'
import { firstOf } from '../../support/client.ts'

/** A lab that builds at once and counts one row, which moves with each reading. */
function fakeLab(): LabClient {
  let packets = 0
  const answers: Partial<Record<LabVerb, () => unknown>> = {
    build: () => ({ ms: 1 }),
    read: () => ({
      version: 1,
      at: 1000 + packets,
      cost: 1,
      dump: emptyDump,
      packets: [++packets],
      bytes: [84 * packets],
      bridgeNfCallIptables: true,
    }),
  }
  return {
    greeting: { lab: LAB_PROTOCOL, pid: 1, uid: 65534 },
    pid: 1,
    // The session asks this lab for nothing but these three.
    request: async <V extends LabVerb>(verb: V, _args: LabArguments<V>, options?: LabRequestOptions) =>
      ({ ok: true, value: verb === 'trace' ? await followed(options) : answers[verb]?.() }) as never,
    onExit: () => () => {},
    onTrialOver: () => {},
    onLink: () => {},
    close: async () => {},
  }
}

/** A trace that is there at once, and until it is stopped. */
async function followed({ onBegun, signal }: LabRequestOptions = {}) {
  onBegun?.(1)
  if (signal?.aborted === false) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  return { why: 'stopped', restarts: 0 }
}

/** Node's port in the shape of Electron's MessagePortMain, which hands its listeners an event instead of the data. */
function asMainPort(port: NodePort): MainPort {
  const events = new EventEmitter()
  port.on('close', () => events.emit('close'))
  return {
    on: (event: string, hear: (message: { data: unknown }) => void) => events.on(event, hear),
    postMessage: (message) => port.postMessage(message),
    start: () => port.on('message', (data) => events.emit('message', { data })),
    close: () => port.close(),
  }
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const until = async (true_: () => boolean | Promise<boolean>) => {
  for (let i = 0; i < 3000; i++) {
    if (await true_()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(await true_()).toBe(true)
}

async function stage() {
  const session = openSession({
    project: articleWithoutGroup,
    program: 'test',
    startLab: async () => ({ ok: true, value: fakeLab() }),
    now: Date.now,
  })
  const [contract, beside] = [new MessageChannel(), new MessageChannel()]
  const program = { session, keeper: {} } as unknown as Program
  const screens: ScreenMessage[] = []
  const main = openPageLine({
    program,
    desk: {} as Desk,
    contract: asMainPort(contract.port1),
    beside: asMainPort(beside.port1),
    onScreen: (screen) => screens.push(screen),
  })
  const frames: ArrayBuffer[] = []
  const losses: Loss[] = []
  // Node's ports speak the browser's interface; only the declared types differ.
  const ports = { contract: contract.port2, beside: beside.port2 } as unknown as { contract: MessagePort; beside: MessagePort }
  const page: Line = await portTransport(async () => ports).connect({
    reading: (frame) => frames.push(frame),
    loss: (loss) => losses.push(loss),
  })
  closers.push(main.close, page.close, session.close)
  return { session, main, page, frames, losses, ports, screens }
}

describe('the contract over message ports', () => {
  it('answers calls, and refuses with reasons what the contract does not know', async () => {
    const { page } = await stage()
    expect(await page.client.project.edit({ edit: { do: 'project.rename', name: 'Harbour' } })).toMatchObject({
      ok: true,
      value: { revision: 2 },
    })
    expect(await page.client.ruleset.apply({ revision: 2, trial: null })).toMatchObject({
      ok: false,
      error: { kind: 'helper-lost' },
    })
    await expect(page.client.ruleset.apply({ revision: 'one' as unknown as number, trial: null })).rejects.toMatchObject({
      data: { kind: 'invalid', issues: [{ code: 'value.not-number', path: ['revision'] }] },
    })
  })

  it('streams whole states, and lets a stream go', async () => {
    const { page } = await stage()
    const stop = new AbortController()
    const seen: ProjectState[] = []
    const heard = (async () => {
      for await (const state of await page.client.project.follow(undefined, { signal: stop.signal })) seen.push(state)
    })().catch(() => undefined)
    await until(() => seen.length === 1)
    await page.client.project.edit({ edit: { do: 'project.rename', name: 'Harbour' } })
    await until(() => seen.at(-1)?.project.name === 'Harbour')
    stop.abort()
    await heard
    await page.client.project.undo({})
    expect(seen.at(-1)?.project.name).toBe('Harbour')
  })

  it('brings each reading of the kernel as a frame', async () => {
    const { page, frames } = await stage()
    expect(await page.client.lab.start({})).toEqual({ ok: true, value: {} })
    await firstOf(page.client.session.follow(), (state) => state.kernel !== null)
    await until(() => frames.length === 1)
    const [first] = frames
    if (first === undefined) throw new Error('no frame')
    const decoded = decodeReading(first)
    expect(decoded).toMatchObject({ ok: true, value: { version: 1 } })
    if (decoded.ok) expect([...decoded.value.bytes]).toEqual([84])
    await until(() => frames.length === 2)
  })

  it('skips to the newest reading while the page has not taken the last', async () => {
    const { frames, session } = await stage()
    const reading = { version: 1, cost: 1, packets: Float64Array.of(1), bytes: Float64Array.of(84) }
    for (const at of [5000, 5001, 5002]) session.readings.set({ ...reading, at })
    await until(() => frames.length === 2)
    const times = frames.map((frame) => decodeReading(frame)).map((decoded) => (decoded.ok ? decoded.value.at : null))
    expect(times).toEqual([5000, 5002])
  })

  it('brings menu commands, and no others', async () => {
    const { main } = await stage()
    const commands: MenuCommand[] = []
    onMenuCommand((command) => commands.push(command))
    main.command('rm -rf' as MenuCommand)
    main.command('apply')
    await until(() => commands.length > 0)
    expect(commands).toEqual(['apply'])
  })

  it('hears what the page shows of itself, at once and on each line, and nothing that is not that', async () => {
    const first: ScreenMessage = { language: 'en', keys: {} }
    const told: ScreenMessage = { language: 'zh', keys: { apply: 'mod+enter' } }
    setScreen(first)
    const { screens, ports } = await stage()
    await until(() => screens.length === 1)
    setScreen(told)
    await until(() => screens.length === 2)
    for (const wrong of [{ language: 'de', keys: {} }, { language: 'en' }, { language: 'en', keys: { rm: 'x' } }, 'zh', null])
      ports.beside.postMessage(wrong)
    ports.beside.postMessage({ language: 'en', keys: { apply: 'x'.repeat(41) } })
    const next = await stage()
    await until(() => next.screens.length === 1)
    expect([screens, next.screens]).toEqual([[first, told], [told]])
  })

  it('ends the trace of a page that is gone, and takes a new one', async () => {
    const { page, session, ports } = await stage()
    expect(await page.client.lab.start({})).toEqual({ ok: true, value: {} })
    const question = { family: 'ipv4', protocol: 1, source: null, destination: null, bothWays: true } as const
    const request = { hosts: null, question, seconds: 600, perSecond: 20, send: null }
    const isArmed = async () => {
      for await (const { kind } of session.traces.run(request)) return kind === 'armed'
      return false
    }
    await firstOf(page.client.trace.run(request), ({ kind }) => kind === 'armed')
    await until(isArmed)
    const stream = await page.client.trace.run(request)
    expect(await stream.next()).toMatchObject({ value: { kind: 'armed' } })
    expect(await isArmed()).toBe(false)
    ports.contract.close()
    await until(isArmed)
  })

  it('tells the page once when main closes the line', async () => {
    const { main, losses } = await stage()
    main.close()
    await until(() => losses.length > 0)
    expect(losses).toEqual(['lost'])
  })

  it('tells the page that main went on to another document', async () => {
    const { main, losses } = await stage()
    main.swap()
    await until(() => losses.length > 0)
    expect(losses).toEqual(['swapped'])
  })

  it.each([
    ['no JSON', '{'],
    ['no message', '{"i":"1"}'],
    ['an object', { i: '1', p: { u: '/project/undo', b: {} } }],
    ['another origin', '{"i":"1","p":{"u":"http://[bad","b":{}}}'],
    ['headers', '{"i":"1","p":{"u":"/project/undo","h":{"content-type":"multipart/form-data"},"b":"x"}}'],
    ['a long message', `{"i":"1","p":{"u":"/project/undo","b":"${'x'.repeat(65 * 1024 * 1024)}"}}`],
  ])('closes the line of a page that sends %s', async (_, message) => {
    const { ports, losses, session } = await stage()
    ports.contract.postMessage(message)
    await until(() => losses.length > 0)
    expect(session.projects.state.get().revision).toBe(1)
  })
})
