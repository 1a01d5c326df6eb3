import { RPCHandler } from '@orpc/server/message-port'
import { type CommandMessage, type MenuCommand, ScreenMessage, type SwapMessage, TAKEN } from '#shared/contract/commands'
import { encodeReading } from '#shared/contract/reading-frame'
import { envelopeGuard } from '../handlers/envelope.ts'
import { namedRefusals } from '../handlers/refusals.ts'
import { router } from '../handlers/router.ts'
import type { DocumentDesk } from '../program/documents.ts'
import type { Program } from '../program/open-program.ts'
import type { Session } from '../session/session.ts'

/** What of Electron's MessagePortMain is used, so that Node's own ports can stand in for it. */
export interface MainPort {
  on(event: 'message', hear: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', hear: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** One page's line to main: the contract on one port; on the one beside it counters, menu commands, and what the menu is to show. */
export interface PageLine {
  readonly command: (command: MenuCommand) => void
  /** Another document is there: the page begins anew. */
  readonly swap: () => void
  readonly close: () => void
}

interface PageLineOptions {
  readonly program: Program
  readonly desk: DocumentDesk
  readonly contract: MainPort
  readonly beside: MainPort
  readonly onScreen: (screen: ScreenMessage) => void
}

export function openPageLine({ program, desk, contract, beside, onScreen }: PageLineOptions): PageLine {
  let open = true
  const closers: (() => void)[] = []
  const close = () => {
    if (!open) return
    open = false
    for (const closer of closers) closer()
    contract.close()
    beside.close()
  }
  new RPCHandler(router(program, desk), namedRefusals).upgrade(guarded(contract, close))
  closers.push(sendReadings(program.session, beside))
  beside.on('message', ({ data }) => {
    const told = ScreenMessage.safeParse(data)
    if (told.success && open) onScreen(told.data)
  })
  contract.on('close', close)
  beside.on('close', close)
  contract.start()
  beside.start()
  const say = (message: CommandMessage | SwapMessage) => {
    if (open) beside.postMessage(message)
  }
  return {
    command: (command) => say({ command }),
    swap: () => {
      say({ swapped: true })
      close()
    },
    close,
  }
}

/** The line of a page that sends what is no message of the contract is closed. */
function guarded(port: MainPort, end: () => void) {
  const passes = envelopeGuard()
  return {
    on: (event: string, hear: (event?: { data: unknown }) => void) => {
      if (event === 'close') port.on('close', () => hear())
      if (event !== 'message') return
      port.on('message', (message) => {
        if (passes(message.data)) hear({ data: message.data })
        else end()
      })
    },
    postMessage: (message: unknown) => port.postMessage(message),
  }
}

/**
 * Sends each reading when the page has taken the one before, which it tells: a page that stands still is not sent more, since the next
 * reading is whole. Returns how to stop.
 */
function sendReadings(session: Session, port: MainPort): () => void {
  let waiting = false
  let fresh = true
  const send = () => {
    const reading = session.readings.get()
    if (reading === null || waiting || !fresh) return
    waiting = true
    fresh = false
    port.postMessage(encodeReading(reading).buffer)
  }
  port.on('message', ({ data }) => {
    if (data !== TAKEN) return
    waiting = false
    send()
  })
  const stop = session.readings.listen(() => {
    fresh = true
    send()
  })
  send()
  return stop
}
