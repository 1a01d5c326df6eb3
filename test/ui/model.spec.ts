import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView, runPing } from './tapwall-page.ts'

/** Ports made and deleted by hand, and what the lab makes of it. */
test.use({ document: join(root, 'shared/project/examples/article-3.4.json') })

const faults = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')

/** Of a lab that is built of other machines than before. */
const labHas = (page: Page, vms: number) => expect(page.getByText(`Lab running: ${vms} VMs`)).toBeVisible({ timeout: 60_000 })

async function openNewPort(page: Page) {
  await openView(page, 'Ports')
  await page.getByRole('button', { name: 'New port' }).click()
  const dialog = page.getByRole('dialog', { name: 'New port' })
  await expect(dialog).toBeVisible()
  return dialog
}

test('a port of a new VM is made with what the server would fill in, and the VM can be reached', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  const dialog = await openNewPort(page)
  // The gateway, the router's port and the client have the others.
  await expect(dialog.getByLabel('Address 1', { exact: true })).toHaveAttribute('placeholder', /^10\.34\.\d+\.\d+$/)
  await expect(dialog.getByLabel('MAC address')).toHaveValue(/^fa:16:3e:/)
  await expect(dialog.getByRole('checkbox', { name: /^default/ })).toBeChecked()
  expect(await faults(page)).toEqual([])

  await dialog.getByLabel('MAC address').fill('fa:16')
  await expect(dialog.getByText('HTTPBadRequest 400')).toBeVisible()
  await dialog.getByLabel('MAC address').fill('fa:16:3e:34:00:99')
  await dialog.getByLabel('Address 1', { exact: true }).fill('10.34.1.10')
  await expect(dialog.getByText(/^10\.34\.1\.10 belongs to another port.*IpAddress\w+ 409$/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Make the port' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Address 1', { exact: true }).fill('10.34.1.77')
  await dialog.getByLabel('Name of the VM').fill('probe')
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  const row = page.getByRole('row', { name: /^probe tap/ })
  await expect(row).toContainText('10.34.1.77')
  await expect(row).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('The machines changed, so the lab is built anew.')).toBeVisible()
  await labHas(page, 4)
  await expect(page.getByText('What was applied went with the old lab')).toBeVisible()
  await apply(page)
  await expect(page.getByText('What was applied went with the old lab')).toHaveCount(0)
  await runPing(page, 'probe', '10.34.1.10')
  await expect(page.getByTestId('ping-received')).not.toHaveText('')

  // The VM goes with its port, and comes back with the undo.
  await openView(page, 'Ports')
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete the VM with its ports' }).click()
  await expect(row).toHaveCount(0)
  await labHas(page, 3)
  await page.keyboard.press('Control+z')
  await expect(row).toBeVisible()
  await labHas(page, 4)
  // The port alone, by key.
  await row.click()
  await page.keyboard.press('Delete')
  await expect(row).toHaveCount(0)
  await labHas(page, 4)
})

