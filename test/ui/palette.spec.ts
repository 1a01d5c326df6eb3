import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { createGroup, openPage } from './tapwall-page.ts'

/** Every act by its name, by keys that a person can change, and the list of what was done. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const palette = (page: Page) => page.getByRole('dialog', { name: /Search or run a command|搜索或执行命令/ })
const options = (page: Page) => palette(page).getByRole('option')
const rules = (page: Page) => page.getByRole('row', { name: /^Rule \d+:/ })

async function serious(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)
}

test('the palette finds acts and things, tells why an act cannot be done, and remembers', async ({ page, program }) => {
  await openPage(page, program)
  const before = page.getByRole('row', { name: /^sg-all-ssh,/ })
  await before.focus()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('combobox')).toBeFocused()
  await page.keyboard.type('undo')
  await expect(options(page).first()).toContainText('Nothing to undo')
  await expect(options(page).first()).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await expect(before).toBeFocused()

  await test.step('an act that needs a group and a port asks for both', async () => {
    await page.keyboard.press('F1')
    await page.keyboard.type('bind group')
    await page.keyboard.press('Enter')
    await page.keyboard.type('all-ssh')
    await page.keyboard.press('Enter')
    await expect(options(page)).toHaveText([/^vm2/, /^vm3/])
    // One step back, and forth again.
    await page.keyboard.press('Backspace')
    await expect(options(page).first()).toContainText('sg-all-ssh')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(palette(page)).toBeHidden()
    await page.keyboard.press('Alt+3')
    await expect(page.getByRole('row', { name: /^vm3 / })).toContainText('sg-all-ssh')
  })

  await test.step('things are found by their names and texts', async () => {
    for (const [asked, view, place] of [
      ['100.1.100', '#/groups', /^Rule 5: ingress IPv4 udp/],
      ['tap402fe6b1', '#/ports', /^vm2 /],
    ] as const) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type(asked)
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(new RegExp(`${view}$`))
      await expect(page.getByRole('row', { name: place })).toHaveAttribute('aria-selected', 'true')
    }
  })

  await test.step('what was used last stands first, also in the next visit', async () => {
    await page.reload()
    // The page says what it waits for in a main of its own, before there are keys.
    await expect(page.getByText(/Lab running/)).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(options(page).first()).toContainText('Bind a group to a port')
    expect(await serious(page)).toEqual([])
  })
})

test('an English word finds an act in the Chinese page, and a Chinese one in the English', async ({ page, program }) => {
  await openPage(page, program)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('切换语言')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('duplicate group')
  await expect(options(page).first()).toHaveText(/^创建安全组的副本/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /^sg-all-ssh 副本/ })).toBeVisible()
})

test('keys can be changed: taken over, refused, switched off, and brought back', async ({ page, program }) => {
  await openPage(page, program)
  await page.keyboard.press('Control+,')
  const row = page.locator('[data-command="startLab"]')
  const add = row.getByRole('button', { name: /^Add keys to Start the lab/ })
  await add.press('Enter')
  await page.keyboard.press('Control+w')
  await expect(row.getByRole('alert')).toContainText('The browser or the system keeps Ctrl+W for itself')
  await page.keyboard.press('Control+k')
  await expect(row.getByRole('alert')).toContainText('Ctrl+K belongs to “Search or run a command”.')
  await expect(row.getByRole('button', { name: 'Take it from there' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row).toContainText('Ctrl+K')
  await expect(add).toBeFocused()
  await expect(page.getByRole('button', { name: 'Search or run a command', exact: true })).toHaveAttribute('title', /\(F1\)$/)
  // What the key did before is gone, what it does now is refused for its own reason.
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeHidden()
  await expect(page.getByRole('status').getByText('The lab is running')).toBeVisible()

  await test.step('in the next visit, too', async () => {
    await page.reload()
    await expect(row).toContainText('Ctrl+K')
    expect(await serious(page)).toEqual([])
  })

  await test.step('letters and digits can rest', async () => {
    await page.getByRole('button', { name: /^Add keys to Undo/ }).focus()
    await page.keyboard.press('2')
    await expect(page).toHaveURL(/#\/groups$/)
    await page.keyboard.press('Control+,')
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space')
    await page.keyboard.press('2')
    await page.keyboard.press('n')
    await expect(page).toHaveURL(/#\/settings$/)
    await page.keyboard.press('Alt+2')
    await expect(page).toHaveURL(/#\/groups$/)
  })

  await test.step('and all come back', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('button', { name: 'Reset all keys' }).press('Enter')
    await page.keyboard.press('Control+k')
    await expect(palette(page)).toBeVisible()
  })
})

test('kept keys that cannot be read are dropped, and it is said', async ({ page, program }) => {
  await page.addInitScript(() => window.localStorage.setItem('tapwall.keys', '{"single":true,"changed":{"undo":"ctrl"}}'))
  await openPage(page, program)
  await expect(page.getByRole('status').getByText(/^Some kept shortcuts could not be read/)).toBeVisible()
})

test('the list of edits names each step and goes to the one that is chosen', async ({ page, program }) => {
  await openPage(page, program)
  await createGroup(page, 'extra')
  const extra = page.getByRole('row', { name: /^extra,/ })
  await page.getByRole('row', { name: /^sg-all-ssh,/ }).click()
  await expect(rules(page)).toHaveCount(7)
  await rules(page).first().focus()
  await page.keyboard.press('Delete')
  await expect(rules(page)).toHaveCount(6)
  await page.keyboard.press('Delete')
  await expect(rules(page)).toHaveCount(5)
  await extra.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Delete')
  await expect(extra).toHaveCount(0)
  await page.keyboard.press('u')
  const steps = page.getByRole('menuitem', { name: /^(?!Show )/ })
  await expect(steps).toHaveText([
    'as the project was opened',
    'create group extra',
    'delete rule ingress tcp 110 15.5.0.0/16 of sg-all-ssh',
    'delete rule egress tcp 22 of sg-all-ssh',
    /^delete group extra.*the project is here$/,
  ])
  await expect(steps.last()).toBeFocused()
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(extra).toHaveCount(1)
  await expect(page.getByRole('row', { name: /^sg-all-ssh, 6 rules/ })).toBeVisible()
  await page.keyboard.press('u')
  await expect(steps.nth(2)).toHaveAttribute('aria-current', 'step')
  // The list takes the keys when it has the focus, a moment after it is seen.
  await expect(steps.nth(2)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /^sg-all-ssh, 5 rules/ })).toBeVisible()
  await expect(extra).toHaveCount(0)
})
