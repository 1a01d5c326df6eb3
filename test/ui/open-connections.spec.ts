import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from './program.ts'
import { apply, applyAtOnce, inStep, openPage, openView } from './tapwall-page.ts'

/** The article's seven rules, as today's release applies them: with zones of connection tracking, whose entries can be ended. */
const article = JSON.parse(readFileSync('shared/project/examples/article-3.3.3.json', 'utf8'))
const document = join(mkdtempSync(join(tmpdir(), 'tapwall-open-')), 'project.json')
writeFileSync(document, JSON.stringify({ ...article, hosts: article.hosts.map((host: object) => ({ ...host, release: '25.2' })) }))
test.use({ document })

const choice = (page: Page) => page.getByRole('combobox', { name: 'Open connections' })

/** A ping under way is an open connection; then its rule is deleted. */
async function pingThenDelete(page: Page): Promise<void> {
  await apply(page)
  await openView(page, 'Ping test')
  const form = page.getByRole('form', { name: 'What to send' })
  await form.getByRole('combobox', { name: 'to', exact: true }).fill('91.1.180.1')
  await page.keyboard.press('Escape')
  await form.getByLabel('count').fill('400')
  await form.getByLabel('every').fill('0.5')
  await form.getByRole('button', { name: /^Run/ }).click()
  await expect(page.getByTestId('echo').nth(1)).toBeVisible({ timeout: 60_000 })
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
  await page.getByRole('row', { name: /egress.*icmp/ }).click()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /^Review & apply/ }).click()
}

test('those that the new rules refuse end with the apply', async ({ page, program }) => {
  await openPage(page, program)
  await pingThenDelete(page)
  await expect(choice(page)).toHaveValue('refused')
  expect((await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious')).toEqual([])
  await page.getByRole('button', { name: 'Apply on trial' }).click()
  await expect(page.getByText(/open connections? (was|were) ended/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Keep changes' }).click()
})

test('they stay open where that is chosen, and the choice is remembered', async ({ page, program }) => {
  await openPage(page, program)
  await pingThenDelete(page)
  await choice(page).selectOption('Leave all open')
  await expect(page.getByText('What is open lives on until it ends')).toBeVisible()
  await applyAtOnce(page)
  await inStep(page)
  await openView(page, 'Ping test')
  const received = page.getByTestId('ping-received')
  const before = Number(await received.innerText())
  await expect.poll(async () => Number(await received.innerText())).toBeGreaterThan(before + 2)
  await page.reload()
  await openView(page, 'Groups')
  await page.getByRole('row', { name: /^sg-all-ssh/ }).click()
  await page.getByRole('row', { name: /ingress.*tcp.*80/ }).click()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /^Review & apply/ }).click()
  await expect(choice(page)).toHaveValue('kept')
})
