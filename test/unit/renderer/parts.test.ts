import { describe, expect, it } from 'vitest'
import { digits } from '../../../renderer/parts/counter-cell.tsx'
import { stepPath } from '../../../renderer/parts/sparkline.tsx'
import { takeToken } from '../../../renderer/token.ts'

describe('a sparkline', () => {
  it('draws nothing but its baseline while nothing moves', () => {
    expect(stepPath([])).toBe('')
    expect(stepPath([0, 0, 0])).toBe('')
  })

  it('goes in steps: up where a packet came, down where none did', () => {
    expect(stepPath([0, 4, 0, 0])).toBe('M0 15.5H22.0V2.5H44.0V15.5H66.0H88.0')
  })
})

describe('a counter', () => {
  it('is never shortened', () => {
    expect(digits(1234567)).toBe('1234567')
  })
})

describe('the token', () => {
  const storage = () => {
    const kept = new Map<string, string>()
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
  }
  it('is taken out of the address and kept for a reload', () => {
    const kept = storage() as Storage
    const shown: string[] = []
    const history = { replaceState: (_: unknown, __: string, to: string) => void shown.push(to) } as unknown as History
    const at = (hash: string) => ({ hash, pathname: '/', search: '' }) as Location
    expect(takeToken(at('#c4d1219aa2b2c81520f79510dc4527f7'), history, kept)).toBe('c4d1219aa2b2c81520f79510dc4527f7')
    expect(shown).toEqual(['/'])
    expect(takeToken(at('#/groups'), history, kept)).toBe('c4d1219aa2b2c81520f79510dc4527f7')
    expect(takeToken(at(''), history, storage() as Storage)).toBeNull()
  })
})
