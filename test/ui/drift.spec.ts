import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { mayEnter, onHost } from '../support/from-outside.ts'
import { type RunningProgram, test } from './program.ts'
import { apply, applyAtOnce, inStep, openPage, openView } from './tapwall-page.ts'

/** What others do in the kernel is noticed, and put back, taken over or ignored. Their acts are done in the lab's own namespace. */
test.skip(!mayEnter, 'Only root may enter the lab from outside.')
test.use({ document: fileURLToPath(new URL('../../shared/project/examples/article-3.3.3.json', import.meta.url)) })

const cell = (page: Page) => page.getByTestId('drift')
const list = (page: Page) => page.getByRole('list', { name: 'Drift on compute1' })
const rows = (page: Page) => list(page).getByRole('listitem')
const FALLBACK = 'neutron-openvswi-sg-fallback'

/** Runs iptables on compute1. */
const outside = ({ pid }: RunningProgram, ...args: string[]) => onHost(pid, 'compute1', 'iptables', ...args)

/** The chain to a VM that has a line with these words, and the line's number there. */
async function lineWith(program: RunningProgram, words: string): Promise<{ chain: string; line: number }> {
  const lines = (await outside(program, '-S')).split('\n').filter((line) => /^-A neutron-openvswi-i/.test(line))
  const chain = /^-A (\S+)/.exec(lines.find((line) => line.includes(words)) ?? '')?.[1] ?? ''
  const own = lines.filter((line) => line.startsWith(`-A ${chain} `))
  return { chain, line: own.findIndex((line) => line.includes(words)) + 1 }
}

async function applied(page: Page, program: RunningProgram): Promise<void> {
  await openPage(page, program)
  await apply(page)
  await expect(cell(page)).toHaveText('No drift')
}

test('a line that another took away and one that he added: noticed and put back', async ({ page, program }) => {
  await applied(page, program)
  const { chain, line } = await lineWith(program, '--dport 110')
  await outside(program, '-D', chain, String(line))
  await outside(program, '-I', FALLBACK, '-s', '203.0.113.7', '-j', 'ACCEPT')
  await expect(cell(page)).toHaveText('Drift: 2')
  await expect(page.getByLabel('Edited, applied, kernel')).toContainText('The kernel does not hold what was applied')
  await page.keyboard.press('d')
  await expect(rows(page)).toHaveCount(2)
  const missing = rows(page).filter({ hasText: '--dport 110' })
  await expect(missing).toHaveAccessibleName(`missing: filter, IPv4: ${chain}, line ${line}`)
  await expect(missing).toContainText('rule 1 of sg-all-ssh')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])

  await page.getByRole('button', { name: 'Put back all' }).click()
  await expect(missing).toHaveCount(0)
  expect((await lineWith(program, '--dport 110')).line).toBe(line)
  // What others made goes only when it is named.
  const foreign = rows(page).filter({ hasText: '203.0.113.7' })
  await expect(rows(page)).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Put back all' })).toHaveAttribute('aria-disabled', 'true')
  await foreign.getByRole('button', { name: 'Put back' }).click()
  await expect(page.getByRole('dialog')).toContainText('The kernels hold what was applied.')
  expect(await outside(program, '-S', FALLBACK)).not.toContain('203.0.113.7')
  await page.keyboard.press('Escape')
  await inStep(page)
  // Both are acts of the history.
  await openView(page, 'History')
  const acts = page.getByRole('grid', { name: 'Applies and what became of them' })
  await expect(acts.getByRole('row', { name: /^Put back r1, .*: 1 difference put back$/ })).toHaveCount(2)
})

test('a line of others becomes a rule of a group, and its copy goes with the apply; an undo takes it back', async ({
  page,
  program,
}) => {
  await applied(page, program)
  const { chain } = await lineWith(program, '--dport 110')
  await outside(program, '-I', chain, '-s', '203.0.113.0/24', '-p', 'tcp', '--dport', '8080', '-j', 'RETURN')
  await expect(cell(page)).toHaveText('Drift: 1')
  await cell(page).click()
  const row = rows(page).filter({ hasText: '--dport 8080' })
  await expect(row).toContainText('of others')
  await row.getByRole('button', { name: 'Take over' }).click()
  const offer = row.getByRole('group', { name: 'Take over' })
  await expect(offer).toContainText(/sg-all-ssh gets the rule .*8080/)
  await offer.getByRole('button', { name: 'Take over' }).click()
  await expect(row).toContainText('taken over')
  await page.keyboard.press('Escape')
  await expect(cell(page)).toHaveText('No drift but what the next apply settles')
  await page.keyboard.press('Control+z')
  await expect(cell(page)).toHaveText('Drift: 1')
  await page.keyboard.press('Control+Shift+z')
  await expect(cell(page)).toHaveText('No drift but what the next apply settles')
  await applyAtOnce(page)
  await expect(cell(page)).toHaveText('No drift')
  const lines = (await outside(program, '-S', chain)).split('\n').filter((line) => line.includes('--dport 8080'))
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('tw:')
})

test('a changed line that keeps our mark is noticed, and ignored until it changes again', async ({ page, program }) => {
  await applied(page, program)
  const mark = /tw:[0-9a-z.]+/.exec(await outside(program, '-S', FALLBACK))?.[0] ?? ''
  const rewrite = (target: string) => outside(program, '-R', FALLBACK, '1', '-m', 'comment', '--comment', mark, '-j', target)
  await rewrite('ACCEPT')
  await expect(cell(page)).toHaveText('Drift: 1')
  await cell(page).click()
  await expect(rows(page)).toHaveAccessibleName(/^changed: /)
  await rows(page).getByRole('button', { name: 'Take over' }).click()
  await expect(rows(page).getByRole('group', { name: 'Take over' })).toContainText(
    'This cannot be taken over. No rule of a group made this line',
  )
  await rows(page).getByRole('group').getByRole('button', { name: 'Cancel' }).click()
  await rows(page).getByRole('button', { name: 'Ignore' }).click()
  await expect(rows(page)).toContainText('ignored')
  await expect(rows(page).getByRole('button', { name: 'Count again' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(cell(page)).toHaveText('No drift but what is ignored')
  await rewrite('RETURN')
  await expect(cell(page)).toHaveText('Drift: 1')
  await page.keyboard.press('Control+K')
  await page.keyboard.type('Put back all drift')
  await page.keyboard.press('Enter')
  await expect(cell(page)).toHaveText('No drift')
  expect(await outside(program, '-S', FALLBACK)).toContain('-j DROP')
})
