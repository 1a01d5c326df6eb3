import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test, type WebSocketRoute } from '@playwright/test'
import { root, type Shell, startShell } from '../support/shell.ts'
import { openView } from './tapwall-page.ts'

/**
 * Two pages edit one project at random for a minute, and one of them loses its line now and then. At the end both show what the file
 * holds, and undo of everything leads back to the beginning. The seed is printed; `TAPWALL_SEED` repeats a run.
 */
const SECONDS = 60
/** On a machine that is slow they go on until they have done as much as they should. */
const MOST_SECONDS = 400
const seed = Number(process.env['TAPWALL_SEED'] ?? Date.now() % 1_000_000)

/** mulberry32: small, and the same everywhere. */
function chance(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

let shell: Shell
let file: string
test.beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'article.json')
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
  shell = await startShell([file])
})
test.afterEach(() => shell.close())

/** The other page may have taken away what an act wants: it is then given up soon. */
const soon = { timeout: 1500 }

interface Editor {
  readonly page: Page
  readonly random: () => number
  /** Names of the acts that were done to their end. */
  readonly done: string[]
}

const pick = <T>(random: () => number, of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)]

const acts: Readonly<Record<string, (editor: Editor) => Promise<void>>> = {
  create: async ({ page, random }) => {
    await page.getByRole('button', { name: 'New group' }).click(soon)
    await page.keyboard.type(`g${Math.floor(random() * 1000)}`)
    await page.keyboard.press('Enter')
  },
  choose: async ({ page, random }) => {
    const row = pick(random, await page.getByRole('grid', { name: 'Groups' }).getByRole('row').all())
    await row?.click(soon)
  },
  duplicate: ({ page }) => page.getByRole('button', { name: 'Duplicate' }).click(soon),
  rename: async ({ page, random }) => {
    await page
      .getByRole('button', { name: /^Rename/ })
      .first()
      .click(soon)
    await page.keyboard.press('Control+A')
    await page.keyboard.type(`r${Math.floor(random() * 1000)}`)
    await page.keyboard.press('Enter')
  },
  deleteGroup: async ({ page, random }) => {
    const row = pick(random, await page.getByRole('grid', { name: 'Groups' }).getByRole('row').all())
    await row?.click(soon)
    await page.keyboard.press('Delete')
  },
  addRule: async ({ page, random }) => {
    const form = page.getByRole('row', { name: 'New rule' })
    await form.getByLabel('Ports').fill(`${1 + Math.floor(random() * 65_535)}`, soon)
    await form.getByLabel('Ports').press('Enter', soon)
  },
  changeRule: async ({ page, random }) => {
    const row = pick(random, await page.getByRole('row', { name: /^Rule \d+: \S+ \S+ tcp/ }).all())
    if (row === undefined) return
    await row.click(soon)
    await page.keyboard.press('Enter')
    const ports = page.getByRole('row', { name: /^Edit rule/ }).getByLabel('Ports')
    await ports.fill(`${1 + Math.floor(random() * 65_535)}`, soon)
    await ports.press('Enter', soon)
    await page.keyboard.press('Escape')
  },
  deleteRule: async ({ page, random }) => {
    await pick(random, await page.getByRole('row', { name: /^Rule \d+:/ }).all())?.click(soon)
    await page.keyboard.press('Delete')
  },
  bind: async ({ page, random }) => {
    await page.getByRole('button', { name: 'Bind to a port' }).click(soon)
    await page.getByRole('menuitem').first().waitFor(soon)
    await pick(random, await page.getByRole('menuitem').all())?.click(soon)
  },
  unbind: async ({ page, random }) => {
    await pick(random, await page.getByRole('button', { name: /^Take .* off|^Unbind/ }).all())?.click(soon)
  },
  undo: ({ page }) => page.keyboard.press('Control+z'),
  redo: ({ page }) => page.keyboard.press('Control+y'),
}

/** Acts that count, and are not always the same. */
const isEnough = ({ done }: Editor): boolean => done.length > 25 && new Set(done).size > 6

async function edit(editor: Editor, begun: number): Promise<void> {
  const names = Object.keys(acts)
  const seconds = () => (Date.now() - begun) / 1000
  while (seconds() < SECONDS || (!isEnough(editor) && seconds() < MOST_SECONDS)) {
    const name = pick(editor.random, names) ?? 'create'
    const given = await acts[name]?.(editor).then(
      () => true,
      () => false,
    )
    if (given === true) editor.done.push(name)
    else await editor.page.keyboard.press('Escape')
  }
  await editor.page.keyboard.press('Escape')
}

