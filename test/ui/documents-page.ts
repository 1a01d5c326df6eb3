import { readFileSync, writeFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'

/** Files over the window, let go. `words`: what the page says meanwhile, in its language. */
export async function dropFiles(
  page: Page,
  files: readonly { readonly name: string; readonly text: string }[],
  words = 'Drop it to open it',
): Promise<void> {
  const dataTransfer = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer()
    for (const { name, text } of all) transfer.items.add(new File([text], name, { type: 'application/json' }))
    return transfer
  }, files)
  const body = page.locator('body')
  await body.dispatchEvent('dragenter', { dataTransfer })
  await expect(page.getByText(words)).toBeVisible()
  await body.dispatchEvent('drop', { dataTransfer })
  await expect(page.getByText(words)).toBeHidden()
}

/** What the tests about documents point at. */
export const menu = (page: Page) => page.getByRole('button', { name: /^Project / })
export const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })
export const group = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

/** The page is loaded again with the other document; what was said before that is gone. */
export async function isOpen(page: Page, name: string): Promise<void> {
  await expect(menu(page)).toHaveAccessibleName(`Project ${name}`, { timeout: 60_000 })
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
}

export async function pathOf(page: Page): Promise<string> {
  await menu(page).click()
  const path = await page.getByTestId('document-path').getAttribute('title')
  await page.keyboard.press('Escape')
  return path ?? ''
}

/** Another program writes the file. */
export function change(path: string, next: (project: { name: string; securityGroups: { name: string }[] }) => void): void {
  const project = JSON.parse(readFileSync(path, 'utf8'))
  next(project)
  writeFileSync(path, JSON.stringify(project))
}
