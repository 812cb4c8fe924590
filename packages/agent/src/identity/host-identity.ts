import type { CredentialsProvider } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { UsageError } from '@towpath/base/errors.ts'
import type { AgentConfig } from '../config/config.ts'
import type { OnPremisesConfig } from '../config/on-premises.ts'
import { instanceProfileCredentials, sharedFileCredentials, staticCredentials } from './credentials.ts'
import { MetadataService } from './metadata-service.ts'

/** Who this host is to the control plane. */
export interface HostIdentity {
  /** ARN of the instance, the IAM user or the session. */
  identifier: string
  region: string
  credentials: CredentialsProvider
  /** Base address of the command service. */
  endpoint: string
}

type Environment = Readonly<Record<string, string | undefined>>

export interface IdentitySources {
  config: AgentConfig
  onPremises: OnPremisesConfig | undefined
  /** AWS_REGION, AWS_HOST_IDENTIFIER, AWS_EC2_METADATA_SERVICE_ENDPOINT. */
  env: Environment
  clock: Clock
}

/**
 * Finds out who this host is. The metadata service is asked only for what nothing else tells.
 * Rejects when it does not answer; then the caller tries again.
 */
export async function findIdentity(sources: IdentitySources, signal?: AbortSignal): Promise<HostIdentity> {
  const { config, onPremises } = sources
  return onPremises
    ? { ...onPremisesIdentity(onPremises, sources.clock), endpoint: endpoint(config, onPremises.region) }
    : instanceIdentity(sources, signal)
}

function onPremisesIdentity(host: OnPremisesConfig, clock: Clock): Omit<HostIdentity, 'endpoint'> {
  if (host.kind === 'session') {
    const credentials = sharedFileCredentials(host.credentialsFile, clock)
    return { identifier: host.iamSessionArn, region: host.region, credentials }
  }
  const { accessKeyId, secretAccessKey } = host
  const credentials = staticCredentials({ accessKeyId, secretAccessKey })
  return { identifier: host.iamUserArn, region: host.region, credentials }
}

async function instanceIdentity(sources: IdentitySources, signal: AbortSignal | undefined): Promise<HostIdentity> {
  const { config, env, clock } = sources
  const metadata = new MetadataService({
    endpoint: env.AWS_EC2_METADATA_SERVICE_ENDPOINT || undefined,
    disableVersionOne: config.disableImdsV1,
  })
  const credentials = instanceProfileCredentials(metadata, clock)
  const told = { region: env.AWS_REGION, identifier: env.AWS_HOST_IDENTIFIER }
  if (told.region && told.identifier && config.deployControlEndpoint) {
    return { identifier: told.identifier, region: told.region, credentials, endpoint: config.deployControlEndpoint }
  }
  const document = await metadata.identity(signal)
  const region = told.region || document.region
  const partition = await metadata.partition(signal)
  const arn = `arn:${partition}:ec2:${document.region}:${document.accountId}:instance/${document.instanceId}`
  const domain = config.deployControlEndpoint ? undefined : await metadata.domain(signal)
  return { identifier: told.identifier || arn, region, credentials, endpoint: endpoint(config, region, domain) }
}

function endpoint(config: AgentConfig, region: string, domain = domainOf(region)): string {
  if (config.deployControlEndpoint !== undefined) return config.deployControlEndpoint
  if (config.useFipsMode && !region.startsWith('us-')) {
    throw new UsageError(`:use_fips_mode: is only possible in regions of the United States, not in ${region}`)
  }
  const secure = config.enableAuthPolicy ? '-secure' : ''
  const fips = config.useFipsMode ? '-fips' : ''
  return `https://codedeploy-commands${secure}${fips}.${region}.${domain}`
}

/** The DNS domain of AWS in a region, as the official agent assumes it without a metadata service. */
export function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn'
  return region === 'eusc-de-east-1' ? 'amazonaws.eu' : 'amazonaws.com'
}
