import { describe, expect, it } from 'vitest'
import { chooseShell, type ShellQuestion } from '../../../build/scripts/choose-shell.mjs'

const electronFolder = '/app/node_modules/electron'
const FETCHED = `${electronFolder}/dist/electron`
const HOUR = 3600_000
const question = ({
  programs = [],
  ...rest
}: Partial<ShellQuestion> & { readonly programs?: readonly string[] }): ShellQuestion => ({
  args: [],
  env: { DISPLAY: ':0' },
  uid: 1000,
  electronFolder,
  textOf: (path) => (path === `${electronFolder}/path.txt` ? 'electron' : null),
  failure: null,
  now: 1000 * HOUR,
  isProgram: (path) => programs.includes(path),
  ...rest,
})

describe('which shell npm start opens', () => {
  it.each<[string, Parameters<typeof question>[0], string, readonly string[]]>([
    ['what npx install-electron fetched', { programs: [FETCHED] }, FETCHED, []],
    ['with a file', { programs: [FETCHED], args: ['a.json'] }, FETCHED, ['a.json']],
    ['on Wayland', { programs: [FETCHED], env: { WAYLAND_DISPLAY: 'wayland-0' } }, FETCHED, []],
    [
      'the name that path.txt says',
      { programs: [`${electronFolder}/dist/e2`], textOf: (path) => (path === `${electronFolder}/path.txt` ? 'e2\n' : null) },
      `${electronFolder}/dist/e2`,
      [],
    ],
    [
      'the given runtime before the fetched one',
      { programs: [FETCHED, '/opt/e/electron'], env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/opt/e' } },
      '/opt/e/electron',
      [],
    ],
    ['where there are no users', { programs: [FETCHED], uid: null }, FETCHED, []],
  ])('the window: %s', (_, given, runtime, args) => {
    expect(chooseShell(question(given))).toEqual({ shell: 'desktop', runtime, args })
  })

  it.each<[string, Parameters<typeof question>[0], RegExp]>([
    [
      'as root',
      { programs: [FETCHED], uid: 0 },
      /^Electron never runs as root, .*sandbox, so the page is served to a browser instead\.$/,
    ],
    ['without a display', { programs: [FETCHED], env: { DISPLAY: '' } }, /^There is no display for a window, so .*\.$/],
    ['with neither display nor runtime', { env: {} }, /^There is no display/],
    [
      'when fetching failed today',
      { failure: { at: 997.5 * HOUR, why: 'no way there' } },
      /^Electron's runtime could not be fetched 2 hours ago \(no way there\), so .* instead; `npm start -- --window` tries again\.$/,
    ],
    ['when fetching failed by a clock that was ahead', { failure: { at: 9000 * HOUR, why: 'x' } }, /less than an hour ago/],
    [
      'when the given runtime is none',
      { programs: [FETCHED], env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/opt/e' } },
      /^ELECTRON_OVERRIDE_DIST_PATH is \/opt\/e, and \/opt\/e\/electron is no program, so .*\.$/,
    ],
    [
      'when the given runtime is a relative path',
      { programs: ['e/electron'], env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: 'e' } },
      /is no program/,
    ],
  ])('the loopback shell, with the reason: %s', (_, given, why) => {
    expect(chooseShell(question({ ...given, args: ['a.json'] }))).toEqual({
      shell: 'loopback',
      why: expect.stringMatching(why),
      args: ['a.json'],
    })
  })

  it.each<[string, Parameters<typeof question>[0]]>([
    ['that was never tried', {}],
    ['that is half unpacked', { programs: [FETCHED], textOf: () => null }],
    ['that could not be fetched yesterday', { failure: { at: 976 * HOUR, why: 'x' } }],
    ['that could not be fetched just now, when asked to', { failure: { at: 999 * HOUR, why: 'x' }, args: ['--window', 'a.json'] }],
  ])('fetches the runtime %s', (_, given) => {
    expect(chooseShell(question({ args: ['a.json'], ...given }))).toEqual({ shell: 'fetch', args: ['a.json'] })
  })

  it.each<[readonly string[], readonly string[]]>([
    [['--serve'], []],
    [['--window', '--serve'], []],
    [
      ['--serve', '--port', '7000', 'a.json'],
      ['--port', '7000', 'a.json'],
    ],
    [
      ['--port', '7000'],
      ['--port', '7000'],
    ],
    [['--port=7000'], ['--port=7000']],
    [['--help'], ['--help']],
    [
      ['a.json', 'b.json'],
      ['a.json', 'b.json'],
    ],
  ])('the loopback shell, without a word: %j', (args, rest) => {
    expect(chooseShell(question({ args, programs: [FETCHED] }))).toEqual({ shell: 'loopback', why: null, args: rest })
  })
})
