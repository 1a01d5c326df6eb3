import { expect } from '@playwright/test'
import { test } from './program.ts'
import { apply, createGroup, dragGroup, openPage, openView, runPing } from './tapwall-page.ts'

/** A new group begins as Neutron begins one, unless a person says otherwise. */
test('a new group lets everything out: two rules in the same step, and a ping that is answered', async ({ page, program }) => {
  await openPage(page, program)
  await createGroup(page, 'web', true)
  await expect(page.getByRole('row', { name: /^Rule 1: egress IPv4 any/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Rule 2: egress IPv6 any/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await openView(page, 'Ports')
  await dragGroup(page, 'web', 'vm1')
  await apply(page)
  await runPing(page, 'vm1', '192.168.1.115')
  await expect(page.getByTestId('ping-received')).toHaveText('4')
  await runPing(page, '192.168.1.15', '192.168.1.104')
  await expect(page.getByTestId('ping-received')).toHaveText('0')
  // Made with its rules in one step, so they go in one step with it.
  await openView(page, 'Groups')
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('row', { name: /^web, 2 rules, 0 ports/ })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('row', { name: /^web,/ })).toHaveCount(0)
})

test('the switch is reached, turned and left with the keyboard; leaving the form without a name closes it', async ({
  page,
  program,
}) => {
  await openPage(page, program)
  const name = page.getByLabel('Name of the new group')
  const letOut = page.getByRole('switch', { name: 'Let everything out' })
  await page.keyboard.press('n')
  await expect(name).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(letOut).toBeFocused()
  await expect(letOut).toHaveAccessibleDescription(/two egress rules/)
  await page.keyboard.press('Enter')
  // Nothing is made without a name.
  await expect(name).toBeVisible()
  await page.keyboard.press('Space')
  await expect(letOut).toHaveAccessibleDescription(/begins without rules/)
  await page.keyboard.press('Tab')
  await expect(name).toHaveCount(0)
  await page.keyboard.press('n')
  await page.keyboard.type('Default')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').getByText(/SecurityGroupDefaultAlreadyExists 409/)).toBeVisible()
  await expect(name).toHaveValue('Default')
  await page.keyboard.press('Escape')
  await expect(name).toHaveCount(0)
})
