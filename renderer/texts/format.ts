/** Times of the day as an instrument shows them: 24 hours, with seconds. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })

export const clockTime = (at: number): string => clock.format(at)
/** A span of seconds as a clock counts it down: 0:23, 10:00. */
export const minutesAndSeconds = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
/** Milliseconds without a tail of digits: 9, 14, 0.4. */
export const milliseconds = (ms: number): string => (ms < 1 ? ms.toFixed(1) : String(Math.round(ms)))
const day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
/** A day and its time, the same in every language: 2026-11-23 08:33. */
export const dayAndTime = (at: number): string => day.format(at)
const daySeconds = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
/** The same to the second. */
export const dayAndSeconds = (at: number): string => daySeconds.format(at)
/** Bytes in the largest unit that leaves a whole part. */
export const fileSize = (bytes: number): string =>
  bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`
/** The first block of an id: what tells two things of one name apart. */
export const shortId = (id: string): string => id.slice(0, 8)
