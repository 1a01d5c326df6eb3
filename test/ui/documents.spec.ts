import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { root, startShell } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, createGroup, openPage } from './tapwall-page.ts'

/** Documents as a person handles them: opened, saved elsewhere, dropped, changed by other programs, lost and found again. */
const example = join(root, 'shared/project/examples/article-3.3.3.json')
const sevenRules = readFileSync(example, 'utf8')

const menu = (page: Page) => page.getByRole('button', { name: /^Project / })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })
const group = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

/** The page is loaded again with the other document; what was said before that is gone. */
async function isOpen(page: Page, name: string): Promise<void> {
  await expect(menu(page)).toHaveAccessibleName(`Project ${name}`, { timeout: 20_000 })
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 20_000 })
}

async function pathOf(page: Page): Promise<string> {
  await menu(page).click()
  const path = await page.getByTestId('document-path').getAttribute('title')
  await page.keyboard.press('Escape')
  return path ?? ''
}

/** Another program writes the file. */
function change(path: string, next: (project: { name: string; securityGroups: { name: string }[] }) => void): void {
  const project = JSON.parse(readFileSync(path, 'utf8'))
  next(project)
  writeFileSync(path, JSON.stringify(project))
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], fileName, { type: 'application/json' }))
      return transfer
    },
    [name, text] as const,
  )
  const body = page.locator('body')
  await body.dispatchEvent('dragenter', { dataTransfer: files })
  await expect(page.getByText('Drop it to open it')).toBeVisible()
  await body.dispatchEvent('drop', { dataTransfer: files })
  await expect(page.getByText('Drop it to open it')).toBeHidden()
}

test('an example takes the place of the project, runs at once, and the one before is among the recent files', async ({
  page,
  program,
}) => {
  await openPage(page, program)
  await createGroup(page, 'mine')
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'The article, with its seven rules' }).click()
  await isOpen(page, 'Article 3.3.3: seven rules')
  await expect(group(page, 'mine')).toHaveCount(0)
  await apply(page)
  await menu(page).click()
  await page.getByRole('menuitem', { name: /^Article 3\.3\.2/ }).click()
  await isOpen(page, 'Article 3.3.2: no security group')
  await expect(group(page, 'mine')).toBeVisible()
})

test('a new project is an empty lab; its name is changed in place', async ({ page, program }) => {
  await openPage(page, program)
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'New project' }).click()
  await isOpen(page, 'Empty lab')
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'Rename the project' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the project' })).toBeFocused()
  await page.keyboard.type('Harbour')
  await page.keyboard.press('Enter')
  await expect(menu(page)).toHaveAccessibleName('Project Harbour')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(menu(page)).toHaveAccessibleName('Project Empty lab')
})

test('save as, by keyboard: over a project only when asked twice', async ({ page, program }) => {
  await openPage(page, program)
  const first = await pathOf(page)
  const saveAs = async (path: string) => {
    await page.keyboard.press('Control+Shift+S')
    const field = dialog(page, 'Save as').getByRole('textbox', { name: 'Path' })
    await expect(field).toBeFocused()
    await field.fill(path)
    await page.keyboard.press('Enter')
  }
  await saveAs('~/harbour')
  await expect(page.getByText(/The project is kept in .*\/harbour\.json now/)).toBeVisible()
  await createGroup(page, 'mine')
  await saveAs(first)
  await expect(dialog(page, 'Save as').getByText(/There is a project of that name/)).toBeVisible()
  await page.getByRole('button', { name: 'Write over it' }).click()
  await expect(dialog(page, 'Save as')).toBeHidden()
  expect(await pathOf(page)).toBe(first)
  await saveAs('/nowhere/lab')
  await expect(page.getByText('There is no folder /nowhere. Make it first, or name another one.')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+s')
  await expect(page.getByText(`Everything was saved already, in ${first}`)).toBeVisible()
})

test('the open dialog lists folders and files, opens what is written, and says why it cannot', async ({ page, program }) => {
  await openPage(page, program)
  await page.keyboard.press('Control+o')
  const open = dialog(page, 'Open a project')
  const field = open.getByRole('textbox', { name: 'Path' })
  await expect(field).toBeFocused()
  await page.keyboard.type('~/absent.json')
  await page.keyboard.press('Enter')
  await expect(open.getByRole('alert')).toContainText('there is no such file')
  await field.fill('~')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('')
  await open.getByRole('button', { name: 'Examples' }).click()
  await open.getByRole('button', { name: /^Empty lab/ }).click()
  await isOpen(page, 'Empty lab')
  await page.keyboard.press('Control+o')
  await open.getByRole('button', { name: 'Files', exact: true }).click()
  await open.getByRole('button', { name: 'file first-light.json' }).click()
  await isOpen(page, 'Article 3.3.2: no security group')
})

test('a dropped file becomes a document; what is none is told, and nothing has changed', async ({ page, program }) => {
  await openPage(page, program)
  await drop(page, 'broken.json', '{ "format": ')
  await expect(page.getByRole('alert')).toContainText('Not opened. broken.json: This file ends too early')
  await page.getByRole('button', { name: 'Hide this message' }).click()
  await drop(page, 'harbour.json', sevenRules.replace('Article 3.3.3: seven rules', 'Dropped'))
  await isOpen(page, 'Dropped')
  expect(await pathOf(page)).toMatch(/\/projects\/harbour\.json$/)
  const field = page.getByTestId('browse')
  await page.keyboard.press('Control+o')
  await field.setInputFiles({ name: 'chosen.json', mimeType: 'application/json', buffer: Buffer.from(sevenRules) })
  await isOpen(page, 'Article 3.3.3: seven rules')
})

test.describe('another program writes the file', () => {
  test.use({ document: example })

  test('it is told; theirs is taken as one step', async ({ page, program }) => {
    await openPage(page, program)
    const path = await pathOf(page)
    change(path, (project) => Object.assign(project.securityGroups[0] ?? {}, { name: 'theirs' }))
    await expect(page.getByRole('alert')).toContainText('was changed by another program. It differs in 1 group.', { timeout: 2500 })
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
  await expect(page.getByText(/Lab running/)).toBeVisible({ timeout: 20_000 })
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

test('every tab follows when another document is opened', { tag: '@loopback' }, async ({ page, context, program }) => {
  await openPage(page, program)
  const other = await context.newPage()
  await openPage(other, program)
  await other.getByRole('navigation', { name: 'Views' }).getByText('Ports', { exact: true }).click()
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'New project' }).click()
  await isOpen(page, 'Empty lab')
  await isOpen(other, 'Empty lab')
  // The view is the person's, and stays.
  await expect(other.getByRole('row', { name: /^vm2 / })).toBeVisible()
})

test('a file that is gone is shown as gone, and can be taken off the list', async ({ page, program }) => {
  await openPage(page, program)
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'New project' }).click()
  await isOpen(page, 'Empty lab')
  const gone = await pathOf(page)
  await page.keyboard.press('Control+o')
  await page.getByRole('button', { name: /^Article 3\.3\.2/ }).click()
  await isOpen(page, 'Article 3.3.2: no security group')
  rmSync(gone)
  await page.keyboard.press('Control+o')
  const row = dialog(page, 'Open a project').getByRole('button', { name: /^Empty lab/ })
  await expect(row).toHaveAttribute('aria-disabled', 'true')
  await expect(row).toContainText('missing')
  await page.getByRole('button', { name: `Take ${gone} off the list` }).click()
  await expect(row).toHaveCount(0)
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
