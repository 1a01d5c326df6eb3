/** The one source of chance on the page. */
export const newId = (): string => crypto.randomUUID()

/** Of the range that Neutron takes them from (neutron.conf, base_mac): three pairs by chance. */
export const newMac = (): string =>
  `fa:16:3e:${[...crypto.getRandomValues(new Uint8Array(3))].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`
