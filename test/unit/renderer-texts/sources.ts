import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Source {
  readonly path: string
  readonly text: string
}

/** Sources below a folder, without the catalogues and without comments, which may say anything. */
export function sourcesOf(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|\/)texts\/(en|zh)\//.test(`${folder}/${name}`))
    .map((name) => ({ path: `${folder}/${name}`, text: withoutComments(readFileSync(join(root, folder, name), 'utf8')) }))
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** Sentences by `namespace:path.of.keys`. */
export function sentencesOf(catalogues: object): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') found.set(path, value)
    else for (const [key, inner] of Object.entries(value ?? {})) walk(inner, `${path}.${key}`)
  }
  for (const [namespace, catalogue] of Object.entries(catalogues)) walk(catalogue, namespace)
  return new Map([...found].map(([path, text]) => [path.replace('.', ':'), text]))
}
