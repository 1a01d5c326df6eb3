import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { manyPorts } from '../bench/many-ports.ts'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView, runPing } from './tapwall-page.ts'

const nothingSerious = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
}
const header = (page: Page, chain: string) => page.getByRole('button', { name: `chain ${chain}`, exact: true })

test.describe('the article', () => {
  test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

  test('a ping is seen on the jumps, and the graph is walked by the keyboard', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await runPing(page, '192.168.1.15', '192.168.1.104')
    await openView(page, 'Chains')

    await test.step('used jumps are solid, thick and counted, unused ones dotted', async () => {
      await expect(page.locator('.gway-live .gway-count', { hasText: /^8$/ })).toHaveCount(3)
      const look = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((each) => [getComputedStyle(each).strokeDasharray, Number.parseFloat(getComputedStyle(each).strokeWidth)])
      const [live, idle] = [await look('.gway-live .gway-line'), await look('.gway:not(.gway-live) .gway-line')]
      expect(live[0]).toBe('none')
      expect(idle[0]).not.toBe('none')
      expect(Number(live[1])).toBeGreaterThan(Number(idle[1]))
    })

    await test.step('a jump tells where it goes and what it counted', async () => {
      const count = page.locator('.gway-live .gway-count', { hasText: /^8$/ }).first()
      const box = await count.boundingBox()
      // Beside its number, on the stroke.
      await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) - 8)
      await expect(page.getByRole('tooltip')).toContainText(/, rule \d to neutron-/)
      await expect(page.getByRole('tooltip')).toContainText('8 packets, 672 bytes since the baseline')
      await page.mouse.move(5, 5)
    })

    await test.step('arrows go along lines and jumps, Enter into the table', async () => {
      await header(page, 'FORWARD').focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      const line = page.getByRole('button', { name: /^rule 2 of FORWARD: / })
      await expect(line).toBeFocused()
      await page.keyboard.press('ArrowRight')
      await expect(header(page, 'neutron-openvswi-FORWARD')).toBeFocused()
      await expect(page.getByRole('grid', { name: 'Rules of neutron-openvswi-FORWARD' })).toBeVisible()
      await page.keyboard.press('ArrowLeft')
      await expect(line).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('grid', { name: 'Rules of FORWARD' }).getByRole('row', { name: /^rule 2: / })).toBeFocused()
    })
  })

  test('a folded port is opened beside the followed one; INPUT says why it stays 0', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await openView(page, 'Chains')
    await test.step('a folded port is opened beside the followed one, and folded again', async () => {
      const folded = page.locator('.gnode-folded')
      await expect(folded).toContainText('1 other port')
      await folded.getByRole('button', { name: /^Draw the chains of / }).click()
      await expect(folded).toHaveCount(0)
      await expect(page.locator('.gnode-port')).toHaveCount(6)
      await expect(page.locator('.gnode-port [data-graph-chain]:focus')).toBeInViewport()
      await page
        .getByRole('button', { name: /^Fold the chains of this port: / })
        .first()
        .click()
      await expect(folded).toContainText('1 other port')
      await expect(page.locator('.gnode-port')).toHaveCount(3)
    })

    await test.step('INPUT says why it stays 0', async () => {
      const note = page.getByTestId('input-note')
      await expect(note).toContainText('a bridged frame is handed to FORWARD')
      await note.getByRole('button', { name: /INPUT at zero/ }).click()
      await expect(page.getByText(/The bridge of a VM’s port has no address/)).toBeVisible()
      await page.keyboard.press('Escape')
    })
  })
})

test.describe('sixty ports', () => {
  const PORTS = 60
  const document = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'ports.json')
  writeFileSync(document, JSON.stringify(manyPorts(PORTS, '25.2')))
  test.use({ document })

  test('are folded and found; drawn all at once they are placed beside the page', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await openView(page, 'Chains')
    const folded = page.locator('.gnode-folded')
    await expect(folded).toContainText(`${PORTS - 1} other ports`)
    await expect(page.locator('.gnode-port')).toHaveCount(3)
    await expect(folded.getByRole('button', { name: /^Draw the chains of / })).toHaveCount(9)
    await folded.getByRole('button', { name: /more ports: show them$/ }).press('Enter')
    await expect(folded.getByRole('button', { name: /more ports: show them$/ })).toHaveCount(2)

    await test.step('the search finds a rule of a folded port, and the graph goes there', async () => {
      const search = page.getByRole('searchbox', { name: 'Search chain or rule' })
      await search.fill('10.100.0.41')
      await search.press('Enter')
      const chosen = page.locator('.gnode-port .gline-chosen')
      await expect(chosen).toContainText('10.100.0.41')
      await expect(chosen).toBeInViewport()
      await search.fill('in tap7000000e')
      await search.press('Enter')
      await expect(page.locator('.gnode-shared .gline-chosen')).toContainText('in tap7000000e')
      await search.press('Escape')
    })

    await test.step('all ports', async () => {
      await page.getByRole('combobox', { name: 'Follow' }).selectOption('')
      await expect(folded).toHaveCount(0)
      await expect(page.locator('.gnode-port').first()).toBeVisible()
      expect(page.workers()).toHaveLength(1)
      // Most of them are out of sight, and so not drawn.
      const drawn = await page.locator('.gnode-port').count()
      expect(drawn).toBeGreaterThan(0)
      expect(drawn).toBeLessThan(3 * PORTS)
      await nothingSerious(page)
    })
  })
})
