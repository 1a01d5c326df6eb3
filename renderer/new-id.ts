/** The one source of chance on the page. */
export const newId = (): string => crypto.randomUUID()
