import { readFile } from 'node:fs/promises'
import type { InstanceRecord } from '../instance-folder.ts'
import {
  type AgentPlaces,
  type AgentSettings,
  agentArguments,
  agentConfiguration,
  environmentFile,
  serviceSettings,
} from './agent-settings.ts'
import { hostsFile, resolvConf } from './name-service.ts'

/** A file that an instance finds in its folder of run state. */
export interface GuestFile {
  path: string
  content: string | Buffer
  mode: number
}

const script = (name: string) => readFile(new URL(`./${name}`, import.meta.url), 'utf8')
const machineFile = (path: string) => readFile(path, 'utf8').catch(() => '')

/** What agent-service.sh needs beside it. */
export async function serviceFiles(
  settings: AgentSettings,
  places: AgentPlaces,
  environment: Record<string, string>,
): Promise<GuestFile[]> {
  return [
    { path: 'agent-service', content: await script('agent-service.sh'), mode: 0o755 },
    { path: 'settings', content: serviceSettings(places), mode: 0o644 },
    { path: 'argv', content: agentArguments(settings, places), mode: 0o644 },
    { path: 'agent.env', content: environmentFile(environment), mode: 0o600 },
  ]
}

/** What a sandbox instance is set up from, for init.sh. */
export async function sandboxFiles(
  settings: AgentSettings,
  places: AgentPlaces,
  record: InstanceRecord,
  environment: Record<string, string>,
): Promise<{ files: GuestFile[]; namesReachable: boolean }> {
  const { spec } = record
  const names = resolvConf(await machineFile('/etc/resolv.conf'), await machineFile('/run/systemd/resolve/resolv.conf'))
  const hosts = hostsFile(await machineFile('/etc/hosts'), { ...spec, address: spec.privateIp })
  const text = (path: string, content: string): GuestFile => ({ path: `files/${path}`, content, mode: 0o644 })
  const files = [
    ...(await serviceFiles(settings, places, environment)),
    { path: 'init', content: await script('init.sh'), mode: 0o755 },
    text('hostname', `${spec.hostname}\n`),
    text('hosts', hosts),
    text('resolv.conf', names.text),
    text('control-endpoint', `${spec.controlEndpoint}\n`),
    text('codedeployagent.yml', agentConfiguration(settings, places, spec.controlEndpoint)),
    text('codedeploy-agent.init', await script('codedeploy-agent.init.sh')),
    text('service', await script('service.sh')),
    text('sudo', await script('sudo.sh')),
    text('profile.sh', profile(spec)),
    ...(settings.signerCa === undefined ? [] : [text('signer-ca.pem', settings.signerCa)]),
  ]
  return { files, namesReachable: names.reachable }
}

/** For login shells of every user. Credentials they get from the metadata service, as on EC2. */
function profile(spec: InstanceRecord['spec']): string {
  const values = { AWS_ENDPOINT_URL: spec.controlEndpoint, AWS_REGION: spec.region, AWS_DEFAULT_REGION: spec.region }
  return Object.entries(values)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", '')}'\n`)
    .join('')
}
