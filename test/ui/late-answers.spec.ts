import { expect, type Page } from '@playwright/test'
import { test } from './program.ts'
import { createGroup, openPage, openView } from './tapwall-page.ts'

/** Keys that are pressed before main has answered to the ones before: nothing is lost, nothing is refused for it. */
const LATE = 400

/** Whatever main says comes late. */
const lateAnswers = (page: Page): Promise<void> =>
  page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => server.send(message))
    server.onMessage((message) => setTimeout(() => socket.send(message), LATE))
  })

test.describe('while answers are late', { tag: '@loopback' }, () => {
  test('a rule that is typed while main still answers for the one before is not lost', async ({ page, program }) => {
    await lateAnswers(page)
    await openPage(page, program)
    await createGroup(page, 'quick')
    const row = page.getByRole('row', { name: 'New rule' })
    await row.getByLabel('Direction').focus()
    await page.keyboard.press('Enter')
    // One letter chooses in a select; all of it comes before the answer does.
    await page.keyboard.type('e')
    await expect(page.getByRole('row', { name: /^Rule 1: ingress/ })).toBeVisible()
    // Until all answers are there: none of them may take back what was typed meanwhile.
    await page.waitForTimeout(2 * LATE)
    await expect(row.getByLabel('Direction')).toHaveValue('egress')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('row', { name: /^Rule 2: egress/ })).toBeVisible()
  })

  test('what was done just now is undone, done again and listed', async ({ page, program }) => {
    await lateAnswers(page)
    await openPage(page, program)
    const rules = page.getByRole('row', { name: /^Rule \d+:/ })
    await expect(rules).toHaveCount(4)
    await rules.first().focus()
    await page.keyboard.press('Delete')
    await expect(rules).toHaveCount(3)
    await page.keyboard.press('Control+z')
    await expect(rules).toHaveCount(4)
    await page.keyboard.press('Control+Shift+z')
    await expect(rules).toHaveCount(3)
    // All in one breath.
    for (const key of ['Delete', 'Control+z', 'Control+z', 'Control+Shift+z', 'u']) await page.keyboard.press(key)
    await expect(page.getByRole('menuitem', { name: /^(?!Show )/ })).toHaveCount(3)
    await expect(rules).toHaveCount(3)
  })

  test('a setting of a host that is looked at while the one before is being taken stays', async ({ page, program }) => {
    await lateAnswers(page)
    await openPage(page, program)
    await openView(page, 'Hosts')
    const preview = page.getByRole('region', { name: 'What a change would do' })
    await page.getByRole('group', { name: 'Release of the agent' }).getByRole('button', { name: '2015.1' }).click()
    await preview.getByRole('button', { name: 'Take it' }).click()
    await page.getByRole('group', { name: 'enable_ipset' }).getByRole('button', { name: 'False' }).click()
    await page.waitForTimeout(2 * LATE)
    await expect(preview.getByRole('button', { name: 'Take it' })).toBeVisible()
  })
})
