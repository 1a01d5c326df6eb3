import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView } from './tapwall-page.ts'

/** Stillness for those who ask for it, and shapes for those who see other colours or none. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

/** The most things that moved by themselves at once while packets were counted in the open table. */
async function mostMoving(page: Page): Promise<number> {
  await openView(page, 'Chains')
  await page.getByRole('button', { name: 'chain neutron-openvswi-i6e3f2eda-3', exact: true }).press('Enter')
  await page.evaluate(() => {
    const counted = window as unknown as { most: number }
    counted.most = 0
    const look = () => {
      counted.most = Math.max(counted.most, document.getAnimations().length)
      requestAnimationFrame(look)
    }
    look()
  })
  await page.keyboard.press('r')
  await openView(page, 'Chains')
  await expect(page.getByTestId('delta').filter({ hasText: '+' }).first()).toBeVisible({ timeout: 60_000 })
  await page.waitForTimeout(1500)
  // What opens must not fade in either.
  await page.keyboard.press('Control+k')
  await page.waitForTimeout(200)
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  await page.waitForTimeout(200)
  await page.keyboard.press('Escape')
  return page.evaluate(() => (window as unknown as { most: number }).most)
}

test('a counter that moves lights up', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  expect(await mostMoving(page)).toBeGreaterThan(0)
})

test('nothing moves when the system asks for no motion', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openPage(page, program)
  await apply(page)
  expect(await mostMoving(page)).toBe(0)
})

test('nothing moves when Settings asks for none', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await page.keyboard.press('Control+,')
  await page.getByRole('group', { name: 'Motion' }).getByRole('button', { name: 'None' }).press('Enter')
  expect(await mostMoving(page)).toBe(0)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced')
})

test('without colours verdicts, choices and switches are told by shape and word', async ({ page, program }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'light' })
  await openPage(page, program)
  await apply(page)
  await openView(page, 'Chains')
  const outline = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((each) => getComputedStyle(each).outlineStyle)
  await page.locator('.chain-grid tbody tr.r').nth(1).click()
  expect(await outline('.chain-grid tr.r-sel')).toBe('solid')
  expect(await outline('.gnode-chosen')).toBe('solid')
  await page.keyboard.press('ArrowDown')
  expect(await outline('.chain-grid tr:focus')).toBe('solid')
  // A tick and a cross are cut out of their shapes: they must not have the colour of what they are cut out of.
  for (const verdict of ['accept', 'drop']) {
    const [shape, sign] = await page
      .locator(`.chains-legend .verdict-${verdict} svg`)
      .evaluate((svg) => [...svg.children].map((part, at) => getComputedStyle(part)[at === 0 ? 'fill' : 'stroke']))
    expect(shape, verdict).not.toBe(sign)
  }
  const colours = await page
    .getByRole('switch')
    .first()
    .evaluate((each) => {
      const knob = each.querySelector('i')
      return knob === null ? [] : [getComputedStyle(knob, '::after').backgroundColor, getComputedStyle(knob).backgroundColor]
    })
  expect(colours[0]).not.toBe(colours[1])
})
