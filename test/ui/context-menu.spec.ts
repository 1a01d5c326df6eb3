import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView, runPing } from './tapwall-page.ts'

/** What can be done with a thing stands where the thing is: by right click, by the Menu key and by Shift+F10. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const menu = (page: Page) => page.getByRole('menu')
const item = (page: Page, name: RegExp) => menu(page).getByRole('menuitem', { name })

test('groups, rules, ports and chips have their acts, with the reason for those that rest', async ({ page, program }) => {
  await openPage(page, program)
  const rule = page.getByRole('row', { name: /^Rule 2: egress IPv4 tcp 22/ })
  await rule.click({ button: 'right' })
  await expect(rule).toHaveAttribute('aria-selected', 'true')
  await expect(item(page, /^Change the rule/)).toBeFocused()
  await expect(item(page, /^Show the group rule in Chains/)).toContainText('The kernel holds no line of this rule')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  await item(page, /^Copy the rule as kernel text/).click()
  expect(await program.copied(page)).toBe('-A neutron-openvswi-o6e3f2eda-3 -p tcp -m tcp --dport 22 -j RETURN')
  await expect(rule).toBeFocused()

  await test.step('by keyboard: walked through, told by letter, left with the focus where it was', async () => {
    await page.keyboard.press('Shift+F10')
    await expect(menu(page)).toHaveAccessibleName(/^Rule 2: egress/)
    await page.keyboard.press('ArrowUp')
    await expect(item(page, /^Delete the rule/)).toBeFocused()
    await page.keyboard.press('c')
    await expect(item(page, /^Change the rule/)).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(menu(page)).toBeHidden()
    await expect(rule).toBeFocused()
    await page.keyboard.press('ContextMenu')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(6)
    // The rule that took its place has the focus.
    await expect(page.getByRole('row', { name: /^Rule 2: ingress IPv4 tcp 80/ })).toBeFocused()
  })

  await test.step('an act whose focus is elsewhere takes it there', async () => {
    await page.getByRole('row', { name: /^sg-all-ssh,/ }).click({ button: 'right' })
    await item(page, /^Rename the group/).click()
    await expect(page.getByLabel('Name of the group')).toBeFocused()
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: /^sg-all-ssh,/ }).click({ button: 'right' })
    await expect(item(page, /^Delete the group/)).toContainText('bound to a port')
    await page.keyboard.press('Escape')
  })

  await test.step('ports and their chips', async () => {
    await openView(page, 'Ports')
    const port = page.getByRole('row', { name: /^vm2 / })
    await port.click({ button: 'right', position: { x: 10, y: 8 } })
    await item(page, /^Bind a group to the chosen port/).click()
    await page.keyboard.type('all-ssh')
    await page.keyboard.press('Enter')
    await expect(port).toContainText('sg-all-ssh')
    await port.getByText('sg-all-ssh').click({ button: 'right' })
    await item(page, /^Take sg-all-ssh off vm2/).click()
    await expect(port).not.toContainText('sg-all-ssh')
    await port.click({ button: 'right', position: { x: 10, y: 8 } })
    await item(page, /^Copy the id/).click()
    expect(await program.copied(page)).toMatch(/^402fe6b1-/)
  })
})

test('chains, kernel rules and rules that moved have theirs', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await runPing(page, '192.168.1.15', '192.168.1.104')
  const moved = page.getByRole('grid', { name: /Counters/ }).getByRole('row', { name: /icmp, RETURN/ })
  await moved.first().click({ button: 'right' })
  await item(page, /^Copy the kernel rule/).click()
  expect(await program.copied(page)).toMatch(/^-A neutron-openvswi-[io]6e3f2eda-3 -p icmp -j RETURN$/)
  await openView(page, 'Chains')
  const node = page.getByRole('button', { name: 'chain neutron-openvswi-i6e3f2eda-3', exact: true })
  await node.focus()
  await page.keyboard.press('Shift+F10')
  await page.keyboard.press('Enter')
  expect(await program.copied(page)).toBe('neutron-openvswi-i6e3f2eda-3')
  await expect(node).toBeFocused()
  await page.getByRole('row', { name: /: icmp, RETURN$/ }).click({ button: 'right' })
  await item(page, /^Show the group rule/).click()
  await expect(page.getByRole('row', { name: /^Rule 7: ingress IPv4 icmp/ })).toHaveAttribute('aria-selected', 'true')
})
