import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { list } from '#shared/listing/list'
import { readProject } from '#shared/project/file'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { openPage, openView } from './tapwall-page.ts'

/** The article's 3.2: groups and ports in the columns of the neutron client, as `tapwall list` prints them. */
const document = join(root, 'shared/project/examples/article-3.3.3.json')
test.use({ document })

const read = readProject(readFileSync(document, 'utf8'))
if (!read.ok) throw new Error('the example cannot be read')
const project = read.value
const group = project.securityGroups.find(({ id }) => id.startsWith('f5377a66'))
const printed = (kind: 'groups' | 'ports' | 'rules', column: readonly string[] = [], of?: string): string => {
  const listed = list(project, kind, { column, json: false, ...(of === undefined ? {} : { group: of }) })
  if (!listed.ok) throw new Error(listed.error)
  return `${listed.value}\n`
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'List' })
const heads = (page: Page) => dialog(page).getByRole('columnheader')

test('groups, and the ports of one of them, as the command line lists them', async ({ page, program }) => {
  await openPage(page, program)
  const copied = async (kind: 'text' | 'CSV') => {
    await dialog(page)
      .getByRole('button', { name: `Copy as ${kind}` })
      .press('Enter')
    await expect(dialog(page).getByRole('status')).toContainText('Copied')
    return program.copied(page)
  }

  await page.getByRole('button', { name: 'List in the columns of neutron' }).first().click()
  await expect(heads(page)).toHaveText(['id', 'name', 'description'])
  await expect(dialog(page).getByRole('row')).toHaveCount(4)
  await expect(dialog(page).getByRole('row', { name: /^0aff643b/ })).toContainText('allow ssh')
  expect(await copied('text')).toBe(printed('groups'))
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)

  await test.step('its ports, with the article’s columns and others', async () => {
    await page.getByRole('row', { name: /^default f5377a66/ }).click()
    await page.getByRole('button', { name: 'List these ports in the columns of neutron' }).click()
    await expect(heads(page)).toHaveText(['security_groups', 'id', 'mac_address', 'fixed_ips', 'device_id'])
    await expect(dialog(page).getByRole('row')).toHaveCount(3)
    expect(await copied('text')).toBe(printed('ports', [], group?.id))
    await dialog(page).getByRole('button', { name: 'device_id' }).press('Enter')
    for (const name of ['device_owner', 'host']) await dialog(page).getByRole('button', { name, exact: true }).press('Enter')
    await expect(heads(page)).toHaveText(['security_groups', 'id', 'mac_address', 'fixed_ips', 'device_owner', 'host'])
    const columns = ['security_groups', 'id', 'mac_address', 'fixed_ips', 'device_owner', 'host']
    expect(await copied('text')).toBe(printed('ports', columns, group?.id))
    const csv = (await copied('CSV')).split('\r\n')
    expect(csv[0]).toBe('"security_groups","id","mac_address","fixed_ips","device_owner","host"')
    expect(csv[1]).toContain('{""subnet_id"": ""')
    await dialog(page).getByLabel('Of which group').selectOption('of all groups')
    await expect(dialog(page).getByRole('row')).toHaveCount(project.ports.length + 1)
    await dialog(page).getByRole('button', { name: 'rules', exact: true }).press('Enter')
    expect(await copied('text')).toBe(printed('rules'))
    await dialog(page).getByRole('button', { name: 'As commands' }).press('Enter')
    await expect(page.getByRole('region', { name: 'Commands' })).toContainText(
      'neutron port-list -c security_groups -c id -c mac_address -c fixed_ips -c device_id',
    )
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
  })
})

test('Ports shows the ports of one group, or those without one', async ({ page, program }) => {
  await openPage(page, program)
  await openView(page, 'Ports')
  const rows = page.getByRole('grid', { name: 'Ports', exact: true }).getByRole('row')
  // With those of the router and of DHCP servers.
  await expect(rows).toHaveCount(project.ports.length + 1)
  const filter = page.getByLabel('Which ports are shown')
  await filter.selectOption({ label: 'of group sg-all-ssh' })
  await expect(rows).toHaveCount(2)
  await expect(page.getByRole('complementary', { name: 'Effective rules of vm1' })).toBeVisible()
  await filter.selectOption({ label: 'without a group' })
  await expect(page.getByText('No port is one of those that are asked for above.')).toBeVisible()
  // A port that is gone to from elsewhere is shown.
  await page.keyboard.press('Control+k')
  for (const each of ['go to port', 'vm2']) {
    await page.keyboard.type(each)
    await page.keyboard.press('Enter')
  }
  await expect(rows).toHaveCount(project.ports.length + 1)
  await expect(page.getByRole('row', { name: /^vm2 / })).toHaveAttribute('aria-selected', 'true')
})
