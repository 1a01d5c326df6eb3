import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView } from './tapwall-page.ts'

/** What opens above the page: readable by everybody, reached and left by keyboard, and nothing beneath it moves. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

async function serious(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)
}

for (const scheme of ['dark', 'light'] as const)
  test(`axe finds nothing serious in what opens above the page, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await openPage(page, program)
    const rule = page.getByRole('row', { name: /^Rule 2:/ })
    await rule.focus()
    await page.keyboard.press('Delete')
    const opened: readonly (readonly [string, () => Promise<void>, string])[] = [
      ['palette', () => page.keyboard.press('Control+k'), 'dialog.palette'],
      ['found', () => page.keyboard.type('icmp'), '[role=option]'],
      ['list of edits', () => page.keyboard.press('u'), '[role=menuitem]'],
      ['context menu', () => page.getByRole('row', { name: /^Rule 3:/ }).click({ button: 'right' }), '[role=menu]'],
      ['help', () => page.getByRole('button', { name: 'Remote', exact: true }).press('Enter'), '[role=dialog]'],
    ]
    for (const [name, open, role] of opened) {
      await open()
      await expect(page.locator(role).first(), name).toBeVisible()
      expect(await serious(page), name).toEqual([])
      if (name !== 'palette') await page.keyboard.press('Escape')
    }
    await page.keyboard.press('Control+,')
    await page
      .locator('[data-command="redo"]')
      .getByRole('button', { name: /^Add keys/ })
      .press('Enter')
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('alert')).toContainText('belongs to')
    expect(await serious(page), 'settings').toEqual([])
  })

/** Places of everything that is drawn, but for what lies above the page. */
const places = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.frame > *:not(.help), .frame :is(td, th, button, h1, h2)')]
      .filter((each) => each.closest('.help') === null)
      .map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect()
        return `${each.className} ${x} ${y} ${width} ${height}`
      }),
  )

test('a word explains itself where it stands: by keyboard, without moving anything', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openView(page, 'Chains')
  const word = page.getByRole('button', { name: 'RETURN', exact: true })
  await word.focus()
  const before = await places(page)
  await page.keyboard.press('Enter')
  const help = page.getByRole('dialog', { name: 'RETURN' })
  await expect(help).toBeFocused()
  await expect(help).toContainText('to the rule after the jump')
  expect(await places(page)).toEqual(before)

  await test.step('leads on to another word, and back to where it was asked', async () => {
    await help.getByRole('button', { name: 'sg-chain' }).press('Enter')
    await expect(page.getByRole('dialog', { name: 'sg-chain' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(word).toBeFocused()
  })

  await test.step('Tab past its end goes on in the page', async () => {
    await page.keyboard.press('Enter')
    await expect(help).toBeFocused()
    for (let count = 0; count < 8 && (await help.count()) > 0; count++) await page.keyboard.press('Tab')
    await expect(help).toHaveCount(0)
    await expect(word).toBeFocused()
  })

  await test.step('stays in the window when the word is at its edge', async () => {
    const at = await page.getByRole('button', { name: /^bridge-nf-call-iptables/ })
    await at.click()
    const box = await page.getByRole('dialog').boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(900)
    await page.mouse.click(700, 400)
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await test.step('and every word is in the palette', async () => {
    await page.keyboard.press('?')
    await page.keyboard.type('invalid')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'INVALID' })).toBeFocused()
  })
})

test('each chain says what it is for', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  for (const [chain, name] of [
    ['neutron-openvswi-s6e3f2eda-3', 'Anti-spoofing'],
    ['neutron-openvswi-sg-fallback', 'sg-fallback'],
    ['INPUT', 'INPUT at zero'],
    ['FORWARD', 'Hook'],
  ] as const) {
    await openView(page, 'Chains')
    await page.getByRole('button', { name: `chain ${chain}`, exact: true }).press('Enter')
    // The graph may say it, too.
    const rules = page.getByRole('region', { name: `Rules of ${chain}`, exact: true })
    await rules.getByRole('button', { name: `What is ${name}?` }).press('Enter')
    await expect(page.getByRole('dialog', { name })).toBeVisible()
    await page.keyboard.press('Escape')
  }
})
