import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from './program.ts'
import { apply, inStep, openPage, openView, runPing } from './tapwall-page.ts'

/** A VM is unplugged and plugged in again: its host's agent takes its chains away and makes them, and the page draws how. */
test.use({ document: fileURLToPath(new URL('../../shared/project/examples/article-3.3.3.json', import.meta.url)) })

const row = (page: Page) => page.getByRole('row', { name: /^vm1 tap6e3f2eda-32/ })
const chain = (page: Page) => page.getByRole('button', { name: 'chain neutron-openvswi-i6e3f2eda-3', exact: true })
const turns = (page: Page) => page.getByRole('grid', { name: 'Turns, the newest first' }).getByRole('row')
const steps = (page: Page) => page.getByRole('list', { name: 'Steps of the turn' }).getByRole('listitem')
const received = (page: Page) => page.getByTestId('ping-received')

test('a VM is unplugged and plugged in again, and the sequence of both is read', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)

  await test.step('unplug: by the menu of the row', async () => {
    await openView(page, 'Chains')
    await expect(chain(page)).toBeVisible()
    await openView(page, 'Ports')
    await row(page).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Unplug the chosen port' }).click()
    await expect(row(page)).toContainText('out')
    await openView(page, 'Chains')
    await expect(chain(page)).toHaveCount(0)
    await inStep(page)
  })

  await test.step('what the agent did', async () => {
    await openView(page, 'Ports')
    await page.getByRole('button', { name: 'What the agent did' }).click()
    await expect(page.getByRole('main', { name: 'History' })).toBeVisible()
    await expect(turns(page).nth(1)).toContainText('unplugged: vm1')
    await expect(turns(page).nth(1)).toContainText('done')
    await expect(steps(page).first()).toContainText('Kernel of compute1 to Agent of compute1')
    await expect(steps(page)).toContainText([
      'unplugged: vm1',
      /1 device taken away \d/,
      /iptables-restore filter: \+0 −\d+/,
      /ip6tables-restore filter: \+0 −\d+/,
      /transactions? written \d/,
      'Read back',
      'update_device_down 1 device',
    ])
    await expect(page.getByText(/took [\d.]+ ms/)).toBeVisible()
    const lines = page.getByRole('grid', { name: 'Lines of the plan' })
    await expect(lines.getByText('neutron-openvswi-i6e3f2eda-3', { exact: true }).first()).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
  })

  await test.step('nobody answers a ping', async () => {
    await runPing(page, '192.168.1.15', '192.168.1.104')
    await expect(received(page)).toHaveText('0')
  })

  await test.step('plug in again: from the palette', async () => {
    await openView(page, 'Ports')
    await row(page).click()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Plug the chosen port')
    await page.getByRole('option', { name: /Plug the chosen port in again/ }).click()
    await expect(row(page)).not.toContainText('out')
    await openView(page, 'Chains')
    await expect(chain(page)).toBeVisible()
    await inStep(page)
    await runPing(page, '192.168.1.15', '192.168.1.104')
    await expect(received(page)).toHaveText('4')
  })

  await test.step('both turns and the apply stand in the list, and can be asked for by what began them', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Show what the agents did')
    await page.getByRole('option', { name: /Show what the agents did/ }).click()
    await expect(turns(page).filter({ hasText: 'compute1' })).toHaveCount(3)
    await expect(steps(page).filter({ hasText: 'update_device_up 1 device' })).toHaveCount(1)
    await page.getByLabel('What began it').selectOption({ label: 'unplugged' })
    await expect(turns(page).filter({ hasText: 'compute1' })).toHaveCount(1)
    await page.getByLabel('What began it').selectOption({ label: 'failed ones' })
    await expect(page.getByText('No turn began so')).toBeVisible()
    await page.getByLabel('What began it').selectOption({ label: 'all causes' })
    await turns(page).filter({ hasText: 'plugged in: vm1' }).first().click()
    await page.getByRole('button', { name: 'vm1 tap6e3f2eda-32' }).click()
    await expect(page.getByRole('main', { name: 'Ports' })).toBeVisible()
  })
})
