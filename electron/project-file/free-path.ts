import { lstat } from 'node:fs/promises'

/** A link that leads nowhere is there as well. */
const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** The first of `stem.json`, `stem-2.json`, ... that does not exist and that `accept` takes. */
export async function freePath(
  stem: string,
  ending: string,
  accept: (path: string) => Promise<boolean> = async () => true,
): Promise<string> {
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${stem}${ending}` : `${stem}-${n}${ending}`
    if (!(await exists(path)) && (await accept(path))) return path
  }
}
