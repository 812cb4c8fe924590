import { join } from 'node:path'
import { readIfThere, replaceFile } from './open.ts'

const FILE = 'endpoint.json'

/** What a control plane leaves in its data folder about where it answers, for the command line. */
export interface EndpointFile {
  endpoint: string
  /** Where the instances on this machine reach it. */
  instanceEndpoint: string
  /** PEM file to trust when talking to `endpoint`; absent where the usual authorities do. */
  caFile?: string
  region: string
  pid: number
}

export function writeEndpointFile(folder: string, content: EndpointFile): Promise<void> {
  return replaceFile(folder, FILE, JSON.stringify(content))
}

/** The port where instances reached the control plane that ran here before. */
export async function earlierInstancePort(folder: string): Promise<number | undefined> {
  const text = await readIfThere(join(folder, FILE))
  try {
    const { instanceEndpoint } = JSON.parse(text ?? '{}') as Partial<EndpointFile>
    return instanceEndpoint === undefined ? undefined : Number(new URL(instanceEndpoint).port) || undefined
  } catch {
    // It is only a preference; the file is about to be written anew.
    return undefined
  }
}
