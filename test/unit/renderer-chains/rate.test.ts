import { expect, it } from 'vitest'
import { rateWords } from '../../../renderer/views/chains/rate-words.ts'

it.each([
  [0, '0'],
  [-1, '0'],
  [0.03, '<0.1'],
  [0.996, '1'],
  [2.96, '3'],
  [4.51, '4.5'],
  [99.6, '100'],
])('%d packets a second are told as %s', (perSecond, words) => expect(rateWords(perSecond)).toBe(words))
