import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openChain, openPage, openView, runPing } from './tapwall-page.ts'

/** What a port may be: its addresses, its pairs, port security; and what the kernel makes of it. */
test.use({ document: join(root, 'shared/project/examples/article-3.4.json') })

async function openSettings(page: Page, port: RegExp) {
  await openView(page, 'Ports')
  await page.getByRole('row', { name: port }).click()
  const settings = page.getByRole('region', { name: /^Settings of the port of/ })
  const fold = settings.getByRole('button', { name: 'Port', exact: true })
  if ((await fold.getAttribute('aria-expanded')) !== 'true') await fold.click()
  return settings
}

test('a VM that routes is let through when port security is off on its ports', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await runPing(page, 'client', '10.34.2.10')
  await expect(page.getByTestId('ping-received')).toHaveText('0')
  for (const tap of [/^R1 tap34f00001/, /^R1 tap34f00002/]) {
    const settings = await openSettings(page, tap)
    await settings.getByRole('switch', { name: 'Port security' }).click()
    // Its group goes with it, which is said before.
    await expect(settings.getByRole('alert')).toContainText('1 and 0 go with it')
    await settings.getByRole('button', { name: 'Switch off, take them off' }).click()
    await expect(settings.getByRole('switch', { name: 'Port security' })).not.toBeChecked()
    await expect(page.getByRole('row', { name: tap })).toContainText('no group')
  }
  await apply(page)
  await runPing(page, 'client', '10.34.2.10')
  await expect(page.getByTestId('ping-received')).toHaveText('4')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  const settings = await openSettings(page, /^R1 tap34f00001/)
  await expect(settings.getByRole('switch', { name: 'Port security' })).toBeChecked()
})

test('an address pair is judged while it is typed, and stands in the source check', async ({ page, program }) => {
  await openPage(page, program)
  const settings = await openSettings(page, /^R1 tap34f00002/)
  const pair = settings.getByLabel('Address or prefix of one more pair')
  await pair.fill('10.34.1')
  await expect(settings.getByRole('status').last()).toContainText('HTTPBadRequest 400')
  await pair.press('Enter')
  await expect(settings.getByRole('button', { name: /^Remove 10.34.1$/ })).toHaveCount(0)
  await pair.fill('10.34.1.0/24')
  await pair.press('Enter')
  await expect(settings.getByRole('button', { name: 'Remove 10.34.1.0/24' })).toBeVisible()
  await pair.fill('10.34.1.0/24')
  await expect(settings.getByRole('status').last()).toContainText('DuplicateAddressPairInRequest 400')
  await pair.fill('')
  await apply(page)
  await openChain(page, 'neutron-openvswi-s34f00002-2')
  await expect(page.getByRole('row', { name: /10\.34\.1\.0\/24/ })).toBeVisible()
  // What R1 passes on has one of these addresses now; its answers go out of the other port.
  await runPing(page, 'client', '10.34.2.10')
  await expect(page.getByTestId('ping-received')).toHaveText('0')
  const front = await openSettings(page, /^R1 tap34f00001/)
  await front.getByLabel('Address or prefix of one more pair').fill('10.34.2.0/24')
  await front.getByLabel('Address or prefix of one more pair').press('Enter')
  await apply(page)
  await runPing(page, 'client', '10.34.2.10')
  await expect(page.getByTestId('ping-received')).toHaveText('4')
})

test('a fixed IP is taken off and put on', async ({ page, program }) => {
  await openPage(page, program)
  const settings = await openSettings(page, /^client /)
  await settings.getByLabel('One more fixed IP').fill('10.34.2.99')
  await expect(settings.getByRole('status').first()).toContainText('is not in 10.34.1.0/24')
  await settings.getByLabel('One more fixed IP').fill('10.34.1.11')
  await settings.getByLabel('One more fixed IP').press('Enter')
  await expect(page.getByRole('row', { name: /^client / })).toContainText('10.34.1.10, 10.34.1.11')
  await settings.getByRole('button', { name: 'Remove 10.34.1.10' }).click()
  await expect(page.getByRole('row', { name: /^client / })).not.toContainText('10.34.1.10')
})
