import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Who asks for ports: what Electron tells of the sender of a message. */
export interface Asker {
  /** The message came from the window's own contents. */
  readonly ownContents: boolean
  /** The frame has no parent. */
  readonly topFrame: boolean
  readonly url: string
}

/** What the page of the desktop window may do. It has one document and that document's files, and needs nothing else. */
export interface PagePolicy {
  /** A reload stays on the page; every other navigation (a link, a dropped file) would show what is not ours. */
  readonly mayNavigate: (url: string) => boolean
  readonly mayLoad: (url: string) => boolean
  readonly mayConnect: (asker: Asker) => boolean
  readonly mayHave: (permission: string) => boolean
}

/** The path that a file address means; null for every other address, and for one that hides a slash or names a server. */
function pathOf(url: string): string | null {
  try {
    const parsed = new URL(url)
    return parsed.protocol === 'file:' && parsed.host === '' ? fileURLToPath(parsed) : null
  } catch {
    return null
  }
}

/** Pieces of a document that it made itself, and the developer's tools of a development build. */
const OWN_SCHEMES = new Set(['data:', 'blob:', 'devtools:'])

export function pagePolicy(pageFile: string): PagePolicy {
  const folder = dirname(pageFile)
  const isPage = (url: string) => pathOf(url) === pageFile
  return {
    mayNavigate: isPage,
    mayLoad: (url) => {
      if (OWN_SCHEMES.has(/^[a-z]+:/.exec(url)?.[0] ?? '')) return true
      const path = pathOf(url)
      if (path === null) return false
      const inside = relative(folder, path)
      return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`)
    },
    mayConnect: ({ ownContents, topFrame, url }) => ownContents && topFrame && isPage(url),
    // Copying a rule's text by a button; reading the clipboard is another permission.
    mayHave: (permission) => permission === 'clipboard-sanitized-write',
  }
}
