import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { ASK_FOR_PORTS, PORTS } from '#shared/contract/desktop-channels'

/**
 * What the page gets from Electron: a way to ask for two ports, and the path of a file that a person dropped on it or chose. It can
 * name no channel and send nothing with its question. Ports cannot pass through the bridge of functions, so they come as a message of
 * the window to itself.
 */
declare const window: { readonly postMessage: (message: string, targetOrigin: string, ports: unknown[]) => void }

ipcRenderer.on(PORTS, ({ ports }) => {
  // A page from a file has no origin that could be named; the message does not leave this window.
  if (ports.length === 2) window.postMessage(PORTS, '*', ports)
})

contextBridge.exposeInMainWorld('tapwall', {
  askForPorts: () => ipcRenderer.send(ASK_FOR_PORTS),
  pathOf: (file: File) => webUtils.getPathForFile(file),
})
