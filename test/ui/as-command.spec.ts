import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { createGroup, openPage, openView, typeRule } from './tapwall-page.ts'

/** Every act that edits, as the commands of the neutron and the openstack client that do the same. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const dialog = (page: Page) => page.getByRole('dialog')
const text = (page: Page) => dialog(page).getByRole('region', { name: 'Commands' })

async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
}

/** The list of edits, from where its key is no letter of a field. */
async function openEdits(page: Page): Promise<void> {
  await page.getByRole('row', { name: /^web,/ }).focus()
  await page.keyboard.press('u')
  await expect(page.locator('[aria-current="step"]')).toBeFocused()
}

async function run(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
}

test('each step of the list of edits, and all of them, with both clients', async ({ page, program }) => {
  await openPage(page, program)
  await run(page, 'Show all edits as commands')
  await expect(page.getByRole('option', { name: /^Show all edits/ })).toContainText('Nothing has been edited yet')
  await page.keyboard.press('Escape')
  await createGroup(page, 'web', true)
  await typeRule(page, { direction: 'ingress', protocol: 'tcp', ports: '80:81', remote: '10.0.0.0/8' })
  await page.keyboard.press('Control+k')
  for (const each of ['bind group to port', 'web', 'vm1']) {
    await page.keyboard.type(each)
    await page.keyboard.press('Enter')
  }
  await expect(page.getByRole('row', { name: /^web, 3 rules, 1 port/ })).toBeVisible()

  await test.step('a step, by keyboard', async () => {
    await openEdits(page)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('menuitem', { name: /^Show as command: add rule ingress tcp 80:81/ })).toBeFocused()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toHaveAccessibleName(/^As a command: add rule ingress tcp 80:81/)
    await expect(text(page)).toHaveText(
      'neutron security-group-rule-create --direction ingress --ethertype IPv4 --protocol tcp --port-range-min 80 --port-range-max 81 --remote-ip-prefix 10.0.0.0/8 web',
    )
    await expect(dialog(page).getByRole('button', { name: 'Copy' })).toBeFocused()
    await dialog(page).getByRole('button', { name: 'openstack' }).press('Enter')
    const command =
      'openstack security group rule create --ingress --ethertype IPv4 --protocol tcp --dst-port 80:81 --remote-ip 10.0.0.0/8 web'
    await expect(text(page)).toHaveText(command)
    const axe = await new AxeBuilder({ page }).analyze()
    expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    await dialog(page).getByRole('button', { name: 'Copy' }).press('Enter')
    await expect(dialog(page).getByRole('status')).toHaveText('Copied.')
    expect(await program.copied(page)).toBe(`${command}\n`)
    await leave(page)
    // The focus is back where the list was asked for, or on its button.
    await expect(page.locator('tr:focus, button:focus')).toHaveCount(1)
  })

  await test.step('all of it, as one script; the client is remembered', async () => {
    await openEdits(page)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('menuitem', { name: 'Show all edits as commands' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toHaveAccessibleName('All that was edited since the project was opened')
    await expect(text(page).locator('code')).toHaveText([
      /^# Ids are those of this project/,
      "openstack security group create --description '' web",
      /^openstack security group rule create --ingress .* web$/,
      /^openstack port set --security-group web 6e3f2eda-/,
    ])
    await leave(page)
  })

  await test.step('a step that was undone still has its commands; the last one is another then', async () => {
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('row', { name: /^web, 3 rules, 0 ports/ })).toBeVisible()
    await openEdits(page)
    await page.getByRole('menuitem', { name: /^Show as command: bind web to vm1/ }).click()
    await expect(text(page)).toContainText('openstack port set --security-group web 6e3f2eda-')
    await leave(page)
    await run(page, 'Show the last edit as a command')
    await expect(dialog(page)).toHaveAccessibleName(/^As a command: add rule/)
    await leave(page)
  })
})

test('things where they stand: group, rule, port, binding, and the rule that is typed', async ({ page, program }) => {
  await openPage(page, program)
  const item = (name: RegExp) => page.getByRole('menu').getByRole('menuitem', { name })
  await page.getByRole('row', { name: /^sg-all-ssh,/ }).click({ button: 'right' })
  await item(/^Show the group as commands/).click()
  await expect(text(page)).toContainText("neutron security-group-create --description 'allow ssh' sg-all-ssh")
  await expect(text(page).locator('code', { hasText: 'security-group-rule-create' })).toHaveCount(7)
  await leave(page)

  const rule = page.getByRole('row', { name: /^Rule 2: egress IPv4 tcp 22/ })
  await rule.click({ button: 'right' })
  await item(/^Show the rule as a command/).click()
  await expect(text(page).locator('code')).toHaveText([
    '# Descriptions of rules are left out: this server has none.',
    /^neutron security-group-rule-create --direction egress .* --port-range-max 22 sg-all-ssh$/,
  ])
  await leave(page)
  await expect(rule).toBeFocused()

  await test.step('typed', async () => {
    const row = page.getByRole('row', { name: 'New rule' })
    await row.getByLabel('Ports').fill('0')
    const button = row.getByRole('button', { name: 'Show the typed rule as a command' })
    await row.getByLabel('Ports').fill('9:8')
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await run(page, 'Show the typed rule as a command')
    await expect(page.locator('.status')).toContainText('9:8 is reversed')
    await row.getByLabel('Ports').fill('443')
    await button.press('Enter')
    await expect(text(page)).toHaveText(
      'neutron security-group-rule-create --direction ingress --ethertype IPv4 --protocol tcp --port-range-min 443 --port-range-max 443 sg-all-ssh',
    )
    await leave(page)
    // Nothing was done, and nothing typed is lost.
    await expect(row.getByLabel('Ports')).toHaveValue('443')
    await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(7)
    await rule.dblclick()
    const edited = page.getByRole('row', { name: 'Edit rule 2' })
    await edited.getByLabel('Ports').fill('23')
    await edited.getByRole('button', { name: 'Show the typed rule as a command' }).press('Enter')
    await expect(text(page).locator('code')).toHaveText([
      /^# Rules have no names/,
      /^neutron security-group-rule-delete /,
      /^# Descriptions of rules/,
      /^neutron security-group-rule-create .* --port-range-min 23 --port-range-max 23 sg-all-ssh$/,
    ])
    await leave(page)
    await page.keyboard.press('Escape')
  })

  await test.step('ports and bindings', async () => {
    await openView(page, 'Ports')
    const port = page.getByRole('row', { name: /^vm1 / })
    await port.click({ button: 'right', position: { x: 10, y: 8 } })
    await item(/^Show the chosen port as a command/).click()
    await expect(text(page)).toContainText('neutron port-update --security-group sg-all-ssh 6e3f2eda-')
    await leave(page)
    await port.getByText('sg-all-ssh').click({ button: 'right' })
    await item(/^Show as command/).click()
    await expect(dialog(page)).toHaveAccessibleName('sg-all-ssh on vm1 as a command')
    await expect(text(page)).toContainText('--security-group sg-all-ssh 6e3f2eda-')
    await leave(page)
  })
})
