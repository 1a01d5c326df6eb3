// Draws the page's icon in the sizes that a desktop asks for. Run by hand when the icon has changed; the pictures are kept.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { root } from './setup.mjs'

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
const svg = readFileSync(join(root, 'renderer', 'theme', 'icon.svg'), 'utf8')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage()
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size })
  const drawn = svg.replace(/width="\d+" height="\d+"/, `width="${size}" height="${size}" style="display: block"`)
  await page.setContent(`<body style="margin: 0">${drawn}</body>`)
  await page.screenshot({ path: join(root, 'build', 'icons', `${size}x${size}.png`), omitBackground: true })
}
await browser.close()
