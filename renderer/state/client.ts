import type { Client } from '#shared/as-command/script'
import { useProject } from './project.ts'
import { useScreen } from './screen.ts'

/** Whose commands are shown: the client that was chosen last, else the one of the server's time. */
export function useClient(): Client {
  const chosen = useScreen((screen) => screen.client)
  const release = useProject((store) => store.project?.apiRelease)
  return chosen ?? (release === '2014.2' || release === '2015.1' ? 'neutron' : 'openstack')
}

export const setClient = (client: Client): void => useScreen.setState({ client })
