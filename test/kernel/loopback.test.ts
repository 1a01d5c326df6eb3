import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Shell, startShell } from '../support/shell.ts'

/** Who may come in to the loopback shell, asked of the real one. */
let shell: Shell
beforeAll(async () => {
  shell = await startShell()
})
afterAll(() => shell.close())

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: shell.port, path, method, headers }, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** 'open', the HTTP status of a refused handshake, or the close code. */
function knock(path: string, protocols: string[], headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${shell.port}${path}`, protocols, { headers })
    let settled: NodeJS.Timeout | undefined
    socket.on('open', () => {
      settled = setTimeout(() => {
        resolve('open')
        socket.terminate()
      }, 100)
    })
    socket.on('close', (code) => {
      clearTimeout(settled)
      resolve(String(code))
    })
    socket.on('unexpected-response', (_, response) => {
      resolve(String(response.statusCode))
      socket.terminate()
    })
    socket.on('error', () => undefined)
  })
}

describe('loopback shell', () => {
  const own = () => ({ origin: `http://127.0.0.1:${shell.port}` })
  const protocols = () => ['tapwall', `token.${shell.token}`]

  it('serves the page with a policy, and nothing else', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    for (const path of ['/package.json', '/../package.json', '/%2e%2e/%2e%2e/package.json', '/node/serve.js', '/contract'])
      expect((await get(path)).status, path).toBe(404)
    expect((await get('/', {}, 'POST')).status).toBe(405)
  })
  it('refuses a foreign Host (DNS rebinding)', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(421)
    expect((await get('/', { host: `localhost:${shell.port}` })).status).toBe(200)
  })
  it('lets the page in, on both sockets', async () => {
    expect(await knock('/contract', protocols(), own())).toBe('open')
    expect(await knock('/readings', protocols(), own())).toBe('open')
    expect(await knock('/other', protocols(), own())).toBe('404')
  })
  it('refuses a foreign or absent Origin', async () => {
    expect(await knock('/contract', protocols(), { origin: 'http://evil.example' })).toBe('403')
    expect(await knock('/contract', protocols(), { origin: `http://127.0.0.1:${shell.port + 1}` })).toBe('403')
    expect(await knock('/contract', protocols(), {})).toBe('403')
  })
  it('refuses an unknown token', async () => {
    expect(await knock('/contract', ['tapwall', 'token.00'], own())).toBe('4401')
    expect(await knock('/contract', ['tapwall', `token.${'0'.repeat(shell.token.length)}`], own())).toBe('4401')
    expect(await knock('/readings', ['tapwall'], own())).toBe('4401')
  })
})
