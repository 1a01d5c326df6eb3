import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage, openView } from './tapwall-page.ts'
import { ask, form, openTrace, steps } from './trace-page.ts'

/** Packets that are sent in the lab from Trace: what the kernel told and counted beside what was worked out. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

test('the article’s four pings, sent and traced: three agree, in both directions', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  for (const [from, to] of [
    ['192.168.1.15', '192.168.1.104'],
    ['vm1', '192.168.1.115'],
  ] as const)
    await test.step(`${from} to ${to}`, async () => {
      await openTrace(page)
      await ask(page, from, to, 'icmp')
      await form(page).getByRole('button', { name: 'Send and trace' }).click()
      // Until then the walk before this one is shown.
      await expect(page.getByTestId('trace-subject')).toContainText(`to ${to}`, { timeout: 60_000 })
      await expect(page.getByTestId('trace-agree')).toHaveText('Three agree', { timeout: 60_000 })
      await expect(page.getByRole('group', { name: 'Packets of the conversation' }).getByRole('button')).toHaveCount(8)
      for (const packet of [/^1: echo request/, /^2: echo reply/, /^8: echo reply/]) {
        await page.getByRole('button', { name: packet }).click()
        const sum = page.getByTestId('trace-sum')
        await expect(sum.locator('[data-sum="traced"]')).toContainText(/ACCEPT.*same \d+ rules/)
        await expect(sum.locator('[data-sum="counted"]')).toContainText(/\+\d/)
        await expect(steps(page).locator('.trace-differs')).toHaveCount(0)
      }
    })
  await test.step('connections before and after, and the kernel’s own lines, each leading to its step', async () => {
    await page.getByRole('button', { name: /^2: echo reply/ }).click()
    const entries = page.getByRole('table', { name: 'Connections' })
    await expect(entries.getByRole('row', { name: /compute1 .*icmp 91\.1\.180\.14 → 192\.168\.1\.115/ })).toContainText(
      '[UNREPLIED]',
    )
    await page.getByRole('button', { name: 'Kernel’s own words' }).click()
    const details = page.getByRole('region', { name: 'Connections and the kernel’s own words' })
    const line = details.getByRole('button', { name: /TRACE: .*filter:FORWARD:rule/ }).first()
    await expect(steps(page).locator('tr[aria-selected="true"]')).toBeInViewport()
    await line.click()
    await expect(line).toHaveAttribute('aria-current', 'step')
    await expect(steps(page).locator('tr[aria-selected="true"]')).toContainText('FORWARD')
  })
  await test.step('all of it as a file', async () => {
    // Electron asks in a dialog of its own where a file goes, and a test hears nothing of it.
    if (program.desktop !== null) return
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as JSON' }).click()])
    const text = readFileSync((await file.path()) ?? '', 'utf8')
    expect(JSON.parse(text)).toMatchObject({ question: { what: 'ping', to: '192.168.1.115' } })
  })
  await test.step('and forgotten', async () => {
    await page.getByRole('button', { name: 'Forget', exact: true }).click()
    await expect(page.getByRole('grid', { name: 'Before this' }).getByRole('row', { name: /^ping outside-15 → vm1/ })).toHaveCount(
      1,
    )
  })
})

test('what is sent is told while it comes, and ends when it is stopped or the view is left', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)
  await openTrace(page)
  await ask(page, 'vm1', '192.168.1.115', 'icmp')
  const send = form(page).getByRole('button', { name: 'Send and trace' })
  const told = form(page).getByRole('list', { name: 'Told last' })
  const begin = async () => {
    await form(page).getByLabel('Count').fill('20')
    await send.click()
    // Only the last few are shown, of ping or of the kernel.
    await expect(told).toContainText('192.168.1.115')
  }
  const before = page.getByRole('grid', { name: 'Before this' }).getByRole('row', { name: /^ping vm1 → outside-115/ })
  /** On a slow machine all may be through before it is ended, and is kept then: it is ended again. */
  const endsWith = (end: () => Promise<void>) =>
    expect(async () => {
      const kept = await before.count()
      await begin()
      await end()
      await expect(told).toHaveCount(0)
      await expect(before).toHaveCount(kept, { timeout: 3000 })
    }).toPass({ timeout: 120_000 })

  await endsWith(async () => {
    await expect(form(page).getByRole('status')).toContainText(/on: \d+ lines? so far/)
    await expect(send).toHaveAttribute('aria-disabled', 'true')
    await form(page).getByRole('button', { name: 'Stop sending' }).click({ timeout: 5000 })
  })
  await expect(page.getByRole('alert')).toHaveCount(0)
  await endsWith(async () => {
    await openView(page, 'Groups')
    await openTrace(page)
  })
  await expect(send).not.toHaveAttribute('aria-disabled', 'true')
  await form(page).getByLabel('Count').fill('1')
  const kept = await before.count()
  // The trace that was left is being taken away for a moment.
  await expect(async () => {
    await send.click()
    await expect(before).toHaveCount(kept + 1, { timeout: 10_000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.getByTestId('trace-agree')).toHaveText('Three agree')
})
