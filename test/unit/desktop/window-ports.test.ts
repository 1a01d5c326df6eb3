import { describe, expect, it } from 'vitest'
import { desktopTransport, windowPorts } from '../../../renderer/port-transport.ts'

describe('the hand-over of ports to the page', () => {
  const [contract, beside] = [{}, {}]
  /** A window that hands `answer` to its listeners when it is asked. */
  function fakeWindow(answers: (window: object) => { source: unknown; data: unknown; ports: unknown[] }[]) {
    const listeners = new Set<(event: never) => void>()
    const window = {
      addEventListener: (_: string, hear: (event: never) => void) => listeners.add(hear),
      removeEventListener: (_: string, hear: (event: never) => void) => listeners.delete(hear),
    }
    const askForPorts = () => {
      for (const event of answers(window)) for (const hear of listeners) hear(event as never)
    }
    return { window, askForPorts, listeners }
  }

  it('takes them from this window only, with their name, and then listens no more', async () => {
    const data = 'tapwall:ports'
    const { window, askForPorts, listeners } = fakeWindow((own) => [
      { source: {}, data, ports: [{}, {}] },
      { source: own, data: 'other', ports: [{}, {}] },
      { source: own, data, ports: [{}] },
      { source: own, data, ports: [contract, beside] },
      { source: own, data, ports: [{}, {}] },
    ])
    const ports = await windowPorts({ askForPorts }, window)()
    expect(ports.contract).toBe(contract)
    expect(ports.beside).toBe(beside)
    expect(listeners.size).toBe(0)
  })

  it('is asked of the desktop window only', () => {
    const { window, askForPorts } = fakeWindow(() => [])
    expect(desktopTransport(window)).toBeNull()
    expect(desktopTransport({ ...window, tapwall: { askForPorts: 1 } })).toBeNull()
    expect(desktopTransport({ ...window, tapwall: { askForPorts } })).not.toBeNull()
  })
})
