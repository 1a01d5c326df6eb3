import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Who may come in. The shell is reached from this machine only (or through an SSH tunnel), but any web page in the same browser can
 * try: so the Host must be a loopback name (against DNS rebinding), the Origin must be our own page, and the token must be known.
 */
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Host without its port; a tunnel may have changed the port. */
const nameOf = (host: string): string => host.replace(/:\d+$/, '')

export const hostAllowed = (request: IncomingMessage): boolean =>
  request.headers.host !== undefined && LOOPBACK_NAMES.has(nameOf(request.headers.host))

/** A WebSocket always carries an Origin when a browser opens it; it must be the page that we served. */
export const originAllowed = (request: IncomingMessage): boolean =>
  request.headers.origin === `http://${request.headers.host ?? ''}`

/** The browser can send no header with a WebSocket but its subprotocols: `tapwall, token.<hex>`. */
export function tokenKnown(request: IncomingMessage, token: string): boolean {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim())
  const wanted = Buffer.from(`token.${token}`)
  return offered.some((word) => {
    const got = Buffer.from(word)
    return got.length === wanted.length && timingSafeEqual(got, wanted)
  })
}
