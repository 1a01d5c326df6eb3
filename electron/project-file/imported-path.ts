/** An answer of the Networking API is kept as it is; the project that is made of it gets a file beside it. */
export const importedStem = (path: string): string => `${path.replace(/\.json$/i, '')}.tapwall`

export const importedPath = (path: string): string => `${importedStem(path)}.json`
