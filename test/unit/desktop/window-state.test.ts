import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, type WindowState, writeWindowState } from '#electron/desktop/window-state'

const folder = mkdtempSync(join(tmpdir(), 'tapwall-window-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what the window remembers', () => {
  const state: WindowState = { x: 10, y: 20, width: 900, height: 700, maximised: true }

  it('comes back as it was, also into a folder that is not there yet', () => {
    const path = join(folder, 'new', 'window.json')
    writeWindowState(path, state)
    expect(readWindowState(path)).toEqual(state)
  })

  it.each([
    ['nothing', ''],
    ['half a file', '{"x": 1'],
    ['another thing', '[1, 2]'],
    ['a fraction', JSON.stringify({ ...state, x: 1.5 })],
    ['no size', JSON.stringify({ ...state, width: 0 })],
    ['a size beyond any screen', JSON.stringify({ ...state, height: 1e9 })],
    ['a word too many', JSON.stringify({ ...state, fullScreen: true })],
  ])('is forgotten when the file holds %s', (_, text) => {
    const path = join(folder, 'window.json')
    writeFileSync(path, text)
    expect(readWindowState(path)).toBeNull()
  })

  it('is forgotten where nothing can be written', () => {
    const path = join(folder, 'file')
    writeFileSync(path, '')
    expect(() => writeWindowState(join(path, 'window.json'), state)).not.toThrow()
    expect(readWindowState(join(path, 'window.json'))).toBeNull()
  })
})

describe('where the window opens', () => {
  const left = { x: 0, y: 27, width: 1920, height: 1053 }
  const right = { x: 1920, y: 0, width: 1280, height: 1024 }
  const normal = { maximised: false }

  it.each<[string, WindowState | null, WindowState]>([
    ['the first time, in the middle', null, { x: 240, y: 104, width: 1440, height: 900, ...normal }],
    [
      'where it was',
      { x: 100, y: 100, width: 900, height: 700, maximised: true },
      { x: 100, y: 100, width: 900, height: 700, maximised: true },
    ],
    [
      'where it was, partly off the screen',
      { x: -700, y: 100, width: 900, height: 700, ...normal },
      { x: -700, y: 100, width: 900, height: 700, ...normal },
    ],
    [
      'on the second screen',
      { x: 2000, y: 10, width: 900, height: 700, ...normal },
      { x: 2000, y: 10, width: 900, height: 700, ...normal },
    ],
    [
      'in the middle, when its screen is gone',
      { x: 5000, y: 10, width: 900, height: 700, maximised: true },
      { x: 510, y: 204, width: 900, height: 700, maximised: true },
    ],
    [
      'in the middle, when its upper edge is above the screen',
      { x: 100, y: -50, width: 900, height: 700, ...normal },
      { x: 510, y: 204, width: 900, height: 700, ...normal },
    ],
    [
      'in the middle, when too little of it is left to take',
      { x: 3190, y: 10, width: 900, height: 700, ...normal },
      { x: 510, y: 204, width: 900, height: 700, ...normal },
    ],
    [
      'no larger than the screen',
      { x: 1920, y: 0, width: 3000, height: 2000, ...normal },
      { x: 1920, y: 0, width: 1280, height: 1024, ...normal },
    ],
    [
      'no smaller than it can be used',
      { x: 9, y: 99, width: 1, height: 1, ...normal },
      { x: 9, y: 99, width: 640, height: 480, ...normal },
    ],
  ])('%s', (_, was, place) => {
    expect(placeWindow(was, [left, right])).toEqual(place)
  })

  it('fits a screen that is smaller than what is wanted', () => {
    expect(placeWindow(null, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({ x: 0, y: 0, width: 800, height: 600, ...normal })
  })
})
