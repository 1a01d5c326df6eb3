import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from './program.ts'
import { apply, dragGroup, inStep, openPage, openView, typeRule } from './tapwall-page.ts'

/** Review, apply on trial, and what becomes of a trial. The project that the program begins with is applied, then one rule is added. */
test.use({ document: 'shared/project/examples/article-3.3.3.json' })

const changes = (page: Page) => page.getByRole('grid', { name: 'Changes of the project' })
const kernel = (page: Page) => page.getByRole('grid', { name: 'Lines of the kernel on compute1' })
const clock = (page: Page) => page.getByRole('timer')
const keep = (page: Page) => page.getByRole('button', { name: 'Keep changes' })

/** Applied once; then sg-all-ssh lets tcp 2222 in, which is one line. */
async function withOneRule(page: Page): Promise<void> {
  await apply(page)
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
  await typeRule(page, { direction: 'ingress', protocol: 'tcp', ports: '2222' })
}

async function review(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Review & apply/ }).click()
  await expect(changes(page)).toBeVisible()
}

async function applyOnTrial(page: Page, seconds: string): Promise<void> {
  await page.getByLabel('Seconds on trial').fill(seconds)
  await page.getByRole('button', { name: 'Apply on trial' }).click()
  await expect(keep(page)).toBeVisible()
}

/** What the kernel itself is read to hold. */
async function hasRule(page: Page, is: boolean): Promise<void> {
  await openView(page, 'Chains')
  await page.getByRole('button', { name: 'chain neutron-openvswi-i6e3f2eda-3', exact: true }).click()
  await expect(page.getByRole('grid', { name: /^Rules of neutron-openvswi-i6e3f2eda-3/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /2222/ })).toHaveCount(is ? 1 : 0)
}

test('a change is seen in each layer, and applied it goes back by itself when nobody keeps it', async ({ page, program }) => {
  await openPage(page, program)
  await withOneRule(page)
  await review(page)

  await test.step('the line that comes and those that stay', async () => {
    await expect(changes(page).getByRole('row')).toHaveCount(1)
    await expect(changes(page).getByRole('row')).toContainText('ingress tcp 2222')
    await expect(changes(page).getByRole('row')).toContainText('brings 1 line')
    const came = kernel(page).getByRole('row', { name: /comes/ }).filter({ hasText: '--dport 2222' })
    await expect(came).toHaveCount(1)
    await expect(came).toContainText('new')
    await expect(kernel(page).getByText('No.', { exact: true })).toBeVisible()
    await expect(page.getByText(/lines? keeps? (its|their) counters?/).first()).toBeVisible()
  })

  await test.step('the packets that it lets through', async () => {
    const flows = page.getByRole('grid', { name: 'Traffic that changes on compute1' })
    const opened = flows.getByRole('row').filter({ hasText: 'port 2222' })
    await expect(flows.getByText('Newly let through')).toBeVisible()
    await expect(opened).toHaveCount(1)
    await expect(opened).toContainText('to vm1')
    await expect(opened).toContainText(/drops.*passes/)
    await expect(flows.getByText('Newly dropped')).toHaveCount(0)
    await changes(page).getByRole('row').hover()
    await expect(opened).toHaveClass(/review-lit/)
    await page.getByRole('heading', { name: 'Review & apply' }).hover()
  })

  await test.step('pointing at the change lights its line', async () => {
    const came = kernel(page).locator('tr.review-comes')
    await expect(came).not.toHaveClass(/review-lit/)
    await changes(page).getByRole('row').hover()
    await expect(came).toHaveClass(/review-lit/)
    await page.getByRole('heading', { name: 'Review & apply' }).hover()
    await expect(came).not.toHaveClass(/review-lit/)
    await changes(page).getByRole('row').focus()
    await expect(came).toHaveClass(/review-lit/)
  })

  await test.step('on trial', async () => {
    await applyOnTrial(page, '5')
    await expect(keep(page)).toBeInViewport({ ratio: 1 })
    await expect(page.getByLabel('Edited, applied, kernel')).toContainText('not confirmed')
    await expect(kernel(page).locator('tr.review-comes')).toHaveCount(1)
  })

  await test.step('the time is over', async () => {
    await expect(keep(page)).toHaveCount(0, { timeout: 60_000 })
    await expect(page.getByText(/^The time was over: r\d+ was not kept\.$/)).toBeVisible()
    await expect(page.getByLabel('Edited, applied, kernel')).toContainText(
      'The project differs from what was applied in one place.',
    )
    // What was edited is still edited, and can be looked at again.
    await expect(kernel(page).locator('tr.review-comes')).toHaveCount(1)
    await hasRule(page, false)
    await page.getByRole('banner').or(page.locator('.banner')).getByRole('button', { name: 'Review & apply' }).first().click()
    await expect(changes(page)).toBeVisible()
  })
})

