import { expect, type Locator, type Page } from '@playwright/test'
import type { RunningProgram } from './program.ts'

/** The page as a person uses it: mouse and keyboard, names that one can read. */
export type View = 'Topology' | 'Groups' | 'Ports' | 'Networks' | 'Hosts' | 'Chains' | 'Compare' | 'Ping test' | 'Trace' | 'History'

export const openView = (page: Page, view: View): Promise<void> =>
  page.getByRole('navigation', { name: 'Views' }).getByText(view, { exact: true }).click()

export async function openPage(page: Page, program: RunningProgram): Promise<void> {
  await program.show(page)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
}

/** Waits until edited, applied and kernel are the same: the kernel alone was so before, too. */
export async function inStep(page: Page): Promise<void> {
  const states = page.getByLabel('Edited, applied, kernel')
  await expect(states).toContainText('The project is what was applied.')
  await expect(states).toContainText('The kernel holds exactly what was applied.')
}

/** Applies from wherever one is, without a look at what it does: `review.spec.ts` goes the ordinary way. */
export const applyAtOnce = (page: Page): Promise<void> => page.keyboard.press('Control+Shift+Enter')

/** The ordinary way, without a mouse: look at it, put it on trial, keep it. */
export async function applyByKeys(page: Page): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('main', { name: 'Review & apply' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: 'Keep changes' })).toBeVisible({ timeout: 60_000 })
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Keep changes' })).toHaveCount(0)
  await inStep(page)
}

export async function apply(page: Page): Promise<void> {
  await applyAtOnce(page)
  await inStep(page)
}

/** Makes a group with the keyboard alone, as empty as the article's, or with the rules that Neutron gives it. */
export async function createGroup(page: Page, name: string, letsOut = false): Promise<void> {
  await page.getByRole('button', { name: 'New group' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name of the new group')).toBeFocused()
  await page.keyboard.type(name)
  if (!letsOut) {
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await expect(page.getByRole('switch', { name: 'Let everything out' })).not.toBeChecked()
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: `Rules of ${name}` })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(letsOut ? 2 : 0)
}

export interface TypedRule {
  readonly direction: 'ingress' | 'egress'
  readonly protocol: string
  readonly ports?: string
  readonly remote?: string
}

/** Types a rule into the first row of the table and presses Enter. */
export async function typeRule(page: Page, rule: TypedRule): Promise<void> {
  const row = page.getByRole('row', { name: 'New rule' })
  await row.getByLabel('Direction').selectOption(rule.direction)
  const type = async (field: Locator, text: string) => {
    await field.focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type(text)
  }
  await type(row.getByLabel('Protocol'), rule.protocol)
  if (rule.ports !== undefined) await type(row.getByLabel('Ports'), rule.ports)
  await type(row.getByLabel('Remote'), rule.remote ?? 'any')
  const before = await page.getByRole('row', { name: /^Rule \d+:/ }).count()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(before + 1)
}

/** Drags a group's chip onto a VM's port with the mouse. */
export async function dragGroup(page: Page, group: string, vm: string): Promise<void> {
  const chip = page.getByRole('button', { name: `Drag ${group} onto a port` })
  const row = page.getByRole('row', { name: new RegExp(`^${vm} `) })
  const from = await chip.boundingBox()
  const to = await row.boundingBox()
  if (from === null || to === null) throw new Error('nothing to drag')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + 30, from.y + 30, { steps: 4 })
  await page.mouse.move(to.x + 200, to.y + to.height / 2, { steps: 8 })
  await page.mouse.up()
  await expect(row).toContainText(group)
}

/** Runs a ping test and waits for its end. */
export async function runPing(page: Page, from: string, to: string): Promise<void> {
  await openView(page, 'Ping test')
  const form = page.getByRole('form', { name: 'What to send' })
  const choice = form.getByLabel('from').locator('option', { hasText: from })
  await form.getByLabel('from').selectOption((await choice.getAttribute('value')) ?? '')
  await form.getByRole('combobox', { name: 'to', exact: true }).fill(to)
  await page.keyboard.press('Escape')
  await form.getByRole('button', { name: /^Run/ }).click()
  await expect(form.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expect(page.getByText(/finished in/)).toBeVisible({ timeout: 60_000 })
}

/** Chooses a chain in the graph. */
export async function openChain(page: Page, chain: string): Promise<void> {
  await openView(page, 'Chains')
  await page.getByRole('button', { name: `chain ${chain}`, exact: true }).click()
  await expect(page.getByRole('grid', { name: `Rules of ${chain}` })).toBeVisible()
}

/** Difference since the baseline of the one rule of the open chain whose words fit. */
export const delta = (page: Page, words: RegExp): Locator => page.getByRole('row', { name: words }).getByTestId('delta')
