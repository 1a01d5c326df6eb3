import type { WebSocket } from 'ws'
import { encodeReading } from '#shared/contract/reading-frame'
import { NO_MESSAGE } from '../handlers/guarded.ts'
import type { Session } from '../session/session.ts'

/** A page that does not read its counters is not sent more of them. */
const MOST_BUFFERED = 32 * 1024 * 1024

/** Sends each reading once; a reading that the page has no room for is left out, since the next one is whole. */
export function sendReadings(socket: WebSocket, session: Session): void {
  const send = () => {
    const reading = session.readings.get()
    if (reading !== null && socket.bufferedAmount < MOST_BUFFERED) socket.send(encodeReading(reading))
  }
  const stop = session.readings.listen(send)
  socket.on('message', () => socket.close(NO_MESSAGE, 'nothing is asked on this line'))
  socket.on('close', stop)
  socket.on('error', stop)
  send()
}
