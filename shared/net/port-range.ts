import { err, ok, type Result } from '../result.ts'
import { shown } from './address.ts'

export const HIGHEST_PORT = 65535

/** What to write instead; every sentence about a port ends with it. */
export const PORT_ADVICE = 'Write one port (22) or a range (8000:8080).'

export interface PortRangeError {
  readonly code: 'port-above-65535' | 'port-below-0' | 'ports-not-read' | 'ports-reversed'
  readonly message: string
  /** What the sentence names, for a catalogue of another language. */
  readonly values: Readonly<Record<string, string | number>>
}

/** Reads `22`, `8000:8080` and `8000-8080`; blanks around the numbers are let pass. Port 0 is a number like others (2014.2 takes it). */
export function parsePortRange(text: string): Result<{ readonly min: number; readonly max: number }, PortRangeError> {
  const match = /^\s*(-?\d{1,9})\s*(?:[:-]\s*(-?\d{1,9})\s*)?$/.exec(text)
  if (match === null) {
    const typed = shown(text.trim())
    return err({ code: 'ports-not-read', message: `${typed} is not a port. ${PORT_ADVICE}`, values: { text: typed } })
  }
  const min = Number(match[1])
  const max = match[2] === undefined ? min : Number(match[2])
  const wrong = portIssue(min) ?? portIssue(max) ?? (min > max ? reversed(min, max) : null)
  return wrong === null ? ok({ min, max }) : err(wrong)
}

/** Why this number cannot be a port; null when it can. */
export function portIssue(port: number): PortRangeError | null {
  const values = { port, highest: HIGHEST_PORT }
  if (port > HIGHEST_PORT) return { code: 'port-above-65535', message: `${port} is above ${HIGHEST_PORT}. ${PORT_ADVICE}`, values }
  if (port < 0) return { code: 'port-below-0', message: `${port} is below 0. ${PORT_ADVICE}`, values }
  return null
}

export const reversed = (min: number, max: number): PortRangeError => ({
  code: 'ports-reversed',
  message: `${min}:${max} is reversed: the first port is above the last. Write ${max}:${min}.`,
  values: { min, max },
})

/** `22` or `8000:8080`; empty when no port is given. */
export const printPortRange = (min: number | null, max: number | null): string =>
  min === null && max === null ? '' : min === max ? String(min) : `${min ?? ''}:${max ?? ''}`
