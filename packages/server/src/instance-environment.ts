import { delimiter, isAbsolute } from 'node:path'

const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * What instances get of the environment that the control plane was started in: where programs are, and the proxies.
 * Nothing else, for that may be secret. Folders that npm puts in front for its own scripts are left out; that of the
 * Node that runs the control plane comes last, so that instances have one.
 */
export function instanceEnvironment(
  environment: Record<string, string | undefined>,
  nodeFolder: string,
): Record<string, string> {
  const own = (environment.PATH ?? '').split(delimiter)
  const folders = [...own, ...SYSTEM_PATH.split(delimiter), nodeFolder]
  const usable = folders.filter(
    (folder) => isAbsolute(folder) && (folder === nodeFolder || !folder.includes('node_modules')),
  )
  const proxies = PROXIES.flatMap((name) => (environment[name] ? [[name, environment[name]] as const] : []))
  return { PATH: [...new Set(usable)].join(delimiter), ...Object.fromEntries(proxies) }
}
