import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, createGroup, dragGroup, openChain, openPage, openView, typeRule } from './tapwall-page.ts'

/** Address groups in a project of today's Neutron: made, filled, named by a rule, and seen in the kernel. */
test.use({ document: join(root, 'shared/project/examples/empty-lab.json') })

test('an address group lets in who is in it', async ({ page, program }) => {
  await openPage(page, program)
  const lists = page.getByRole('region', { name: 'Address groups' })
  await lists.getByRole('button', { name: 'New address group' }).click()
  const field = lists.getByLabel(/^Addresses of/)
  await field.fill('192.0.2.0/24\n10.0.0')
  await expect(lists.getByRole('status')).toContainText('HTTPBadRequest 400')
  await field.fill('192.0.2.0/24')
  await field.press('Control+Enter')
  await expect(lists.getByRole('button', { name: /^addresses 1 1/ })).toBeVisible()
  expect(
    (await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
  ).toEqual([])

  await createGroup(page, 'web')
  await typeRule(page, { direction: 'ingress', protocol: 'icmp', remote: 'address group addresses 1' })
  await expect(page.getByRole('row', { name: /^Rule 1: ingress IPv4 icmp any address group addresses 1/ })).toBeVisible()
  await expect(lists.getByRole('button', { name: /^Delete address group/ })).toHaveAttribute('aria-disabled', 'true')
  // It is still what it was when it has been edited.
  await page.getByRole('row', { name: /^Rule 1:/ }).click()
  await page.keyboard.press('Enter')
  await page
    .getByRole('row', { name: /^Edit rule/ })
    .getByLabel('Description')
    .fill('from outside')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /^Rule 1: ingress IPv4 icmp any address group addresses 1/ })).toBeVisible()

  await openView(page, 'Ports')
  await dragGroup(page, 'web', 'vm1')
  await apply(page)
  await openView(page, 'Chains')
  const chain = page.getByRole('button', { name: /^chain neutron-openvswi-i/ }).first()
  const name = (await chain.getAttribute('aria-label'))?.replace('chain ', '') ?? ''
  await openChain(page, name)
  await expect(page.getByRole('row', { name: /NIPv4/ }).first()).toBeVisible()
})

test('a group is made stateless where it is not bound', async ({ page, program }) => {
  await openPage(page, program)
  await createGroup(page, 'fast')
  await page.getByRole('button', { name: 'More for fast' }).click()
  await page.getByRole('menuitem', { name: 'Make it stateless' }).click()
  await expect(page.getByText('stateless', { exact: true })).toBeVisible()
  await openView(page, 'Ports')
  await dragGroup(page, 'fast', 'vm1')
  await openView(page, 'Groups')
  await page.getByRole('button', { name: 'More for fast' }).click()
  await page.getByRole('menuitem', { name: 'Make it stateful' }).click()
  await expect(page.getByRole('status').getByText(/SecurityGroupInUse 409/)).toBeVisible()
})
