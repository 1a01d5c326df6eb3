import { expect, type Page } from '@playwright/test'
import { labProgramOf } from '../support/machine.ts'
import { type RunningProgram, test } from './program.ts'
import { applyAtOnce, openPage } from './tapwall-page.ts'

/** An apply goes on without the page that asked for it, and the next page tells the truth about it. */
const applyCell = (page: Page) => page.getByTestId('apply')

/** Asks for an apply that stands still with the lab. */
async function beginApply(page: Page, program: RunningProgram): Promise<number> {
  await openPage(page, program)
  const lab = labProgramOf(program.pid)
  process.kill(lab, 'SIGSTOP')
  await applyAtOnce(page)
  await expect(applyCell(page)).toHaveText(/^Applying r1 since \d\d:\d\d:\d\d$/)
  return lab
}

test('a page closed during an apply: the next one shows that it runs, and then what it came to @loopback', async ({
  page,
  context,
  program,
}) => {
  const lab = await beginApply(page, program)
  const since = await applyCell(page).innerText()
  await page.close()
  const next = await context.newPage()
  await program.show(next)
  await expect(applyCell(next)).toHaveText(since)
  await next.getByRole('button', { name: /^Review & apply/ }).click()
  await expect(next.getByRole('button', { name: 'Apply on trial' })).toHaveAttribute('aria-disabled', 'true')
  await expect(next.getByRole('button', { name: 'Apply and keep' })).toHaveAttribute('aria-disabled', 'true')
  process.kill(lab, 'SIGCONT')
  await expect(applyCell(next)).toHaveText(/^Applied r1 at \d\d:\d\d:\d\d\d+ transactions?, \d+ ms$/)
  await expect(next.getByLabel('Edited, applied, kernel')).toContainText('The kernel holds exactly what was applied.')
  await next.reload()
  await expect(applyCell(next)).toHaveText(/^Applied r1 at/)
})

test('a page closed during an apply that fails: the next one tells why @loopback', async ({ page, context, program }) => {
  const lab = await beginApply(page, program)
  await page.close()
  process.kill(lab, 'SIGKILL')
  const next = await context.newPage()
  await program.show(next)
  await expect(next.getByText('The lab ended by itself.')).toBeVisible()
  await expect(applyCell(next)).toHaveText(/^Apply of r1 failed at \d\d:\d\d:\d\dApply failed: The lab program ended\./)
  // A new lab holds nothing, and nothing failed in it.
  await next.getByRole('button', { name: 'Start the lab anew' }).click()
  await expect(next.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
  await expect(applyCell(next)).toHaveCount(0)
})

test('a line that breaks during an apply: the same page tells what it came to @loopback', async ({ page, program }) => {
  const lines: { readonly close: () => Promise<void> }[] = []
  await page.routeWebSocket('**/contract', (line) => {
    line.connectToServer()
    lines.push(line)
  })
  const lab = await beginApply(page, program)
  await Promise.all(lines.map((line) => line.close()))
  await expect(page.getByRole('status').getByText(/^The answer to the apply of r1 was not heard/)).toBeVisible()
  process.kill(lab, 'SIGCONT')
  await expect(applyCell(page)).toHaveText(/^Applied r1 at/)
})
