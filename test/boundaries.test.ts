import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** Who may import whom. Arrows go down only; every import of every source file is read. */

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders by their longest prefix; what is not named may import nothing of the project. `packages`: allowed npm packages, null any. */
interface Rule {
  readonly folders: readonly string[]
  readonly packages: readonly string[] | null
  readonly node: boolean
}
const base = ['shared/result', 'shared/steps', 'shared/hash', 'shared/terminal-text', 'shared/errors', 'shared/decode-issues']
const pure = ['zod']
const shared = (...folders: string[]): Rule => ({ folders: [...base, ...folders], packages: pure, node: false })

const RULES: Readonly<Record<string, Rule>> = {
  'shared/result': { folders: [], packages: [], node: false },
  'shared/steps': { folders: [], packages: [], node: false },
  'shared/hash': { folders: [], packages: [], node: false },
  'shared/terminal-text': { folders: [], packages: [], node: false },
  'shared/errors': shared(),
  'shared/decode-issues': shared(),
  'shared/net': shared(),
  'shared/project': shared('shared/net'),
  'shared/as-command': shared('shared/net', 'shared/project'),
  'shared/listing': shared('shared/project'),
  'shared/texts': shared('shared/net'),
  'shared/netfilter': shared('shared/net'),
  // Only the kernel's words: what compiled the rules must not be believed about what they do.
  'shared/traffic': shared('shared/net', 'shared/netfilter'),
  'shared/walk': shared('shared/net', 'shared/netfilter'),
  'shared/trace': shared('shared/net', 'shared/netfilter', 'shared/walk'),
  'shared/lab-world': shared('shared/net', 'shared/project', 'shared/netfilter', 'shared/helper', 'shared/walk'),
  'shared/frames': shared('shared/net', 'shared/netfilter', 'shared/walk'),
  'shared/connections': shared('shared/net', 'shared/project', 'shared/netfilter', 'shared/ruleset', 'shared/traffic'),
  'shared/checks': shared('shared/net', 'shared/netfilter', 'shared/traffic', 'shared/compile', 'shared/texts'),
  'shared/ruleset': shared('shared/net', 'shared/project', 'shared/netfilter'),
  'shared/compile': shared('shared/net', 'shared/project', 'shared/netfilter', 'shared/ruleset'),
  'shared/explain': shared(
    'shared/net',
    'shared/project',
    'shared/netfilter',
    'shared/ruleset',
    'shared/compile',
    'shared/texts',
    'shared/walk',
  ),
  'shared/compare': shared(
    'shared/net',
    'shared/project',
    'shared/netfilter',
    'shared/ruleset',
    'shared/compile',
    'shared/sync',
    'shared/texts',
  ),
  'shared/neutron': shared('shared/net', 'shared/project'),
  'shared/sync': shared('shared/net', 'shared/netfilter', 'shared/ruleset'),
  'shared/machine': shared('shared/net', 'shared/project', 'shared/ruleset', 'shared/texts', 'shared/netfilter'),
  'shared/agent': shared('shared/net', 'shared/project', 'shared/netfilter', 'shared/ruleset', 'shared/compile'),
  'shared/history': shared('shared/net', 'shared/project', 'shared/netfilter', 'shared/ruleset', 'shared/sync'),
  'shared/review': shared('shared/project', 'shared/netfilter', 'shared/sync', 'shared/contract'),
  'shared/reconcile': shared('shared/netfilter', 'shared/walk', 'shared/contract'),
  'shared/take-over': shared('shared/net', 'shared/project', 'shared/netfilter', 'shared/ruleset', 'shared/compile', 'shared/sync'),
  'shared/counters': shared('shared/netfilter', 'shared/ruleset'),
  'shared/contract': {
    ...shared(
      'shared/project',
      'shared/netfilter',
      'shared/counters',
      'shared/texts',
      'shared/as-command',
      'shared/connections',
      'shared/neutron',
      'shared/sync',
      'shared/history',
      'shared/machine',
      'shared/walk',
      'shared/trace',
    ),
    packages: [...pure, '@orpc/contract'],
  },
  'shared/helper': shared(
    'shared/net',
    'shared/project',
    'shared/netfilter',
    'shared/ruleset',
    'shared/sync',
    'shared/trace',
    'shared/contract',
  ),
  'electron/helper': { folders: ['shared'], packages: ['execa', 'zod'], node: true },
  'electron/lab': { folders: ['shared', 'electron/helper'], packages: ['execa', 'zod'], node: true },
  // It looks and never writes: what needs rights is the helper's.
  'electron/machine': { folders: ['shared', 'electron/helper/run-tool', 'electron/session/topic'], packages: ['zod'], node: true },
  'electron/privilege': { folders: ['shared', 'electron/helper'], packages: ['execa', 'zod'], node: true },
  'electron/project-file': {
    folders: ['shared', 'electron/session'],
    packages: ['write-file-atomic', 'env-paths', 'zod'],
    node: true,
  },
  'electron/session': { folders: ['shared', 'electron/privilege'], packages: [], node: true },
  'electron/handlers': {
    folders: ['shared', 'electron/session', 'electron/program'],
    packages: ['@orpc/server', 'ws', 'zod'],
    node: true,
  },
  'electron/terminals': {
    folders: ['shared', 'electron/handlers', 'electron/program', 'electron/project-file'],
    packages: ['@orpc/client', '@orpc/contract', '@orpc/server', 'ws'],
    node: true,
  },
  'electron/history': {
    folders: ['shared', 'electron/session', 'electron/project-file'],
    packages: ['write-file-atomic', 'zod'],
    node: true,
  },
  'electron/program': {
    folders: ['shared', 'electron/session', 'electron/project-file', 'electron/history', 'electron/machine'],
    packages: [],
    node: true,
  },
  'electron/loopback': {
    folders: [
      'shared',
      'electron/handlers',
      'electron/session',
      'electron/privilege',
      'electron/program',
      'electron/terminals',
      'electron/dist-folder',
    ],
    packages: ['@orpc/server', 'sirv', 'ws', 'execa'],
    node: true,
  },
  'electron/desktop': {
    folders: ['shared', 'electron/handlers', 'electron/session', 'electron/program'],
    packages: ['@orpc/server', 'zod'],
    node: true,
  },
  'electron/dist-folder': { folders: ['electron/privilege'], packages: [], node: true },
  'electron/cli': { folders: ['shared', 'electron'], packages: ['commander'], node: true },
  electron: { folders: ['shared', 'electron'], packages: ['commander'], node: true },
  renderer: { folders: ['shared', 'renderer'], packages: null, node: false },
  // Playwright's own config names the options of its tests.
  'build/playwright.config': { folders: ['test'], packages: null, node: true },
  build: { folders: ['build'], packages: null, node: true },
  test: { folders: ['shared', 'electron', 'renderer', 'build', 'test'], packages: null, node: true },
}