test('a network of both families is made, and VMs on it reach each other by both', async ({ page, program }) => {
  await openPage(page, program)
  await openView(page, 'Networks')
  await page.getByRole('button', { name: 'New network', exact: true }).click()
  await expect(page.getByLabel('Name of the network')).toBeFocused()
  await page.keyboard.type('dual')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: 'dual, 0 subnets, 0 ports' })).toBeVisible()
  const form = page.getByRole('row', { name: 'New subnet' })
  await form.getByLabel('Prefix').fill('10.77.0.0/24')
  await expect(form.getByLabel('Gateway')).toHaveValue('10.77.0.1')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: '10.77.0.0/24' })).toBeVisible()
  await form.getByLabel('Prefix').fill('10.77.0.128/25')
  await expect(page.getByText(/overlaps 10\.77\.0\.0\/24 .*InvalidInput 400$/)).toBeVisible()
  await form.getByLabel('Prefix').fill('2001:db8:77::/64')
  await form.getByLabel('RA mode').selectOption('slaac')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: '2001:db8:77::/64' })).toBeVisible()
  expect(await faults(page)).toEqual([])

  for (const [vm, mac] of [
    ['left', 'fa:16:3e:77:00:01'],
    ['right', 'fa:16:3e:77:00:02'],
  ] as const) {
    const dialog = await openNewPort(page)
    await dialog.getByLabel('Network').selectOption('dual')
    await dialog.getByLabel('Name of the VM').fill(vm)
    await dialog.getByLabel('MAC address').fill(mac)
    // The address that the VM makes of the router's prefix.
    await expect(dialog.getByLabel('Address 2', { exact: true })).toHaveAttribute(
      'placeholder',
      `2001:db8:77:0:f816:3eff:fe77:${mac.at(-1)}`,
    )
    await dialog.getByRole('button', { name: 'Make the port' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(page.getByRole('row', { name: new RegExp(`^${vm} tap`) })).toBeVisible()
  }
  await expect(page.getByRole('row', { name: /^right tap/ })).toContainText('10.77.0.3, 2001:db8:77:0:f816:3eff:fe77:2')
  await labHas(page, 5)
  await apply(page)
  // Both are in the default group, which lets its members in.
  for (const to of ['10.77.0.3', '2001:db8:77:0:f816:3eff:fe77:2']) {
    await runPing(page, 'left', to)
    await expect(page.getByTestId('ping-received')).toHaveText('4')
  }

  // The rule of the default group says who its members are, in its own family.
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^default, 4 rules/ }).click()
  await page.getByRole('row', { name: /^Rule \d: ingress IPv6/ }).click()
  const members = page.getByRole('grid', { name: 'Members of default' })
  await expect(members.getByRole('row', { name: /^right tap/ })).toContainText('2001:db8:77:0:f816:3eff:fe77:2')
  await expect(members.getByRole('row', { name: /^right tap/ })).not.toContainText('10.77.0.3')
  expect(await faults(page)).toEqual([])

  // A network that ports are on stays, and so does the prefix of their addresses.
  await openView(page, 'Networks')
  await page.getByRole('row', { name: 'dual, 2 subnets, 2 ports' }).click()
  await expect(page.getByRole('button', { name: 'Delete dual' })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('row', { name: '10.77.0.0/24' }).dblclick()
  await page.getByRole('row', { name: 'Edit subnet 10.77.0.0/24' }).getByLabel('Prefix').fill('10.78.0.0/24')
  await expect(page.getByText(/2 ports have an address of 10\.77\.0\.0\/24.*SubnetInUse 409$/)).toBeVisible()
})

test('the default group is told apart, and quotas are what they are', async ({ page, program }) => {
  await openPage(page, program)
  // The document has none: it is made as the server makes it.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Make the default group')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: 'Rules of default' })).toBeVisible()
  await expect(page.getByText('default group', { exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Rule \d:/ })).toHaveCount(4)
  await page.getByRole('row', { name: /^default, / }).click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: /^Delete the group/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /^default, / }).focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText(/SecurityGroupCannotRemoveDefault 409/)).toBeVisible()
  const quota = page.getByText(/of 10 groups/)
  const used = Number(/^(\d+) of/.exec((await quota.textContent()) ?? '')?.[1])
  for (let at = used; at < 10; at++) {
    await page.getByRole('row', { name: /^default, / }).click()
    await page.getByRole('button', { name: 'Duplicate' }).click()
    await expect(page.getByText(new RegExp(`^${at + 1} of 10 groups`))).toBeVisible()
  }
  await expect(page.getByText('10 of 10 groups full')).toBeVisible()
  await expect(page.getByRole('button', { name: 'New group' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: 'New group' })).not.toHaveAttribute('aria-disabled', 'true')
})

test('a port is changed in its drawer, each value judged as it is typed', async ({ page, program }) => {
  await openPage(page, program)
  await openView(page, 'Ports')
  await page.getByRole('row', { name: /^client / }).dblclick()
  const settings = page.getByRole('region', { name: 'Settings of the port of client' })
  await expect(settings.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('front')
  await page.keyboard.press('Enter')
  await expect(settings.getByLabel('Name', { exact: true })).toHaveValue('front')
  const mac = settings.getByLabel('MAC address', { exact: true })
  const before = await mac.inputValue()
  await mac.fill('01:00:5e:00:00:01')
  await expect(settings.getByText(/is no address of a single card/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(mac).toHaveValue(before)
  await mac.fill('fa:16:3e:34:aa:aa')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /^client / })).toContainText('fa:16:3e:34:aa:aa')
  // One more address is the next free one of its subnet.
  const free = (await settings.getByLabel('One more fixed IP').getAttribute('placeholder')) ?? ''
  await settings.getByLabel('One more fixed IP').press('Enter')
  await expect(page.getByRole('row', { name: /^client / })).toContainText(free)
  // On no host there is no firewall for it.
  await settings.getByLabel('Host', { exact: true }).selectOption('no host')
  await expect(settings.getByLabel('Host', { exact: true })).toHaveValue('')
  await settings.getByLabel('Device owner').fill('compute:')
  await page.keyboard.press('Enter')
  await settings.getByLabel('Device owner').fill('network:router_interface')
  await expect(settings.getByText(/^There is no router .*RouterNotFound 404$/)).toBeVisible()
})
