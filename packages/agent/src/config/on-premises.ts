import { readFile } from 'node:fs/promises'
import { UsageError } from '@towpath/base/errors.ts'
import { parseYamlMapping } from './yaml.ts'

/** Who a host is that is not an EC2 instance. */
export type OnPremisesConfig =
  | { kind: 'user'; region: string; iamUserArn: string; accessKeyId: string; secretAccessKey: string }
  | { kind: 'session'; region: string; iamSessionArn: string; credentialsFile: string }

/** Reads the on-premises file. Undefined when there is none: then the host is an EC2 instance. */
export async function loadOnPremisesConfig(file: string): Promise<OnPremisesConfig | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new UsageError(`Cannot read the on-premises configuration file ${file}: ${error.message}`)
  })
  return text === undefined ? undefined : parseOnPremisesConfig(text, file)
}

export function parseOnPremisesConfig(text: string, name: string): OnPremisesConfig {
  const fields = fieldsOf(text, name)
  const required = (key: string): string => {
    const value = fields[key]
    if (typeof value === 'string' && value !== '') return value
    // Never the value itself: it may be a misplaced secret.
    throw new UsageError(`${name}: ${key} is missing`)
  }
  if (fields.iam_user_arn && fields.iam_session_arn) {
    throw new UsageError(`${name}: has both iam_user_arn and iam_session_arn; keep one`)
  }
  const region = required('region')
  if (fields.iam_session_arn) {
    const credentialsFile = required('aws_credentials_file')
    return { kind: 'session', region, iamSessionArn: required('iam_session_arn'), credentialsFile }
  }
  return {
    kind: 'user',
    region,
    iamUserArn: required('iam_user_arn'),
    accessKeyId: required('aws_access_key_id'),
    secretAccessKey: required('aws_secret_access_key'),
  }
}

function fieldsOf(text: string, name: string): Record<string, unknown> {
  try {
    return parseYamlMapping(text)
  } catch {
    // The parser's message would quote the line, which may hold the secret key.
    throw new UsageError(`${name} is not an on-premises configuration file: it is not valid YAML`)
  }
}
