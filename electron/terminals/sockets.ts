import { lstat, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { checkFolder } from './socket-folder.ts'

/** The socket of a program that runs: its process id, and a part that no later process with this id has again. */
export interface FoundSocket {
  readonly path: string
  readonly pid: number
}

const NAME = /^(\d{1,10})-[0-9a-f]{8}\.(sock|new)$/
/** A socket gets its name when it listens; one that is still without after this time was left behind by a program that died. */
const UNNAMED_FOR = 10_000

/** Sockets of this user that somebody listens at. Those of programs that ended without taking theirs away are removed. */
export async function listSockets(folder: string): Promise<FoundSocket[]> {
  if (!(await checkFolder(folder)).ok) return []
  const names = await readdir(folder).catch(() => [])
  const sockets = await Promise.all(names.map((name) => look(join(folder, name), NAME.exec(name))))
  return sockets.filter((socket) => socket !== null).toSorted((a, b) => a.pid - b.pid)
}

async function look(path: string, name: RegExpExecArray | null): Promise<FoundSocket | null> {
  const file = name === null ? null : await lstat(path).catch(() => null)
  if (name === null || file === null || !file.isSocket() || file.uid !== process.getuid?.()) return null
  if (name[2] === 'new' && Date.now() - file.mtimeMs < UNNAMED_FOR) return null
  if (await isDeaf(path)) {
    await rm(path, { force: true })
    return null
  }
  return name[2] === 'new' ? null : { path, pid: Number(name[1]) }
}

/** Nobody listens: the kernel refuses at once. A program that is busy or stopped accepts, or lets one wait. */
const isDeaf = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    const end = (deaf: boolean) => {
      socket.destroy()
      resolve(deaf)
    }
    socket.once('connect', () => end(false))
    socket.once('error', (error) => end('code' in error && error.code === 'ECONNREFUSED'))
    socket.setTimeout(1000, () => end(false))
  })
