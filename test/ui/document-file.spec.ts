import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { root, startShell } from '../support/shell.ts'
import { change, dialog, group, menu, pathOf } from './documents-page.ts'
import { test } from './program.ts'
import { createGroup, openPage } from './tapwall-page.ts'

/** What happens to the document's file: other programs write it, and the program is killed before it does. */
const example = join(root, 'shared/project/examples/article-3.3.3.json')

test.describe('another program writes the file', () => {
  test.use({ document: example })

  test('it is told; theirs is taken as one step', async ({ page, program }) => {
    await openPage(page, program)
    const path = await pathOf(page)
    change(path, (project) => Object.assign(project.securityGroups[0] ?? {}, { name: 'theirs' }))
    await expect(page.getByRole('alert')).toContainText('was changed by another program. It differs in 1 group.')
    await page.getByRole('button', { name: 'Take theirs' }).click()
    await expect(group(page, 'theirs')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(group(page, 'sg-all-ssh')).toBeVisible()
    await expect.poll(() => readFileSync(path, 'utf8')).toContain('sg-all-ssh')
  })

  test('both sides are merged, and what both changed is decided', async ({ page, program }) => {
    await openPage(page, program)
    const path = await pathOf(page)
    change(path, (project) => {
      project.name = 'Theirs'
      Object.assign(project.securityGroups[0] ?? {}, { description: 'theirs' })
    })
    await expect(page.getByRole('alert')).toContainText('It differs in its name, 1 group.')
    await createGroup(page, 'mine')
    await menu(page).click()
    await page.getByRole('menuitem', { name: 'Rename the project' }).click()
    await page.keyboard.type('Mine')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Merge…' }).click()
    const asked = dialog(page, 'Both sides changed the same')
    await expect(asked.getByRole('row', { name: /^project name Mine Theirs$/ })).toBeVisible()
    expect(readFileSync(path, 'utf8')).not.toContain('mine')
    await asked.getByRole('button', { name: 'Take what is here' }).click()
    await expect(menu(page)).toHaveAccessibleName('Project Mine')
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect
      .poll(() => {
        const { name, securityGroups } = JSON.parse(readFileSync(path, 'utf8'))
        return [name, securityGroups[0].description, securityGroups.at(-1).name]
      })
      .toEqual(['Mine', 'theirs', 'mine'])
  })

  test('a deleted file is written anew on request', async ({ page, program }) => {
    await openPage(page, program)
    const path = await pathOf(page)
    rmSync(path)
    await expect(page.getByRole('alert')).toContainText('was deleted or moved by another program.')
    await page.getByRole('button', { name: 'Write it now' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    expect(readFileSync(path, 'utf8')).toContain('sg-all-ssh')
  })
})

test('work that a killed program had accepted is offered, and comes back', { tag: '@loopback' }, async ({ page }) => {
  const home = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
  const killed = await startShell([], home)
  // Main is gone at the very moment at which the page hears of the second edit.
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (payload.includes('"revision":3')) killed.child.kill('SIGKILL')
    }),
  )
  await page.goto(killed.address)
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 60_000 })
  await createGroup(page, 'kept')
  await page.waitForTimeout(1000)
  await page.getByRole('button', { name: 'New group' }).click()
  await page.keyboard.type('lost')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The program cannot be reached.')).toBeVisible()
  const next = await startShell([], home)
  await page.goto(next.address)
  await expect(page.getByRole('alert')).toContainText(/1 edit did not reach first-light\.json\. Tapwall ended at \d\d:\d\d:\d\d/)
  await expect(group(page, 'lost')).toHaveCount(0)
  await page.getByRole('button', { name: 'Restore last work' }).click()
  await expect(group(page, 'lost')).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await next.close()
})

for (const scheme of ['dark', 'light'] as const)
  test(`axe finds nothing serious in the dialogs and banners, ${scheme}`, { tag: '@look' }, async ({ page, program }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await openPage(page, program)
    const look = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([])
    }
    await menu(page).click()
    await look('menu')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+o')
    for (const source of ['Files', 'Examples', 'Recent']) {
      await page.getByRole('button', { name: source, exact: true }).click()
      await look(source)
    }
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+S')
    await look('save as')
    await page.keyboard.press('Escape')
    const path = await pathOf(page)
    change(path, (project) => {
      project.name = 'Theirs'
    })
    await createGroup(page, 'mine')
    await expect(page.getByRole('button', { name: 'Merge' })).toBeVisible()
    await look('banner')
  })
