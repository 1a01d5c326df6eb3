import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { root, startShell } from '../support/shell.ts'
import { englishOn, toChinese } from './english-on.ts'
import { test } from './program.ts'
import { apply, applyByKeys, openPage, openView } from './tapwall-page.ts'

/** History: what was applied with the document, what each apply did, and the way back. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const table = (page: Page): Locator => page.getByRole('grid', { name: 'Applies and what became of them' })
const row = (page: Page, name: RegExp): Locator => table(page).getByRole('row', { name })
const detail = (page: Page): Locator => page.getByRole('region', { name: 'The chosen entry' })
const lines = (page: Page): Locator => page.getByRole('grid', { name: 'Lines of the kernel' })
const changes = (page: Page): Locator => page.getByRole('grid', { name: 'Changes of the project' })

async function deleteFirstRule(page: Page): Promise<void> {
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
  await expect(page.getByRole('grid', { name: 'Rules of sg-all-ssh' })).toBeVisible()
  const rules = page.getByRole('row', { name: /^Rule \d+:/ })
  const before = await rules.count()
  await page.getByRole('row', { name: /^Rule 1:/ }).click()
  await page.keyboard.press('Delete')
  await expect(rules).toHaveCount(before - 1)
}

/** Two that are kept, the second after a trial, and one that is taken back. */
async function threeApplies(page: Page): Promise<void> {
  await apply(page)
  await deleteFirstRule(page)
  await applyByKeys(page)
  await deleteFirstRule(page)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('main', { name: 'Review & apply' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: 'Keep changes' })).toBeVisible({ timeout: 60_000 })
  await page.keyboard.press('Escape')
  await expect(page.getByText('r3 was reverted.')).toBeVisible()
}

test('nothing was applied yet: what would be here, and the way to it', async ({ page, program }) => {
  await openPage(page, program)
  await page.keyboard.press('Alt+9')
  const main = page.getByRole('main', { name: 'History' })
  await expect(main).toContainText('Nothing was applied with this document yet')
  await main.getByRole('button', { name: 'Review & apply' }).click()
  await expect(page.getByRole('main', { name: 'Review & apply' })).toBeVisible()
})

test('each apply is told with what it did and how it ended', async ({ page, program }) => {
  await openPage(page, program)
  await threeApplies(page)
  await openView(page, 'History')
  await expect(table(page).getByRole('row')).toHaveCount(6)
  await expect(row(page, /^Apply r1, .*: kept$/)).toContainText('compute1 compute2')
  await expect(row(page, /^Apply r2, .*: kept$/)).toBeVisible()
  await expect(row(page, /^Confirm r2, .*: keeps r2 of /)).toBeVisible()
  await expect(row(page, /^Apply r3, .*: reverted$/)).toBeVisible()
  // What the newest entry is about is one step away, and what it did is shown although it is in the kernel no more.
  await expect(row(page, /^Revert r3, .*asked for$/)).toHaveAttribute('aria-selected', 'true')
  await detail(page).getByRole('button', { name: 'Show the apply' }).click()
  await expect(row(page, /^Apply r3/)).toHaveAttribute('aria-selected', 'true')
  await expect(changes(page)).toContainText('sg-all-ssh, rule 1 removed')
  await expect(lines(page)).toContainText('-p tcp -m tcp --dport 22 -j RETURN')
  await expect(detail(page)).toContainText('1 out, 0 in')
  // The first apply of a run brings everything.
  await table(page)
    .getByRole('row', { name: /^Apply r3/ })
    .press('End')
  await expect(row(page, /^Apply r1/)).toBeFocused()
  await expect(changes(page).getByRole('row').first()).toContainText('new group')
  await expect(lines(page)).toContainText('neutron-openvswi-sg-chain')
  await expect(detail(page).getByRole('button', { name: 'Restore this point' })).toHaveAttribute('aria-disabled', 'true')
})

