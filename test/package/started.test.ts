import { chmodSync, copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect as expectOf } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import { asUser, launchDesktop, standIn } from '../support/desktop.ts'
import { labOf } from '../support/machine.ts'
import { root } from '../support/shell.ts'
import { asar, pack } from './packed.ts'

describe('the packed program', () => {
  it('finds its page, its preload script and its lab where the package has them, and runs the lab', async () => {
    const { folder } = pack()
    const copy = mkdtempSync(join(tmpdir(), 'tapwall-packed-'))
    chmodSync(copy, 0o755)
    const runnable = join(copy, 'Tapwall')
    cpSync(folder, runnable, { recursive: true })
    // Plain Node reads no archives: a folder takes its place, without the lab, which must be found beside it.
    const archive = join(runnable, 'resources', 'app.asar')
    rmSync(archive)
    asar.extractAll(join(folder, 'resources', 'app.asar'), archive)
    rmSync(join(archive, 'dist', 'lab'), { recursive: true })
    copyFileSync(await standIn(), join(runnable, 'tapwall'))

    const program = { runtime: asUser(join(runnable, 'tapwall'), copy), main: null }
    const app = await launchDesktop(program, join(root, 'shared/project/examples/article-3.3.3.json'), {})
    try {
      expect(await app.evaluate(({ app }) => app.isPackaged)).toBe(true)
      const window = await app.firstWindow()
      await window.waitForURL(/^file:.*\/resources\/app\.asar\/dist\/page\/index\.html$/)
      await expectOf(window.getByText('Article 3.3.3: seven rules')).toBeVisible({ timeout: 20_000 })
      await expectOf(window.getByText(/Lab running/)).toBeVisible({ timeout: 20_000 })
      expect(existsSync(`/proc/${labOf(app.process().pid ?? 0)}`)).toBe(true)
    } finally {
      await app.close()
    }
  })
})
