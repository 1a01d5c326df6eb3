// `npm test`: everything, on a fresh clone, too. Ends with one line that counts.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runtimeHere } from './runtime.mjs'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

ensureTools({ forTests: true })
ensurePackages()
ensureBuilt()

const results = join(root, 'dist', 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

// Homes and folders of the tests, gone afterwards. Others may look in: some tests run as an ordinary user.
const scratch = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
chmodSync(scratch, 0o755)
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

const bin = (name) => join(root, 'node_modules', '.bin', name)
const titled = (name) => console.log(`\n== ${name}`)
const step = (name, command, args) => {
  titled(name)
  return (
    spawnSync(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TMPDIR: scratch, XDG_CONFIG_HOME: scratch, XDG_CACHE_HOME: scratch },
    }).status === 0
  )
}
const report = (file) => {
  try {
    return JSON.parse(readFileSync(join(results, file), 'utf8'))
  } catch {
    return null
  }
}

/** Of one failure, in characters. */
const MOST_WORDS = 2000

const unitFile = join(results, 'unit.json')
const ok = [
  step('check', process.execPath, ['build/scripts/check.mjs']),
  step('unit, property, golden, kernel', bin('vitest'), [
    'run',
    '--config',
    'build/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitFile}`,
  ]),
  step('ui', bin('playwright'), ['test', '--config', 'build/playwright.config.ts']),
]
const runtime = runtimeHere()
const withElectron = runtime?.file !== undefined
if (withElectron) ok.push(step('ui in Electron', process.execPath, ['build/scripts/test-electron.mjs']))
else {
  titled('ui in Electron')
  const lacking = runtime?.wrong ?? "Electron's runtime is not here"
  console.log(
    `SKIPPED: ${lacking}. \`npm run test:electron\` fetches it; ELECTRON_OVERRIDE_DIST_PATH may name a folder that has it.`,
  )
}

const unit = report('unit.json')
/** What failed long ago is told again at the end: the report of the page tests is longer than many a terminal remembers. */
for (const { name, status, message, assertionResults } of unit?.testResults ?? []) {
  const wrong = assertionResults.filter((test) => test.status === 'failed')
  for (const { fullName, failureMessages } of wrong)
    console.log(`\nFAILED ${relative(root, name)}: ${fullName}\n${failureMessages.join('\n').slice(0, MOST_WORDS)}`)
  if (status === 'failed' && wrong.length === 0) console.log(`\nFAILED ${relative(root, name)}\n${message.slice(0, MOST_WORDS)}`)
}

const pages = [report('ui.json'), ...(withElectron ? [report('electron.json')] : [])]
const sum = (count) => pages.reduce((all, page) => all + (page === null ? 0 : count(page.stats)), 0)
const passed = (unit?.numPassedTests ?? 0) + sum((stats) => stats.expected)
const failed = (unit?.numFailedTests ?? 0) + sum((stats) => stats.unexpected + stats.flaky)
// The page in Electron counts as one.
const skipped = (unit?.numPendingTests ?? 0) + sum((stats) => stats.skipped) + (withElectron ? 0 : 1)
// A step may fail without a failed test: a file that does not load, a check, a report that is not there.
const broken = !ok.every(Boolean) || unit === null || pages.includes(null)
console.log(`\n${passed} passed, ${Math.max(failed, broken ? 1 : 0)} failed, ${skipped} skipped`)
process.exit(broken || failed > 0 || passed === 0 ? 1 : 0)
