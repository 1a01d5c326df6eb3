import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { FakePort } from '../../unit/desktop/fake-electron.ts'
import { type FromPage, pageSide, type ToPage, type Wire } from './page-side.ts'
import type { Tab } from './tab.ts'

const wired = (data: unknown): Wire => {
  if (typeof data === 'string') return { text: data }
  return data instanceof ArrayBuffer ? { bytes: Buffer.from(data).toString('base64') } : { json: data }
}
const unwired = (data: Wire): unknown => {
  if ('text' in data) return data.text
  return 'json' in data ? data.json : new Uint8Array(Buffer.from(data.bytes, 'base64')).buffer
}

type Answer = (answer: { cancel?: boolean }) => void

/** Electron's webContents, as much of it as the desktop shell uses, over a tab of Chromium. */
export class Contents extends EventEmitter {
  private readonly ports = new Map<number, FakePort>()
  private ids = 0
  private mayLoad: ((details: { url: string }, answer: Answer) => void) | null = null
  private url = 'about:blank'
  readonly session = {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    webRequest: {
      onBeforeRequest: (decide: (details: { url: string }, answer: Answer) => void) => {
        this.mayLoad = decide
      },
    },
  }
  readonly frame = {
    parent: null,
    url: '',
    postMessage: (channel: string, _: unknown, ports: readonly FakePort[]) => this.handOver(channel, ports),
  }

  constructor(
    private readonly tab: Tab,
    private readonly preloadFile: string,
    private readonly sent: (channel: string) => void,
  ) {
    super()
  }

  setWindowOpenHandler = () => undefined
  reload = () => this.dare('Page.reload')

  async load(file: string): Promise<void> {
    const { tab } = this
    this.url = pathToFileURL(file).href
    this.frame.url = this.url
    tab.on('Runtime.bindingCalled', (called) => this.hear(JSON.parse((called as { payload: string }).payload)))
    tab.on('Page.frameNavigated', () => this.forget())
    tab.on('Fetch.requestPaused', (paused) => this.decide(paused as { requestId: string; request: { url: string } }))
    await tab.send('Runtime.enable')
    await tab.send('Page.enable')
    await tab.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    await tab.send('Runtime.addBinding', { name: 'tapwallStandIn' })
    const preload = `(require, module = { exports: {} }, exports = module.exports) => {\n${readFileSync(this.preloadFile, 'utf8')}\n}`
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${pageSide})(${preload})` })
    await tab.send('Page.navigate', { url: this.url })
  }

  /** Chromium sizes its window with its bars; what they take is seen after a first try. */
  async resize(width: number, height: number): Promise<void> {
    const { windowId } = (await this.tab.send('Browser.getWindowForTarget')) as { windowId: number }
    const set = (w: number, h: number) => this.tab.send('Browser.setWindowBounds', { windowId, bounds: { width: w, height: h } })
    await set(width, height)
    const expression = 'new Promise((done) => setTimeout(() => done([innerWidth, innerHeight]), 200))'
    const shown = await this.tab.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    const [w, h] = (shown as { result: { value: [number, number] } }).result.value
    await set(2 * width - w, 2 * height - h)
  }

  /** What it is about may be gone by now: a page that was reloaded, a browser that was closed. */
  private dare(method: string, params: object = {}): void {
    this.tab.send(method, params).catch(() => undefined)
  }

  private decide({ requestId, request }: { requestId: string; request: { url: string } }): void {
    const answer: Answer = ({ cancel }) => {
      if (cancel) console.error(`stand-in: refused ${request.url}`)
      if (cancel) this.dare('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
      else this.dare('Fetch.continueRequest', { requestId })
    }
    if (this.mayLoad === null) answer({})
    else this.mayLoad({ url: request.url }, answer)
  }

  private tell(message: ToPage): void {
    this.dare('Runtime.evaluate', { expression: `tapwallHear(${JSON.stringify(message)})` })
  }

  private handOver(channel: string, ports: readonly FakePort[]): void {
    const ids = ports.map((port) => {
      const id = ++this.ids
      this.ports.set(id, port)
      port.on('message', ({ data }) => this.tell({ do: 'port', id, data: wired(data) }))
      port.on('close', () => this.tell({ do: 'closed', id }))
      return id
    })
    this.tell({ do: 'ports', channel, ids })
    for (const port of ports) port.start()
  }

  private hear(message: FromPage): void {
    if (message.do === 'send') this.sent(message.channel)
    else if (message.do === 'port') this.ports.get(message.id)?.postMessage(unwired(message.data))
    else this.ports.get(message.id)?.close()
  }

  /** A page that is loaded anew has no ports, and what the page before it had is closed. */
  private forget(): void {
    for (const port of this.ports.values()) port.close()
    this.ports.clear()
  }
}
