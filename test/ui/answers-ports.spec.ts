import { expect } from '@playwright/test'
import type { Port, Project } from '#shared/project/schema'
import { document, group, LIST, must, project, refusalOf, refuses, settingsOf, vm1 } from './answers-page.ts'
import { test } from './program.ts'
import { openPage } from './tapwall-page.ts'

/** Ports and address groups: what the page says while something is typed is what main answers to it. */
test.use({ document })

test('ports: fixed IPs, pairs, port security and groups', async ({ page, program }) => {
  await openPage(page, program)
  const settings = await settingsOf(page, 'vm1')
  const change = (change: Partial<Port>) => ({ do: 'port.update', portId: vm1.id, change })
  const notes = settings.getByRole('status')
  const { subnetId } = must(vm1.fixedIps[0])

  for (const ipAddress of ['91.1.180', '10.9.9.9', '91.1.180.5', must(vm1.fixedIps[0]).ipAddress])
    await test.step(`fixed IP ${ipAddress}`, async () => {
      const field = settings.getByLabel('One more fixed IP')
      await field.fill(ipAddress)
      await refuses(notes.first(), refusalOf(change({ fixedIps: [...vm1.fixedIps, { subnetId, ipAddress }] })))
      await field.press('Enter')
      await expect(field).toHaveValue(ipAddress)
      await field.fill('')
    })

  const ip = settings.getByLabel('Address or prefix of one more pair')
  const mac = settings.getByLabel('MAC address of the pair')
  const pairs = (...list: readonly (readonly [string, string])[]) =>
    change({ allowedAddressPairs: list.map(([ipAddress, macAddress]) => ({ ipAddress, macAddress: macAddress || null })) })
  for (const [address, card] of [
    ['10.0.0', ''],
    ['10.0.0.0/33', ''],
    ['10.0.0.5', 'fa:16:3e'],
    ['10.0.0.5', 'fa:16:3e:00:00:0g'],
    ['', 'fa:16:3e:00:00:05'],
  ] as const)
    await test.step(`pair ${address} ${card}`, async () => {
      await ip.fill(address)
      await mac.fill(card)
      await refuses(notes.last(), refusalOf(pairs([address, card])))
      await ip.press('Enter')
      await expect(settings.getByRole('button', { name: `Remove ${address}`, exact: true })).toHaveCount(0)
    })

  await test.step('the same pair again, also with the MAC address of the port said; an eleventh', async () => {
    await mac.fill('')
    const kept = Array.from({ length: 10 }, (_, at) => `10.0.0.${at + 1}`)
    for (const address of kept) {
      await ip.fill(address)
      await ip.press('Enter')
      await expect(settings.getByRole('button', { name: `Remove ${address}`, exact: true })).toBeVisible()
    }
    const ten = kept.map((address) => [address, ''] as const)
    await ip.fill('10.0.0.11')
    await refuses(notes.last(), refusalOf(pairs(...ten, ['10.0.0.11', ''])))
    await settings.getByRole('button', { name: 'Remove 10.0.0.10', exact: true }).click()
    const nine = ten.slice(0, 9)
    await ip.fill('10.0.0.1')
    await refuses(notes.last(), refusalOf(pairs(...nine, ['10.0.0.1', ''])))
    await mac.fill(vm1.macAddress)
    await refuses(notes.last(), refusalOf(pairs(...nine, ['10.0.0.1', vm1.macAddress])))
    await ip.fill('')
    await mac.fill('')
  })

  await test.step('port security goes with groups and pairs, or not at all; without it there are none', async () => {
    await settings.getByRole('switch', { name: 'Port security' }).click()
    await expect(settings.getByRole('alert')).toContainText('1 and 9 go with it')
    await settings.getByRole('button', { name: 'Switch off, take them off' }).click()
    await expect(settings.getByRole('switch', { name: 'Port security' })).not.toBeChecked()
    const off: Project = {
      ...project,
      ports: project.ports.map((port) =>
        port.id === vm1.id ? { ...port, portSecurityEnabled: false, securityGroupIds: [], allowedAddressPairs: [] } : port,
      ),
    }
    await ip.fill('10.0.0.1')
    await refuses(notes.last(), refusalOf(pairs(['10.0.0.1', '']), off))
    await ip.fill('')
    await page.getByRole('button', { name: 'Bind a group to vm1' }).click()
    await page.getByRole('menuitem', { name: /^sg-all-ssh/ }).click()
    await refuses(page.locator('.status'), refusalOf({ do: 'port.bind', portId: vm1.id, groupId: group.id }, off))
    await expect(page.getByRole('row', { name: /^vm1 / })).toContainText('no group')
  })
})

test('address groups', async ({ page, program }) => {
  await openPage(page, program)
  const lists = page.getByRole('region', { name: 'Address groups' })
  await lists.getByRole('button', { name: /^offices/ }).click()
  const field = lists.getByLabel(/^Addresses of/)
  for (const addresses of [['10.0.0'], ['10.0.0.0/8', '10.0.0.1/8'], ['10.0.0.0/8', '10.0.0.0/8'], ['2001:db8::/129']])
    await test.step(addresses.join(' '), async () => {
      await field.fill(addresses.join('\n'))
      await refuses(lists.getByRole('status'), refusalOf({ do: 'address-group.update', id: LIST, change: { addresses } }))
    })
})
