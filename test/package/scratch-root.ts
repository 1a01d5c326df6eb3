import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * A root folder in which scripts that name absolute paths can be run and do no harm: what they may read of this machine stands under
 * /host and is linked to, what they write is the folder's own. Root is root of a user namespace only.
 */
export interface ScratchRoot {
  readonly path: string
  readonly write: (place: string, text: string, mode: number) => void
  readonly run: (
    command: readonly string[],
    env?: Record<string, string>,
  ) => { readonly status: number | null; readonly stdout: string; readonly stderr: string }
}

const NOBODY = 65534
const amRoot = process.getuid?.() === 0
const LINKED = ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'usr/share']
/** Written to by the scripts, so not linked. */
const OWN = ['host', 'opt', 'tmp', 'etc/alternatives', 'etc/apparmor.d', 'var/lib/dpkg/alternatives', 'var/log']
const IN_ROOT = 'mount --rbind / "$1/host" && shift && exec chroot "$@"'

/** `installs`: what is to be there, by its place. */
export function scratchRoot(installs: ReadonlyMap<string, string>): ScratchRoot {
  const path = mkdtempSync(join(tmpdir(), 'tapwall-root-'))
  for (const folder of OWN) mkdirSync(join(path, folder), { recursive: true })
  for (const [place, from] of installs) cpSync(from, join(path, place), { recursive: true })
  for (const folder of LINKED) linkAll(`/${folder}`, path)
  for (const short of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${short}`, join(path, short))
  for (const kernel of ['dev', 'proc', 'sys']) symlinkSync(`/host/${kernel}`, join(path, kernel))
  if (amRoot) give(path)
  const down = amRoot ? ['setpriv', '--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups'] : []
  return {
    path,
    write: (place, text, mode) => {
      const file = join(path, place)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      chmodSync(file, mode)
      if (amRoot) give(path)
    },
    run: (command, env = {}) => {
      const words = [...down, 'unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', IN_ROOT, 'sh', path, path, ...command]
      const [program = '', ...args] = words
      const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'
      const { status, stdout, stderr } = spawnSync(program, args, {
        encoding: 'utf8',
        cwd: '/',
        env: { PATH, LC_ALL: 'C', ...env },
      })
      return { status, stdout, stderr }
    },
  }
}

/** Everything that a folder of this machine has and the scratch root does not, down through the folders that both have. */
function linkAll(folder: string, root: string): void {
  mkdirSync(join(root, folder), { recursive: true })
  const there = new Map(readdirSync(join(root, folder), { withFileTypes: true }).map((entry) => [entry.name, entry]))
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {
    // Not every machine has each of them, and nobody may look into some.
  }
  for (const name of names) {
    const own = there.get(name)
    if (own === undefined) symlinkSync(`/host${folder}/${name}`, join(root, folder, name))
    else if (own.isDirectory()) linkAll(`${folder}/${name}`, root)
  }
}

function give(path: string): void {
  if (lstatSync(path).isSymbolicLink()) return
  // Taking a file over takes such a bit away.
  const { mode } = lstatSync(path)
  chownSync(path, NOBODY, NOBODY)
  chmodSync(path, mode & 0o7777)
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name))
}
