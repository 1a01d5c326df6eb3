import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { CommandMessage, type MenuCommand, type ScreenMessage, SwapMessage, TAKEN } from '#shared/contract/commands'
import { PORTS } from '#shared/contract/desktop-channels'
import type { Client, Loss, Transport } from './transport.ts'

/** The two ports that main made for this page: the contract, and beside it counters and menu commands. */
export interface PagePorts {
  readonly contract: MessagePort
  readonly beside: MessagePort
}

/** The one thing that the preload script puts into the page. */
export interface DesktopBridge {
  /** Asks main for a new pair; it comes as a message of this window. */
  readonly askForPorts: () => void
  /** Where a file of this machine is that was dropped or chosen; empty for one that is in no folder. */
  readonly pathOf: (file: File) => string
}

/** What of the window is used, so that a test can stand in for it. */
export interface PortWindow {
  readonly addEventListener: (type: 'message', hear: (event: MessageEvent<unknown>) => void) => void
  readonly removeEventListener: (type: 'message', hear: (event: MessageEvent<unknown>) => void) => void
}

const LONGEST_WAIT = 5000

/** Listens first, then asks. Only this window itself may hand over ports, never a frame or an opener. */
export const windowPorts = (bridge: Pick<DesktopBridge, 'askForPorts'>, window: PortWindow) => (): Promise<PagePorts> =>
  new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(late)
      window.removeEventListener('message', hear)
    }
    const hear = (event: MessageEvent<unknown>) => {
      const [contract, beside] = event.ports
      if (event.source !== window || event.data !== PORTS || contract === undefined || beside === undefined) return
      done()
      resolve({ contract, beside })
    }
    const late = setTimeout(() => {
      done()
      reject('lost')
    }, LONGEST_WAIT)
    window.addEventListener('message', hear)
    bridge.askForPorts()
  })

const commandListeners = new Set<(command: MenuCommand) => void>()

/** Hears the entries that a person chooses in the desktop window's menu. */
export const onMenuCommand = (hear: (command: MenuCommand) => void): void => {
  commandListeners.add(hear)
}

let screen: ScreenMessage | null = null
let tellScreen = (): void => {}

/** What the desktop window's menu is to show: told now, and to each line that comes after. */
export const setScreen = (next: ScreenMessage): void => {
  screen = next
  tellScreen()
}

export function portTransport(ports: () => Promise<PagePorts>): Transport {
  return {
    connect: async ({ reading, loss }) => {
      const { contract, beside } = await ports()
      let ended = false
      const close = () => {
        ended = true
        contract.close()
        beside.close()
      }
      const end = (why: Loss) => {
        if (ended) return
        close()
        loss(why)
      }
      contract.addEventListener('close', () => end('lost'))
      beside.addEventListener('close', () => end('lost'))
      beside.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) {
          // Main sends the next reading when this one is taken.
          beside.postMessage(TAKEN)
          return reading(data)
        }
        if (SwapMessage.safeParse(data).success) return end('swapped')
        const message = CommandMessage.safeParse(data)
        if (message.success) for (const hear of commandListeners) hear(message.data.command)
      })
      const client: Client = createORPCClient(new RPCLink({ port: contract }))
      contract.start()
      beside.start()
      tellScreen = () => {
        if (screen !== null && !ended) beside.postMessage(screen)
      }
      tellScreen()
      return { client, close }
    },
  }
}

/** Null in a browser, where no preload script has put the bridge. */
function bridgeOf(window: object): DesktopBridge | null {
  const bridge: unknown = 'tapwall' in window ? window.tapwall : null
  if (typeof bridge !== 'object' || bridge === null || !('askForPorts' in bridge) || typeof bridge.askForPorts !== 'function')
    return null
  // The preload script is ours and puts exactly this there.
  return bridge as DesktopBridge
}

export function desktopTransport(window: PortWindow & { readonly tapwall?: unknown }): Transport | null {
  const bridge = bridgeOf(window)
  return bridge === null ? null : portTransport(windowPorts(bridge, window))
}

/** The path of a file that was dropped on the desktop window; null in a browser, which tells nobody where a file is. */
export const desktopPathOf = (file: File): string | null => bridgeOf(window)?.pathOf(file) || null
export const isDesktop = (): boolean => bridgeOf(window) !== null
