/** The two messages of the desktop window that are not of the contract. Without imports: the preload script is bundled alone. */

/** Page to main, through the preload script: a new pair of ports is wanted. */
export const ASK_FOR_PORTS = 'tapwall:ask-for-ports'
/** Main to preload script, and from there to the page: here are the ports. */
export const PORTS = 'tapwall:ports'
