/**
 * The page's address carries the token after `#`, which browsers never send. It is read once, kept for reloads of this tab, and
 * taken out of the address bar, so that it is not copied or bookmarked by accident.
 */
const KEY = 'tapwall.token'
const TOKEN = /^#([A-Za-z0-9_-]{16,})$/

export function takeToken(location: Location, history: History, storage: Storage): string | null {
  const found = TOKEN.exec(location.hash)?.[1]
  if (found === undefined) return storage.getItem(KEY)
  storage.setItem(KEY, found)
  history.replaceState(null, '', location.pathname + location.search)
  return found
}