/** Everything that the page shows of the groups, each with its rules and ports, in words. */
async function groupsOf(page: Page): Promise<string[]> {
  const list = page.getByRole('grid', { name: 'Groups' }).getByRole('row')
  const seen: string[] = []
  for (let at = 1; at < (await list.count()); at++) {
    await list.nth(at).click()
    await expect(list.nth(at)).toHaveAttribute('aria-selected', 'true')
    const labels = (name: RegExp | string) =>
      page
        .getByRole('grid', { name })
        .getByRole('row')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''))
    const name = await list.nth(at).getAttribute('aria-label')
    seen.push(
      [
        name,
        ...(await labels(/^Rules of/)),
        ...((await page.locator('.used-by-table').count()) > 0 ? await labels(/Ports/) : []),
      ].join('\n'),
    )
  }
  return seen
}

interface Saved {
  readonly securityGroups: readonly { readonly name: string; readonly rules: readonly object[] }[]
}
const saved = (): Saved => JSON.parse(readFileSync(file, 'utf8')) as Saved
const revision = async (page: Page): Promise<string> =>
  /Edited r(\d+)/.exec((await page.getByLabel('Edited, applied, kernel').textContent())?.replaceAll('\u00a0', ' ') ?? '')?.[1] ?? ''

test('two pages edit at random for a minute: equal at the end, and undo of everything gives the beginning', {
  tag: '@loopback',
}, async ({ browser }) => {
  test.setTimeout((MOST_SECONDS + 240) * 1000)
  console.log(`seed ${seed}`)
  const beginning = saved()
  const contexts = await Promise.all([browser.newContext(), browser.newContext()])
  const lines: WebSocketRoute[] = []
  const editors: Editor[] = []
  for (const [at, context] of contexts.entries()) {
    const page = await context.newPage()
    if (at === 1)
      await page.routeWebSocket(/\/(contract|readings)$/, (line) => {
        lines.push(line)
        line.connectToServer()
      })
    await page.goto(shell.address)
    await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
    editors.push({ page, random: chance(seed + at), done: [] })
  }
  const [one, two] = editors
  if (one === undefined || two === undefined) throw new Error('two pages')

  const begun = Date.now()
  const cutting = (async () => {
    while (Date.now() < begun + SECONDS * 1000 - 5000) {
      await one.page.waitForTimeout(7000)
      for (const line of lines.splice(0)) await line.close({ code: 1012 })
    }
  })()
  await Promise.all([...editors.map((editor) => edit(editor, begun)), cutting])

  // By both: a page that does nothing would agree as well.
  for (const editor of editors) expect(isEnough(editor), editor.done.join(' ')).toBe(true)
  await expect.poll(async () => (await revision(one.page)) === (await revision(two.page)), { timeout: 60_000 }).toBe(true)
  expect(Number(await revision(one.page))).toBeGreaterThan(30)
  for (const { page } of editors) await openView(page, 'Groups')
  const shown = await groupsOf(one.page)
  expect(await groupsOf(two.page)).toEqual(shown)
  await expect.poll(() => saved().securityGroups.length, { timeout: 60_000 }).toBe(shown.length)
  expect(shown.map((text) => text.split('\n').filter((line) => line.startsWith('Rule ')).length)).toEqual(
    saved().securityGroups.map(({ rules }) => rules.length),
  )

  const undo = one.page.getByRole('button', { name: 'Undo', exact: true })
  await one.page.getByRole('navigation', { name: 'Views' }).getByText('Ports', { exact: true }).click()
  for (let steps = 0; (await undo.getAttribute('aria-disabled')) !== 'true'; steps++) {
    expect(steps).toBeLessThan(500)
    const before = await revision(one.page)
    await one.page.keyboard.press('Control+z')
    await expect.poll(() => revision(one.page)).not.toBe(before)
  }
  await expect.poll(saved, { timeout: 60_000 }).toEqual(beginning)
  await openView(two.page, 'Ports')
  await openView(one.page, 'Groups')
  await openView(two.page, 'Groups')
  expect(await groupsOf(two.page)).toEqual(await groupsOf(one.page))
})
