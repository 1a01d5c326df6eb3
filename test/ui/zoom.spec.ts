import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/shell.ts'
import { test } from './program.ts'
import { apply, openPage } from './tapwall-page.ts'

/** Zoomed to 200 %, a window of 1440 x 900 has room for 720 x 450, one of 1024 x 700 for 512 x 350. Everything stays in reach. */
test.use({ document: join(root, 'shared/project/examples/article-3.3.3.json') })

const VIEWS = ['Alt+1', 'Alt+2', 'Alt+3', 'Alt+4', 'Alt+5', 'Alt+6', 'Alt+7', 'Alt+8', 'Alt+9', 'Alt+0', 'Control+,'] as const

/** Controls that cannot be brought into sight whole and on top, each with what covers it. */
const outOfReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const found: string[] = []
    const name = (element: Element) =>
      `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)}`
    // The drawing of chains is moved by its own means; that its nodes can be reached has a test of its own.
    const controls = [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, [tabindex="0"]')].filter(
      (each) => each.closest('.react-flow, .skip') === null && each.getClientRects().length > 0,
    )
    for (const control of controls) {
      control.scrollIntoView({ block: 'center', inline: 'center' })
      const box = control.getBoundingClientRect()
      if (box.width <= 1) continue
      const inside = box.left >= -1 && box.right <= window.innerWidth + 1
      // A table or a log that scrolls is larger than the window; its middle is what counts.
      const large = box.width > window.innerWidth || box.height > window.innerHeight
      if (!inside && !large) found.push(`${name(control)} is outside: ${Math.round(box.left)} to ${Math.round(box.right)}`)
      const points = [
        [box.left + box.width / 2, box.top + box.height / 2],
        // Not the very corners: names in two lines of the way strip share a few pixels of their boxes, and no letter.
        ...(large ? [] : [0.2, 0.8].map((part) => [box.left + box.width * part, box.top + box.height * part])),
      ]
      for (const [x = 0, y = 0] of points) {
        const hit = document.elementFromPoint(x, y)
        const good =
          hit !== null && (control.contains(hit) || hit.contains(control) || hit.closest('label')?.contains(control) === true)
        const sibling = hit?.closest('.mantine-Input-wrapper')?.contains(control) === true
        if (!good && !sibling) found.push(`${name(control)} is under ${hit === null ? 'nothing' : name(hit)}`)
      }
    }
    return [...new Set(found)]
  })

/** Texts that are cut and that nothing tells in full. */
const cutTexts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')].flatMap((each) => {
      const style = getComputedStyle(each)
      const own = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '')
      const cut = style.overflowX !== 'visible' && !/auto|scroll/.test(style.overflowX) && each.scrollWidth > each.clientWidth + 2
      if (!own || !cut || each.clientWidth === 0 || each.closest('.react-flow, .sr, select, input') !== null) return []
      const told =
        each.closest('[title], tr[aria-label], [aria-label]:not(section, main, table, form)') ?? each.querySelector('[title]')
      return told === null ? [`${each.className}: ${each.textContent}`] : []
    }),
  )

for (const [width, height] of [
  [720, 450],
  [512, 350],
] as const)
  for (const locale of ['en-US', 'zh-CN'] as const)
    test.describe(`${width} x ${height}, ${locale}`, { tag: '@zoom' }, () => {
      test.use({ viewport: { width, height }, deviceScaleFactor: 2, locale })

      test('every control of every view can be reached, nothing is covered, no text is lost', async ({ page, program }) => {
        await program.show(page)
        await page.keyboard.press('Alt+2')
        await expect(page.getByText(/Lab running|实验环境运行中/)).toBeVisible({ timeout: 60_000 })
        await page.keyboard.press('Control+Shift+Enter')
        await expect(page.getByText(/holds exactly what was applied|完全一致/).first()).toBeAttached()
        // With the answers of a test, and a rule explained.
        await page.keyboard.press('r')
        await expect(page.locator('.ping-moved tr[data-key]').first()).toBeAttached({ timeout: 60_000 })
        await page.keyboard.press('Alt+4')
        await page.locator('.chain-grid tr[data-rule="2"]').press('Enter')
        await page.keyboard.press('Alt+2')
        await page.locator('table.rules tr[data-key]').nth(6).press('Enter')
        for (const keys of VIEWS) {
          await page.keyboard.press(keys)
          await page.waitForTimeout(300)
          expect(
            await page.evaluate(() => document.getElementById('page')?.scrollWidth),
            `${keys} is no wider`,
          ).toBeLessThanOrEqual(width)
          expect.soft(await outOfReach(page), keys).toEqual([])
          expect.soft(await cutTexts(page), keys).toEqual([])
        }
        await page.keyboard.press('Control+k')
        const box = await page.locator('dialog').boundingBox()
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
        expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
      })
    })

test.describe('720 x 450', { tag: '@zoom' }, () => {
  test.use({ viewport: { width: 720, height: 450 } })

  test('a chain that the keyboard reaches in the graph comes into sight', async ({ page, program }) => {
    await openPage(page, program)
    await apply(page)
    await page.keyboard.press('Alt+4')
    const pane = page.locator('.gcanvas')
    const last = page.locator('[data-graph-chain]').last()
    await expect(last).toBeAttached()
    for (let count = 0; count < 60 && !(await last.evaluate((each) => each === document.activeElement)); count++)
      await page.keyboard.press('Tab')
    await expect(last).toBeFocused()
    await expect
      .poll(async () => {
        const [own, around] = [await last.boundingBox(), await pane.boundingBox()]
        return own !== null && around !== null && own.y >= around.y - 1 && own.y + own.height <= around.y + around.height + 1
      })
      .toBe(true)
    expect(await pane.evaluate((each) => [each, ...each.querySelectorAll('*')].some(({ scrollTop }) => scrollTop !== 0))).toBe(
      false,
    )
  })
})
