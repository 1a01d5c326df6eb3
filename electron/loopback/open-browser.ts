import { access, constants } from 'node:fs/promises'
import { execa } from 'execa'

const XDG_OPEN = '/usr/bin/xdg-open'

/** Opens the address where there is a display; otherwise, and when it fails, the printed address has to do. */
export async function openBrowser(address: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return
  try {
    await access(XDG_OPEN, constants.X_OK)
  } catch {
    return
  }
  const opened = execa(XDG_OPEN, [address], { stdio: 'ignore', detached: true, cleanup: false, reject: false })
  opened.unref()
}