test('an entry is found by its words, and copied', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await deleteFirstRule(page)
  await applyByKeys(page)
  await openView(page, 'History')
  await expect(table(page).getByRole('row')).toHaveCount(4)
  const filter = page.getByLabel('Find in the history')
  await filter.fill('R2 keeps')
  await expect(table(page).getByRole('row')).toHaveCount(2)
  await expect(page.getByText('1 of 3 entries')).toBeVisible()
  await filter.fill('no such words')
  await expect(page.getByText('No entry fits')).toBeVisible()
  await filter.fill('')
  await page.getByLabel('Which entries').selectOption({ label: 'Confirms' })
  await expect(table(page).getByRole('row')).toHaveCount(2)
  await page.getByLabel('Which entries').selectOption({ label: 'All' })

  await row(page, /^Apply r2/).click()
  await expect(lines(page)).toContainText('--dport 110')
  await detail(page).getByRole('button', { name: 'Copy as text' }).click()
  await expect(page.getByRole('status').getByText(/^Copied: Apply of /)).toBeVisible()
  const text = await program.copied(page)
  expect(text).toMatch(/^Apply r2 \d{4}-\d\d-\d\d/)
  expect(text).toContain('- sg-all-ssh, rule 1 removed')
  expect(text).toMatch(/^- .*--dport 110 -j RETURN$/m)
  await detail(page).getByRole('button', { name: 'Copy as commands' }).click()
  await expect(page.getByRole('status').getByText('Copied: the plan as commands')).toBeVisible()
  expect(await program.copied(page)).toContain('iptables-restore --noflush')
  await toChinese(page)
  await expect.poll(() => englishOn(page)).toEqual([])
})

test('two points are compared, and one is gone back to in one step that can be undone', async ({ page, program }) => {
  await openPage(page, program)
  await threeApplies(page)
  await openView(page, 'History')
  await row(page, /^Apply r2/).click()
  await expect(lines(page)).toContainText('--dport 110')
  await page.keyboard.press('v')
  await page.keyboard.type('before the apply of r3')
  await page.keyboard.press('Enter')
  await expect(detail(page).getByRole('heading', { name: /^From before r2 of .* to before r3 of / })).toBeVisible()
  await expect(changes(page).getByRole('row')).toHaveCount(1)
  await expect(changes(page)).toContainText('sg-all-ssh, rule 1 removed')
  await expect(lines(page)).toContainText('--dport 110')
  await detail(page).getByRole('button', { name: 'What it did' }).click()
  await expect(detail(page).getByRole('heading', { name: /^Apply r2/ })).toBeVisible()
  // From the keyboard alone, and with now.
  await row(page, /^Apply r2/).focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: /^Compare the point before/ }).press('Enter')
  await page.keyboard.type('now')
  await page.keyboard.press('Enter')
  await expect(detail(page).getByRole('heading', { name: /^From before r2 of .* to now$/ })).toBeVisible()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('restore the point')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Review & apply' })).toBeVisible()
  const layer = page.getByRole('grid', { name: 'Changes of the project' })
  await expect(layer).toContainText('sg-all-ssh, new rule 1')
  await page.keyboard.press('Control+z')
  await expect(layer).toContainText('sg-all-ssh, rule 1 removed')
  await page.keyboard.press('Control+Shift+z')
  await expect(layer).toContainText('sg-all-ssh, new rule 1')
  await apply(page)
  await openView(page, 'History')
  await expect(row(page, /^Restore r\d, .*: the project is that of before r2 of /)).toBeVisible()
})

test('all of it is there after a restart', { tag: '@loopback' }, async ({ page }) => {
  const home = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
  const file = join(home, 'project.json')
  copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
  const first = await startShell([file], home)
  await page.goto(first.address)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
  await apply(page)
  await first.close()
  const second = await startShell([file], home)
  await page.goto(second.address)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
  await openView(page, 'History')
  await expect(row(page, /^Apply r1, .*: kept$/)).toBeVisible()
  await apply(page)
  await expect(table(page).getByRole('row')).toHaveCount(3)
  await second.close()
})
