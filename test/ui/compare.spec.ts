import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { englishOn, toChinese } from './english-on.ts'
import { test } from './program.ts'
import { openPage, openView } from './tapwall-page.ts'

/** Compare: two sides of a host, what differs, and why. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const lines = (page: Page): Locator => page.getByRole('grid', { name: /side by side/ })
const facts = (page: Page): Locator => page.getByRole('region', { name: 'Why they differ' })

test('the article between 2014.2 and 25.2: what moved, what changed, and why', async ({ page, program }) => {
  await openPage(page, program)
  await openView(page, 'Compare')
  await page.getByLabel('Port', { exact: true }).selectOption({ label: 'vm1 tap6e3f2eda-32' })
  await page.getByLabel('Table').selectOption({ label: 'filter' })
  await page.getByLabel('Family').selectOption({ label: 'IPv4' })
  const invalid = lines(page).getByRole('row', { name: /--state INVALID/ })
  await expect(invalid.first()).toContainText('is line 8 there')
  await invalid.first().click()
  await expect(facts(page).getByRole('listitem').filter({ hasText: 'This line.' }).first()).toBeVisible()
  await expect(
    facts(page)
      .getByRole('listitem')
      .filter({ hasText: /drop INVALID before/ }),
  ).toContainText('This line.')
  // The words in which two lines differ are marked.
  const established = lines(page)
    .getByRole('row', { name: /RELATED,ESTABLISHED/ })
    .first()
  await expect(established.locator('mark')).toContainText('-m comment')

  await page.getByRole('switch', { name: 'Ignore names and comments' }).click()
  await expect(lines(page).locator('mark')).toHaveCount(0)
  const drop = facts(page)
    .getByRole('listitem')
    .filter({ hasText: /drop INVALID before/ })
  await drop.getByRole('button', { name: /^Only these/ }).click()
  await expect(lines(page).getByRole('row', { name: /--dport/ })).toHaveCount(0)
  await expect(invalid.first()).toBeVisible()
  await drop.getByRole('button', { name: /^All again/ }).click()
  await expect(
    lines(page)
      .getByRole('row', { name: /--sport 67/ })
      .first(),
  ).toBeVisible()
})

test('both sides are chosen, swapped and made equal', async ({ page, program }) => {
  await openPage(page, program)
  await openView(page, 'Compare')
  const right = page.getByRole('group', { name: 'Right' })
  const left = page.getByRole('group', { name: 'Left' })
  await right.getByLabel('Release').selectOption('2014.2')
  await expect(page.getByText('Nothing differs', { exact: true })).toBeVisible()
  await right.getByRole('switch', { name: 'ipset' }).click()
  await expect(facts(page)).toContainText('1 fact')
  await expect(facts(page)).toContainText('With enable_ipset one line names a set')
  await page.getByRole('button', { name: 'Swap sides' }).click()
  await expect(left.getByRole('switch', { name: 'ipset' })).not.toBeChecked()
  await expect(right.getByRole('switch', { name: 'ipset' })).toBeChecked()
  await left.getByRole('button', { name: 'As the host' }).click()
  await expect(page.getByText('Nothing differs', { exact: true })).toBeVisible()
  await right.getByLabel('Firewall driver').selectOption({ label: 'IptablesFirewallDriver' })
  await expect(lines(page)).toContainText('neutron-linuxbri-i6e3f2eda-3')
  await page.getByRole('switch', { name: 'Ignore names and comments' }).click()
  await expect(page.getByText('Nothing differs', { exact: true })).toBeVisible()
})

test('from difference to difference by keyboard, and folded runs in Chinese, too', async ({ page, program }) => {
  await openPage(page, program)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('compare two releases')
  await page.keyboard.press('Enter')
  await page.keyboard.type('2015.1')
  await page.keyboard.press('Enter')
  await page.keyboard.type('21.0')
  await page.keyboard.press('Enter')
  const place = page.getByRole('status').filter({ hasText: 'Difference' })
  await expect(place).toContainText('Difference 0 of')
  for (const number of [1, 2, 3]) {
    await page.keyboard.press('j')
    await expect(place).toContainText(`Difference ${number} of`)
    await expect(lines(page).locator('tr:focus')).toBeInViewport()
  }
  await page.keyboard.press('k')
  await expect(place).toContainText('Difference 2 of')
  // Two keys in one breath are two steps.
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(place).toContainText('Difference 4 of')
  await lines(page).locator('tr:focus').press('Home')
  for (let at = 0; at < 200; at++) {
    if (await lines(page).locator('tr.diff-fold:focus').count()) break
    await page.keyboard.press('ArrowDown')
  }
  const key = await lines(page).locator('tr:focus').getAttribute('data-key')
  await page.keyboard.press('Enter')
  await expect(lines(page).locator(`tr[data-key="${key}"]`)).toHaveCount(0)
  // The first of the lines that came out has the focus.
  await expect(lines(page).locator('tr.diff-same:focus')).toHaveCount(1)
  await toChinese(page)
  await expect.poll(() => englishOn(page)).toEqual([])
})

test('what a host would become is compared from Hosts', async ({ page, program }) => {
  await openPage(page, program)
  await openView(page, 'Hosts')
  await page.getByRole('group', { name: 'enable_security_group' }).getByRole('button', { name: 'False' }).click()
  await page.getByRole('button', { name: 'Compare…' }).click()
  await expect(page.getByRole('main', { name: 'Compare' })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Right' }).getByRole('switch', { name: 'groups' })).not.toBeChecked()
  await expect(facts(page)).toContainText('the agent writes nothing')
})
