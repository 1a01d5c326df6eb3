/** Why main closes a page's WebSocket. A page cannot read the status of a refused handshake; a close code it can. */

/** The token in the subprotocol is not its own; trying again would not help. */
export const REFUSED = 4401
/** Another document was opened: the page begins anew with it, at once. */
export const SWAPPED = 4402
