import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { dialog, dropFiles, group, isOpen, menu, pathOf } from './documents-page.ts'
import { test } from './program.ts'
import { apply, createGroup, openPage } from './tapwall-page.ts'

/** Documents as a person handles them: opened, saved elsewhere, dropped on the window. */
const sevenRules = readFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), 'utf8')

const drop = (page: Page, name: string, text: string) => dropFiles(page, [{ name, text }])

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

test('examples and recent files are found by typing', async ({ page, program }) => {
  await openPage(page, program)
  const run = async (words: string, choice: string) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
    await page.keyboard.type(choice)
    await page.keyboard.press('Enter')
  }
  await run('open an example', 'seven')
  await isOpen(page, 'Article 3.3.3: seven rules')
  await run('open a recent', '3.3.2')
  await isOpen(page, 'Article 3.3.2: no security group')
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
