import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { type MachineNetwork, machineNetwork } from '../support/machine-network.ts'
import { root, type Shell, startShell } from '../support/shell.ts'
import { englishOn, toChinese } from './english-on.ts'
import { openView } from './tapwall-page.ts'

/** This machine, played by a namespace with bridges and taps: found, told, and followed while they change. */
const article = join(root, 'shared', 'project', 'examples', 'article-3.3.3.json')
let network: MachineNetwork
let shell: Shell

test.beforeEach(async ({ page }) => {
  network = await machineNetwork()
  const { ip } = network
  await ip('link add virbr0 type bridge')
  await ip('addr add 192.168.122.1/24 dev virbr0')
  await ip('link set virbr0 up')
  await ip('tuntap add vnet0 mode tap')
  await ip('link set vnet0 address fe:54:00:12:34:56')
  await ip('link set vnet0 master virbr0 up')
  // A port of the article, by the name of its device.
  await ip('link add qbr402fe6b1-76 type bridge')
  await ip('tuntap add tap402fe6b1-76 mode tap')
  await ip('link set tap402fe6b1-76 master qbr402fe6b1-76 up')
  const file = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'article.json')
  copyFileSync(article, file)
  shell = await startShell([file], undefined, network.before)
  await page.goto(shell.address)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
})
test.afterEach(async () => {
  await shell.close()
  await network.close()
})

async function openMachine(page: Page): Promise<Locator> {
  await openView(page, 'Hosts')
  await page.getByRole('group', { name: 'Which hosts' }).getByRole('button', { name: 'This machine' }).click()
  const table = page.getByRole('grid', { name: 'Bridges of this machine' })
  await expect(table).toBeVisible()
  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  return table
}

test('bridges and taps are found, and follow what the machine does', { tag: '@loopback' }, async ({ page }) => {
  const table = await openMachine(page)
  await expect(table.getByRole('row', { name: 'Bridge virbr0' })).toContainText('192.168.122.1/24')
  const port = table.getByRole('row', { name: 'vnet0 in virbr0' })
  await expect(port).toContainText('no carrier')
  await expect(port).toContainText('own: fe:54:00:12:34:56')
  await network.ip('tuntap add vnet1 mode tap')
  await network.ip('link set vnet1 master virbr0')
  await expect(table.getByRole('row', { name: 'vnet1 in virbr0' })).toContainText('down', { timeout: 60_000 })
  await network.ip('link set vnet1 nomaster')
  await expect(table.getByRole('row', { name: 'vnet1, in no bridge' })).toBeVisible({ timeout: 60_000 })
  await network.ip('link del vnet1')
  await expect(table.getByRole('row', { name: /^vnet1/ })).toHaveCount(0, { timeout: 60_000 })
})

test('a port of the project is known by its device, and leads to it by keyboard', { tag: '@loopback' }, async ({ page }) => {
  const table = await openMachine(page)
  const row = table.getByRole('row', { name: 'tap402fe6b1-76 in qbr402fe6b1-76' })
  await expect(row).toContainText('vm2')
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Ports' })).toBeVisible()
})

test('what rules need is told one by one, with words of why, and the palette leads there', { tag: '@loopback' }, async ({
  page,
}) => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Open This machine')
  await page.keyboard.press('Enter')
  const needs = page.getByRole('region', { name: 'What rules need here' })
  const list = needs.getByRole('list')
  await expect(list.getByRole('listitem').filter({ hasText: 'Match physdev' })).toContainText('Rules tell ports by the bridge port')
  await expect(list.getByRole('listitem').filter({ hasText: 'Bridges with addresses' })).toContainText('caution')
  await expect(needs.getByRole('status')).toContainText(/Rules (of bridge ports can|would not)/)
})

test('a device becomes a port of the project, and is let go by one undo', { tag: '@loopback' }, async ({ page }) => {
  const table = await openMachine(page)
  const row = table.getByRole('row', { name: 'vnet0 in virbr0' })
  await row.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add vnet0 to the project' })
  await expect(dialog).toContainText('Rules will name the device vnet0 in virbr0.')
  await expect(dialog.getByLabel('Network', { exact: true })).toHaveValue('new-network')
  await expect(dialog.getByLabel('Its subnets')).toHaveValue('192.168.122.0/24')
  const add = dialog.getByRole('button', { name: 'Add it' })
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await expect(dialog).toContainText('Type the MAC address of the VM’s card.')
  await dialog.getByLabel('MAC address').fill('52:54:00:12:34:56')
  await dialog.getByLabel('Addresses', { exact: true }).fill('10.0.0.1')
  await expect(dialog).toContainText(/10\.0\.0\.1 is not in|10\.0\.0\.1/)
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Addresses', { exact: true }).fill('192.168.122.50')
  await dialog.getByLabel('Name of the VM').fill('web')
  await expect(add).not.toHaveAttribute('aria-disabled')
  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(row.getByRole('button', { name: 'web' })).toBeVisible()
  await openView(page, 'Networks')
  await expect(page.getByRole('main', { name: 'Networks' })).toContainText('virbr0')
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('main', { name: 'Networks' })).not.toContainText('virbr0')
  await openView(page, 'Hosts')
  await expect(row.getByRole('button', { name: 'Add to the project' })).toBeVisible()
})

test('before this machine is switched on, all that it takes is told, and its name is asked for', {
  tag: '@loopback',
}, async ({ page }) => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Apply rules to this machine')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Apply rules to this machine' })
  await expect(dialog).toContainText('The lab ends.')
  const field = dialog.getByLabel('Name of this machine')
  const name = (await dialog.locator('.machine-confirm b').textContent()) ?? ''
  const go = dialog.getByRole('button', { name: 'Switch on' })
  await expect(go).toHaveAttribute('aria-disabled', 'true')
  await field.fill(`${name}x`)
  await field.press('Enter')
  await expect(go).toHaveAttribute('aria-disabled', 'true')
  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('Not switched on: rules go to the lab')).toBeVisible()
})

test('in Chinese nothing is left in English', { tag: '@loopback' }, async ({ page }) => {
  await openMachine(page)
  await toChinese(page)
  await expect(page.getByRole('grid', { name: '本机的网桥' })).toBeVisible()
  expect(await englishOn(page)).toEqual([])
  await page.getByRole('row', { name: 'virbr0 中的 vnet0' }).getByRole('button', { name: '加入项目' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(await englishOn(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '打开……' }).click()
  await expect(page.getByRole('dialog').getByLabel('本机的名称')).toBeVisible()
  expect(await englishOn(page)).toEqual([])
})
