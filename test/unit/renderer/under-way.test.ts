import { describe, expect, it } from 'vitest'
import { isActing, oneAtATime } from '../../../renderer/state/under-way.ts'

describe('an act of which only one may be under way', () => {
  it('is asked for once by a double click, and again after its end', async () => {
    let asked = 0
    let answer = () => {}
    const act = oneAtATime('apply', () => {
      asked += 1
      return new Promise<void>((done) => {
        answer = done
      })
    })
    const first = act()
    const second = act()
    expect(isActing('apply')).toBe(true)
    expect(asked).toBe(1)
    answer()
    await Promise.all([first, second])
    expect(isActing('apply')).toBe(false)
    const third = act()
    expect(asked).toBe(2)
    answer()
    await third
  })

  it('is over when it fails', async () => {
    const act = oneAtATime('startLab', () => Promise.reject(new Error('no')))
    await expect(act()).rejects.toThrow('no')
    expect(isActing('startLab')).toBe(false)
  })
})
