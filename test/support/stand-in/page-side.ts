/** What goes between page and main in the stand-in, as JSON: bytes as base64. */
export type Wire = { readonly text: string } | { readonly bytes: string } | { readonly json: unknown }
export type FromPage =
  | { readonly do: 'send'; readonly channel: string }
  | { readonly do: 'port'; readonly id: number; readonly data: Wire }
  | { readonly do: 'closed'; readonly id: number }
export type ToPage =
  | { readonly do: 'ports'; readonly channel: string; readonly ids: readonly number[] }
  | { readonly do: 'port'; readonly id: number; readonly data: Wire }
  | { readonly do: 'closed'; readonly id: number }

interface Relay {
  /** Put there by the debugging protocol. */
  readonly tapwallStandIn: (message: string) => void
  tapwallHear: (message: ToPage) => void
}

/**
 * Runs in the page before its own scripts, with the real preload script: gives that its `require('electron')`, and makes the page's ends
 * of the ports. It is sent as text, so it must not need anything outside itself.
 */
export function pageSide(preload: (require: () => unknown) => void): void {
  if (window.top !== window) return
  const relay = window as unknown as Relay
  const hearers: [string, (event: { ports: MessagePort[] }) => void][] = []
  const ports = new Map<number, MessagePort>()
  const tell = (message: FromPage) => relay.tapwallStandIn(JSON.stringify(message))
  const wired = (data: unknown): Wire => {
    if (typeof data === 'string') return { text: data }
    if (!(data instanceof ArrayBuffer)) return { json: data }
    return { bytes: btoa(Array.from(new Uint8Array(data), (byte) => String.fromCharCode(byte)).join('')) }
  }
  const unwired = (data: Wire): unknown => {
    if ('text' in data) return data.text
    if ('json' in data) return data.json
    return Uint8Array.from(atob(data.bytes), (letter) => letter.charCodeAt(0)).buffer
  }
  const farEnd = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = ({ data }) => tell({ do: 'port', id, data: wired(data) })
    port1.addEventListener('close', () => tell({ do: 'closed', id }))
    return port2
  }
  relay.tapwallHear = (message) => {
    if (message.do === 'port') ports.get(message.id)?.postMessage(unwired(message.data))
    else if (message.do === 'closed') ports.get(message.id)?.close()
    else for (const [name, hear] of hearers) if (name === message.channel) hear({ ports: message.ids.map(farEnd) })
  }
  preload(() => ({
    ipcRenderer: {
      on: (channel: string, hear: (event: { ports: MessagePort[] }) => void) => hearers.push([channel, hear]),
      send: (channel: string) => tell({ do: 'send', channel }),
    },
    // A browser tells nobody where a file is.
    webUtils: { getPathForFile: () => '' },
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => Object.defineProperty(window, name, { value }) },
  }))
}
