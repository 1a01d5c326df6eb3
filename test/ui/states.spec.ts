import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { labOf } from '../support/machine.ts'
import { test } from './program.ts'
import { apply, openPage, openView, runPing, type View } from './tapwall-page.ts'

/** What the page shows when things are not as they should be, and whether everybody can read it. */
const VIEWS: readonly View[] = ['Topology', 'Groups', 'Ports', 'Networks', 'Hosts', 'Chains', 'Compare', 'Ping test', 'History']

for (const scheme of ['dark', 'light'] as const)
  test(`axe finds nothing serious in any view, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
    // Each element of each view in turn.
    test.slow()
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await openPage(page, program)
    await apply(page)
    await runPing(page, 'vm1', '91.1.180.1')
    for (const view of VIEWS) {
      await openView(page, view)
      await expect(page.getByRole('main')).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${view}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([])
    }
  })

test('a killed lab is told, and starts anew on request', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  process.kill(labOf(program.pid), 'SIGKILL')
  await expect(page.getByText('The lab ended by itself.')).toBeVisible()
  await expect(page.getByLabel('Edited, applied, kernel')).toContainText('never')
  await page.getByRole('button', { name: 'Start the lab anew' }).click()
  await expect(page.getByText(/Lab running/)).toBeVisible()
  await expect(page.getByText('The lab ended by itself.')).toBeHidden()
  await apply(page)
})

test('a main that is gone is told, and everything stays readable', { tag: '@loopback' }, async ({ page, program }) => {
  await openPage(page, program)
  process.kill(program.pid, 'SIGKILL')
  await expect(page.getByText('The program cannot be reached.')).toBeVisible()
  await openView(page, 'Ports')
  await expect(page.getByRole('row', { name: /^vm1 / })).toBeVisible()
})

test('a wrong token opens nothing', { tag: '@loopback' }, async ({ page, program }) => {
  await page.goto(program.address.replace(/#.*/, '#00ff'))
  await expect(page.getByRole('navigation', { name: 'Views' })).toHaveCount(0)
  await expect(page.getByText(/token|address/i).first()).toBeVisible()
})

test('what is typed is checked while it is typed, and nothing wrong gets in', async ({ page, program }) => {
  await openPage(page, program)
  const row = page.getByRole('row', { name: 'New rule' })
  await row.getByLabel('Ports').fill('8000:70000')
  await expect(page.getByText('70000 is above 65535. Write one port (22) or a range (8000:8080).')).toBeVisible()
  // What the server would answer stands beside our sentence, while typing and when an act is refused.
  await expect(page.getByText('SecurityGroupInvalidPortValue 400')).toBeVisible()
  const rules = page.getByRole('row', { name: /^Rule \d+:/ })
  const before = await rules.count()
  await row.getByLabel('Ports').press('Enter')
  await expect(rules).toHaveCount(before)
  await row.getByLabel('Ports').fill('8000:8080')
  await expect(page.getByText('--dports 8000:8080 -j RETURN')).toBeVisible()
  await row.getByLabel('Ports').press('Enter')
  await expect(rules).toHaveCount(before + 1)
  // While the field holds text, Ctrl+Z belongs to that.
  await expect(row.getByLabel('Ports')).toHaveValue('')
  await page.keyboard.press('Control+z')
  await expect(rules).toHaveCount(before)
  await page.keyboard.press('Control+Shift+z')
  await expect(rules).toHaveCount(before + 1)
})

test('a stopped ping still tells what moved', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openView(page, 'Ping test')
  const form = page.getByRole('form', { name: 'What to send' })
  await form.getByRole('combobox', { name: 'to', exact: true }).fill('91.1.180.1')
  await page.keyboard.press('Escape')
  await form.getByLabel('count').fill('100')
  await form.getByRole('button', { name: /^Run/ }).click()
  await expect(page.getByTestId('echo').nth(1)).toBeVisible({ timeout: 60_000 })
  await form.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText(/lines moved/)).toBeVisible()
  expect(Number(await page.getByTestId('ping-sent').innerText())).toBeLessThan(20)
})

test('two pages agree', { tag: '@loopback' }, async ({ page, context, program }) => {
  await openPage(page, program)
  const other = await context.newPage()
  await openPage(other, program)
  await page.getByRole('button', { name: 'New group' }).click()
  await page.keyboard.type('shared-by-two')
  await page.keyboard.press('Enter')
  await expect(other.getByRole('row', { name: /shared-by-two/ })).toBeVisible()
  await other.keyboard.press('Control+z')
  await expect(page.getByRole('row', { name: /shared-by-two/ })).toHaveCount(0)
})

test('what the server would refuse is refused with its own error', async ({ page, program }) => {
  await openPage(page, program)
  await page.getByRole('row', { name: /^default c98a2a3f/ }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Delete')
  const said = page.getByRole('status').getByText(/SecurityGroupCannotRemoveDefault 409/)
  await expect(said).toContainText('The default group cannot be deleted by its tenant.')
  await expect(page.getByRole('row', { name: /^default c98a2a3f/ })).toBeVisible()
})
