import { createServer } from 'node:net'
import { CreateTagsCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2'
import { DEMO } from './names.ts'

/** The tag that tells the sample's scripts which port to take. */
const TAG = 'Port'

/**
 * Gives each instance a port of its own by its tag `Port`, from 5000 upwards. For instances whose sample answers on
 * the same address. Resolves with the instances as they are tagged then.
 */
export async function ensurePorts(ec2: EC2Client, fleet: Instance[]): Promise<Instance[]> {
  const taken = new Set(fleet.flatMap((instance) => taggedPort(instance) ?? []))
  const tagged: Instance[] = []
  for (const instance of fleet) {
    if (taggedPort(instance) !== undefined) {
      tagged.push(instance)
      continue
    }
    const port = await freePort(DEMO.port, taken)
    taken.add(port)
    const tag = { Key: TAG, Value: String(port) }
    await ec2.send(new CreateTagsCommand({ Resources: [instance.InstanceId ?? ''], Tags: [tag] }))
    tagged.push({ ...instance, Tags: [...(instance.Tags ?? []), tag] })
  }
  return tagged
}

export const portOf = (instance: Instance): number => taggedPort(instance) ?? DEMO.port

function taggedPort(instance: Instance): number | undefined {
  const value = instance.Tags?.find((tag) => tag.Key === TAG)?.Value
  return value === undefined ? undefined : Number(value)
}

/** The first port from `first` upwards that nobody listens on, on loopback or everywhere, and that is not `taken`. */
export async function freePort(first: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = first; port < first + 1000; port++) {
    if (!taken.has(port) && (await canListen(port))) return port
  }
  throw new Error(`No port from ${first} to ${first + 999} is free`)
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
