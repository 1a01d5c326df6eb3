import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import { labOf } from '../support/machine.ts'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView, runPing } from './tapwall-page.ts'

/** Topology: the machines and their cables, and the map of a port's way, by mouse and by keyboard. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const drawing = (page: Page): Locator => page.getByRole('group', { name: 'Drawing', exact: true })
const level = (page: Page, name: string): Locator => page.getByRole('group', { name: 'How near' }).getByRole('button', { name })
const side = (page: Page, vm: string): Locator => page.getByRole('complementary', { name: vm })
const spot = (page: Page, name: RegExp): Locator => page.getByRole('toolbar').getByRole('button', { name })
const pill = (page: Page, line: string): Locator => page.locator(`[data-pill="${line}"]`)
const lit = (page: Page, direction: 'to' | 'from', segment: string): Locator => page.locator(`[data-lit="${direction} ${segment}"]`)

async function openMap(page: Page): Promise<void> {
  await openView(page, 'Topology')
  await drawing(page).getByRole('button', { name: 'Map' }).click()
  await level(page, 'Chains').click()
}

test('the network shows the machines, and what is known of the chosen one', async ({ page, program }) => {
  await openPage(page, program)
  await page.keyboard.press('Alt+1')
  await expect(page.getByRole('main', { name: 'Topology' })).toBeVisible()
  await expect(side(page, 'vm1')).toContainText('fa:16:3e:f3:1e:c0')
  await expect(side(page, 'vm1')).toContainText('192.168.1.104')
  await expect(spot(page, /^vm1, tap6e3f2eda-32, 91\.1\.180\.14, plugged in$/)).toHaveAttribute('aria-current', 'true')

  await test.step('another VM is chosen, unplugged, and plugged in again', async () => {
    await spot(page, /^vm2, /).click()
    await expect(side(page, 'vm2')).toContainText('91.1.180.5')
    await side(page, 'vm2').getByRole('button', { name: 'Unplug' }).click()
    await expect(spot(page, /^vm2, .*unplugged$/)).toBeVisible()
    await expect(side(page, 'vm2')).toContainText('unplugged')
    await side(page, 'vm2').getByRole('button', { name: 'Plug in' }).click()
    await expect(spot(page, /^vm2, .*plugged in$/)).toBeVisible()
  })

  await test.step('arrows go from machine to machine, Enter chooses', async () => {
    await spot(page, /^vm2, /).focus()
    await page.keyboard.press('ArrowUp')
    await expect(spot(page, /^vm1, /)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(side(page, 'vm1')).toBeVisible()
    await page.keyboard.press('Home')
    await expect(spot(page, /^outside-15, outside host, 192\.168\.1\.15$/)).toBeFocused()
  })

  await test.step('a packet to the chosen VM stands in the form of Trace', async () => {
    await side(page, 'vm1').getByRole('button', { name: 'Trace', exact: true }).click()
    await expect(page.getByRole('main', { name: 'Trace' })).toBeVisible()
    const form = page.getByRole('form', { name: 'Packet' })
    await expect(form.getByLabel('From', { exact: true }).locator('option:checked')).toContainText('192.168.1.15')
    await expect(form.getByRole('combobox', { name: 'To', exact: true })).toHaveValue('192.168.1.104')
    await openView(page, 'Topology')
  })

  await test.step('and the pane leads on', async () => {
    await side(page, 'vm1')
      .getByRole('button', { name: /^sg-all-ssh/ })
      .click()
    await expect(page).toHaveURL(/#\/groups$/)
    await openView(page, 'Topology')
    await side(page, 'vm1').getByRole('button', { name: 'Port', exact: true }).click()
    await expect(page.getByRole('complementary', { name: /vm1/ })).toContainText('6e3f2eda-3230-45e8-9be5-f382af5b83ea')
  })
})

test('the map has the numbers of a ping test where they are counted', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await runPing(page, '192.168.1.15', '192.168.1.104')
  await openMap(page)

  await test.step('four echoes each way: eight at the hook, four in each chain of the port', async () => {
    for (const line of ['bridge-hook', 'hook-top', 'top-local', 'local-forward', 'forward-sg', 'accept-device'])
      await expect(pill(page, line), line).toHaveText('8:672')
    for (const line of ['sg-in', 'sg-out', 'in-accept', 'out-accept']) await expect(pill(page, line), line).toHaveText('4:336')
    for (const line of ['input', 'output', 'in-drop']) await expect(pill(page, line), line).toHaveText('0')
    for (const segment of ['peer-router', 'router-switch', 'sg-lane', 'lane-accept', 'accept-device', 'device-vm'])
      for (const direction of ['to', 'from'] as const) await expect(lit(page, direction, segment).first()).toBeAttached()
    await expect(lit(page, 'to', 'lane-drop')).toHaveCount(0)
    await expect(page.getByTestId('map-caption')).toHaveText(/^4 packets towards vm1, 4 from vm1 since/)
  })

  await test.step('the same as a list', async () => {
    const list = page.getByRole('list', { name: 'to vm1' })
    await expect(list.getByRole('listitem')).toHaveCount(12)
    await expect(list.getByRole('button', { name: /^2 RELATED,ESTABLISHED 3$/ })).toBeVisible()
    await expect(list.getByRole('button', { name: /^8 icmp 1$/ })).toBeVisible()
    await expect(list.getByRole('button', { name: /^9 sg-fallback 0$/ })).toBeVisible()
  })

  await test.step('a port that nothing went to is dark, and an open one lights again', async () => {
    await page.getByRole('combobox', { name: 'Port whose way is lit' }).selectOption({ label: 'vm2  91.1.180.5' })
    await expect(page.getByTestId('map-caption')).toHaveText(/^No packet to or from vm2/)
    await expect(page.locator('[data-lit]')).toHaveCount(0)
    // What the shared chains counted was of the other port.
    await expect(pill(page, 'hook-top')).toHaveText('0:0 of 8')
    await expect(pill(page, 'forward-sg')).toHaveCount(0)
    await spot(page, /^vm1, 91\.1\.180\.14: show its way$/).click()
    await expect(pill(page, 'forward-sg')).toHaveText('8:672')
  })

  await test.step('the baseline set anew puts everything out', async () => {
    await page.keyboard.press('b')
    await expect(page.locator('[data-lit]')).toHaveCount(0)
    await expect(pill(page, 'input')).toHaveText('0')
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
})

test('the map is looked at nearer and from further away, and opened, by keyboard', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openMap(page)

  await test.step('levels by plus and minus', async () => {
    await page.keyboard.press('+')
    await expect(level(page, 'Rules')).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('=')
    await expect(page.getByRole('status').getByText('The map is looked at as near as can be')).toBeVisible()
    for (const name of ['Chains', 'Bridge', 'Network']) {
      await page.keyboard.press('-')
      await expect(level(page, name)).toHaveAttribute('aria-pressed', 'true')
    }
    await page.keyboard.press('-')
    await expect(page.getByRole('status').getByText('The map is looked at from as far as can be')).toBeVisible()
    await level(page, 'Rules').click()
  })

  await test.step('stations in the order of the hooks, rules between them', async () => {
    await spot(page, /^vm1, /).focus()
    await page.keyboard.press('Home')
    const stations: string[] = []
    for (let count = 0; count < 16; count++) {
      stations.push((await page.evaluate(() => document.activeElement?.getAttribute('aria-label')))?.split(',')[0] ?? '')
      await page.keyboard.press('ArrowRight')
    }
    expect(stations).toEqual([
      ...['outside-15 192.168.1.15', 'r1', 'br-int', 'qbr6e3f2eda-32', 'FORWARD', 'filter-top', 'neutron-openvswi-local'],
      ...['openvswi-FORWARD', 'sg-chain', 'i6e3f2eda-3', 'o6e3f2eda-3', 's6e3f2eda-3', 'DROP', 'ACCEPT', 'tap6e3f2eda-32', 'vm1'],
    ])
  })

  await test.step('what has the focus is in sight, and Enter opens it', async () => {
    await spot(page, /^i6e3f2eda-3, /).focus()
    for (let count = 0; count < 8; count++) await page.keyboard.press('ArrowDown')
    const rule = spot(page, /^rule 8 of neutron-openvswi-i6e3f2eda-3: icmp, 0 packets$/)
    await expect(rule).toBeFocused()
    await expect(rule).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('grid', { name: 'Rules of neutron-openvswi-i6e3f2eda-3' })).toBeVisible()
    await expect(page.getByRole('row', { name: /: icmp, RETURN$/ })).toHaveAttribute('aria-selected', 'true')
    await openView(page, 'Topology')
    await spot(page, /^sg-chain, /).press('Enter')
    await expect(page.getByRole('grid', { name: 'Rules of neutron-openvswi-sg-chain' })).toBeVisible()
  })

  await test.step('from the palette', async () => {
    await openView(page, 'Groups')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Show the way of a port')
    await page.keyboard.press('Enter')
    await page.keyboard.type('vm3')
    await page.keyboard.press('Enter')
    await expect(side(page, 'vm3')).toBeVisible()
    await expect(page.getByTestId('map-caption')).toHaveText('vm3 is on compute2, whose counters are not read')
  })
})

test('without a lab both drawings stay, and say why nothing is counted', async ({ page, program }) => {
  await openPage(page, program)
  await openMap(page)
  await expect(page.getByTestId('map-caption')).toHaveText(/^Not applied: the kernel has no chains for vm1 yet/)
  await expect(spot(page, /^i6e3f2eda-3, /)).toBeVisible()
  process.kill(labOf(program.pid), 'SIGKILL')
  await expect(page.getByTestId('map-caption')).toHaveText('The lab has ended: nothing is counted')
  await expect(page.locator('[data-pill]')).toHaveCount(0)
  await drawing(page).getByRole('button', { name: 'Network' }).click()
  await expect(spot(page, /^vm1, .*no device at the moment$/)).toBeVisible()
  await expect(side(page, 'vm1')).toContainText('no device')
})
