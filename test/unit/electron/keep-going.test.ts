import { afterEach, expect, it, vi } from 'vitest'
import { keepGoing } from '#electron/program/keep-going'

const before = process.listeners('unhandledRejection')
afterEach(() => {
  for (const listener of process.listeners('unhandledRejection'))
    if (!before.includes(listener)) process.off('unhandledRejection', listener)
  vi.restoreAllMocks()
})

it('tells of a promise that failed unheard, in words that no terminal obeys, and goes on', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  keepGoing()
  const own = process.listeners('unhandledRejection').find((listener) => !before.includes(listener))
  own?.(new Error('of \u001b[31m'), Promise.resolve())
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/^A bug of Tapwall: Error: of \\u001b\[31m\n {4}at /))
})
