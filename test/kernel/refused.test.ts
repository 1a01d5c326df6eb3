import { chmod, cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { root } from '../support/shell.ts'

/**
 * A machine that gives no user namespaces, made for real: inside a user namespace the limit of further ones is set to 0, which
 * concerns nobody outside.
 */
const asUser = process.getuid?.() === 0 ? ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups'] : []
const LIMIT = "require('fs').writeFileSync('/proc/sys/user/max_user_namespaces', '0')"
const START = "require('child_process').spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1"

describe('where user namespaces are refused', () => {
  it('names the setting and the line that changes it', async () => {
    // An ordinary user may not be able to read the folder of the clone.
    const open = await mkdtemp(join(tmpdir(), 'tapwall-refused-'))
    await chmod(open, 0o755)
    for (const part of ['node', 'lab']) await cp(join(root, 'dist', part), join(open, part), { recursive: true })
    const project = join(open, 'article.json')
    await cp(join(root, 'shared', 'project', 'examples', 'article-3.3.3.json'), project)
    const cli = join(open, 'node', 'cli.js')
    const [command = '', ...args] = [
      ...asUser,
      ...['unshare', '--user', '--map-current-user', '--keep-caps', process.execPath, '-e'],
      `${LIMIT}; process.exit(${START})`,
      ...['--', cli, 'ping', project, 'vm1', 'vm2'],
    ]
    const run = await execa(command, args, {
      reject: false,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/tmp' },
      extendEnv: false,
    })
    expect(run.stderr).toContain('sysctl -w user.max_user_namespaces=')
    expect(run.exitCode).toBe(2)
  })
})