/** The desktop shell alone may touch Electron: in plain Node the import itself starts a download. */
const ELECTRON_FILES = ['electron/main.ts', 'electron/preload.ts', 'electron/window.ts', 'electron/menu.ts']

function filesUnder(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`
    if (statSync(join(root, path)).isDirectory()) return filesUnder(path)
    return /\.(ts|tsx|mjs)$/.test(name) ? [path] : []
  })
}

const files = ['shared', 'electron', 'renderer', 'build', 'test'].flatMap(filesUnder)

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((m) => m[1] ?? m[2] ?? m[3] ?? '')
}

/** The file of the project that an import means, or null for a package or a built-in module. */
function resolve(from: string, specifier: string): string | null {
  const plain = specifier.replace(/\?.*$/, '')
  if (plain.startsWith('#')) return existing(plain.slice(1))
  if (plain.startsWith('.')) return existing(normalize(join(dirname(from), plain)))
  return null
}

function existing(path: string): string {
  const candidates = [path, `${path}.ts`, `${path}.tsx`]
  return candidates.find((p) => existsSync(join(root, p)) && statSync(join(root, p)).isFile()) ?? path
}

const within = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`)

function ruleOf(path: string): [string, Rule] {
  const found = Object.entries(RULES)
    .filter(([folder]) => within(path, folder))
    .sort(([a], [b]) => b.length - a.length)[0]
  if (found === undefined) throw new Error(`${path} has no rule in test/boundaries.test.ts`)
  return found
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? specifier)

function faultsOf(path: string): string[] {
  const [folder, rule] = ruleOf(path)
  return importsOf(path).flatMap((specifier) => {
    const target = resolve(path, specifier)
    const fault = `${path} may not import ${specifier}`
    if (target !== null) {
      return within(target, folder) || rule.folders.some((allowed) => within(target, allowed)) ? [] : [fault]
    }
    if (specifier.startsWith('node:')) return rule.node ? [] : [fault]
    const name = packageOf(specifier)
    if (name === 'electron') return ELECTRON_FILES.includes(path) ? [] : [fault]
    return rule.packages === null || rule.packages.includes(name) ? [] : [fault]
  })
}

function circles(): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      found.push([...way.slice(way.indexOf(path)), path].join(' -> '))
      return
    }
    state.set(path, 'open')
    for (const specifier of importsOf(path)) {
      const target = resolve(path, specifier)
      if (target !== null && /\.(ts|tsx)$/.test(target)) visit(target, [...way, path])
    }
    state.set(path, 'done')
  }
  for (const path of files) visit(path, [])
  return found
}

describe('boundaries', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(importsOf('test/boundaries.test.ts')).toContain('vitest')
  })
  it('every import goes down an allowed arrow', () => expect(files.flatMap(faultsOf)).toEqual([]))
  it('there is no circle', () => expect(circles()).toEqual([]))
  it('no file is above 300 lines', () => {
    const long = files.filter((path) => readFileSync(join(root, path), 'utf8').split('\n').length > 301)
    expect(long.map((path) => relative('.', path))).toEqual([])
  })
  it('every import leads to a file', () => {
    const dangling = files.flatMap((path) =>
      importsOf(path)
        .map((specifier) => resolve(path, specifier))
        .filter((target) => target !== null && !existsSync(join(root, target)))
        .map((target) => `${path} -> ${target}`),
    )
    expect(dangling).toEqual([])
  })
})