test('rules on trial are kept, by the button and by Enter', async ({ page, program }) => {
  await openPage(page, program)
  await withOneRule(page)
  await review(page)
  const checks = page.getByRole('region', { name: 'Checks' })
  await expect(checks).toContainText('on trial, the former rules come back')
  await applyOnTrial(page, '60')
  await expect(checks).toContainText(/the former rules come back at \d\d:\d\d:\d\d unless these are kept/)
  await page.keyboard.press('Enter')
  await expect(keep(page)).toHaveCount(0)
  await expect(page.getByText(/^r\d+ is kept/).first()).toBeAttached()
  await inStep(page)
  await hasRule(page, true)
})

test('a trial is made longer, and reverted by Escape', async ({ page, program }) => {
  await openPage(page, program)
  await withOneRule(page)
  await review(page)
  await applyOnTrial(page, '20')
  await expect(clock(page)).toContainText(/0:(1\d|20)/)
  await page.getByRole('button', { name: 'Give the trial one minute more' }).click()
  await expect(clock(page)).toContainText(/1:\d\d/)
  await page.getByRole('heading', { name: 'Review & apply' }).click()
  await page.keyboard.press('Escape')
  await expect(keep(page)).toHaveCount(0)
  await expect(page.getByText(/^r\d+ was reverted\.$/)).toBeVisible()
  await hasRule(page, false)
})

test('a page that is loaded again, and a second one, show the countdown and what is on trial @loopback', async ({
  page,
  context,
  program,
}) => {
  await openPage(page, program)
  await withOneRule(page)
  await review(page)
  await applyOnTrial(page, '120')
  await page.reload()
  await expect(keep(page)).toBeVisible()
  await expect(clock(page)).toContainText(/[12]:\d\d/)
  await expect(changes(page).getByRole('row')).toContainText('ingress tcp 2222')
  await expect(kernel(page).locator('tr.review-comes')).toHaveCount(1)
  const second = await context.newPage()
  await program.show(second)
  await expect(keep(second)).toBeVisible()
  await second.getByRole('button', { name: 'Revert now' }).click()
  await expect(keep(second)).toHaveCount(0)
  await expect(keep(page)).toHaveCount(0)
  await expect(page.getByText(/^r\d+ was reverted\.$/)).toBeVisible()
})

test('a rule that goes is told with its packets, and where nothing differs there is nothing to apply', async ({
  page,
  program,
}) => {
  await openPage(page, program)
  await apply(page)
  await page.getByRole('button', { name: /^Review & apply/ }).click()
  await expect(page.getByText('Nothing to apply', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Apply on trial' })).toHaveAttribute('aria-disabled', 'true')
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
  await page.getByRole('row', { name: /^Rule 1:/ }).click()
  await page.keyboard.press('Delete')
  await review(page)
  await expect(kernel(page).locator('tr.review-goes')).toContainText('0 lost')
  await expect(changes(page).getByRole('row')).toContainText('takes away 1 line')
  await expect(page.getByText('Open connections stay open.')).toBeVisible()
})

test('a binding brings the lines of its group, and takes them away again', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openView(page, 'Ports')
  await dragGroup(page, 'sg-all-ssh', 'vm2')
  await review(page)
  await expect(changes(page).getByRole('row')).toContainText('sg-all-ssh on vm2')
  await expect(changes(page).getByRole('row')).toContainText('brings 7 lines')
})

for (const scheme of ['dark', 'light'] as const)
  test(`axe finds nothing serious in the review, before and on trial, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
    test.slow()
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 1024, height: 700 })
    await openPage(page, program)
    await withOneRule(page)
    await review(page)
    const look = async (when: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${when}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([])
    }
    await look('before')
    await applyOnTrial(page, '120')
    await look('on trial')
    await expect(keep(page)).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1024)
  })
