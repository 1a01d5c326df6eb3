import { expect, type Page } from '@playwright/test'
import { openView } from './tapwall-page.ts'

/** The Trace view as its tests use it. */
export const form = (page: Page) => page.getByRole('form', { name: 'Packet' })
export const steps = (page: Page) => page.getByRole('grid', { name: 'Steps of the packet' })
export const place = (page: Page) => page.getByTestId('trace-place')
export const sentence = (page: Page) => page.getByTestId('trace-sentence')

export async function openTrace(page: Page): Promise<void> {
  await openView(page, 'Trace')
  await expect(form(page)).toBeVisible()
}

export async function ask(page: Page, from: string, to: string, protocol: string): Promise<void> {
  const sender = form(page).getByLabel('From', { exact: true })
  const option = sender.locator('option', { hasText: from })
  await sender.selectOption((await option.getAttribute('value')) ?? '')
  await form(page).getByRole('combobox', { name: 'To', exact: true }).fill(to)
  await page.keyboard.press('Escape')
  await form(page).getByLabel('Protocol').selectOption(protocol)
}

export const predict = (page: Page): Promise<void> => form(page).getByRole('button', { name: 'Predict', exact: true }).click()

export async function chooseStep(page: Page, words: RegExp): Promise<void> {
  await steps(page).getByRole('row', { name: words }).click()
}
