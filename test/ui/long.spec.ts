import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { openPage } from './tapwall-page.ts'

/** A group so long that only what is in sight is drawn: it must not be noticed. */
const RULES = 2000

function longDocument(): string {
  const project = JSON.parse(readFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), 'utf8')) as {
    securityGroups: { name: string; rules: object[] }[]
  }
  const [first] = project.securityGroups
  if (first === undefined) throw new Error('the example has no group')
  const [rule] = first.rules
  first.rules = Array.from({ length: RULES }, (_, n) => ({
    ...rule,
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    portRangeMin: n + 1,
    portRangeMax: n + 1,
  }))
  const file = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'long.json')
  writeFileSync(file, JSON.stringify(project))
  return file
}

test.use({ document: longDocument() })

test('a long table is walked through and edited like a short one', async ({ page, program }) => {
  await openPage(page, program)
  const rule = (n: number) => page.getByRole('row', { name: new RegExp(`^Rule ${n}:`) })
  await rule(1).click()
  await page.keyboard.press('End')
  await expect(rule(RULES)).toBeFocused()
  await expect(rule(RULES)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowUp')
  await expect(rule(RULES - 1)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(rule(1)).toBeFocused()

  await test.step('scrolled away, the keys still start from the chosen row', async () => {
    await rule(1).hover()
    await page.mouse.wheel(0, 20_000)
    await expect(rule(720)).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await expect(rule(2)).toBeFocused()
    await expect(rule(2)).toBeInViewport()
  })

  await test.step('not all rows are drawn, and the table says how many there are', async () => {
    const table = page.getByRole('grid', { name: /^Rules of/ })
    await expect(table).toHaveAttribute('aria-rowcount', `${RULES + 1}`)
    expect(await table.getByRole('row').count()).toBeLessThan(200)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
  })

  await test.step('a rule far down is edited in its place and deleted', async () => {
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const form = page.getByRole('row', { name: `Edit rule ${RULES}` })
    await form.getByLabel('Ports').fill('65000')
    await form.getByLabel('Ports').press('Enter')
    await expect(page.getByRole('row', { name: new RegExp(`^Rule ${RULES}: .* 65000`) })).toBeFocused()
    await page.keyboard.press('Delete')
    await expect(rule(RULES)).toHaveCount(0)
    await expect(rule(RULES - 1)).toBeFocused()
  })
})
