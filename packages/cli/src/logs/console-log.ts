import { type EC2Client, GetConsoleOutputCommand } from '@aws-sdk/client-ec2'
import type { Clock } from '@towpath/base'
import { type Io, tell } from '../io.ts'
import { plain } from '../watch/plain.ts'
import { newPart } from './new-part.ts'
import { writeLine } from './output.ts'

export interface ConsoleLogOptions {
  instanceId: string
  follow: boolean
  json: boolean
  clock: Clock
}

/** Between two looks, milliseconds. */
const INTERVAL = 1000

/** Prints what an instance wrote to its console, which is where its agent's log goes. EC2 keeps the last 64 KB. */
export async function printConsoleLog(
  ec2: EC2Client,
  { instanceId, follow, json, clock }: ConsoleLogOptions,
  io: Io,
): Promise<void> {
  let before = await readConsole(ec2, instanceId)
  if (before === '' && !follow) tell(io, `towpath: ${instanceId} has written nothing to its console`)
  let unfinished = await print(before)
  while (follow && !io.signal.aborted) {
    await clock.sleep(INTERVAL, io.signal)
    if (io.signal.aborted) break
    const after = await readConsole(ec2, instanceId)
    unfinished = await print(unfinished + newPart(before, after))
    before = after
  }
  if (unfinished !== '') await print(`${unfinished}\n`)

  /** Prints whole lines; resolves with what is left of the last. */
  async function print(text: string): Promise<string> {
    const lines = text.split('\n')
    const rest = lines.pop() ?? ''
    for (const line of lines) await writeLine(io, json ? JSON.stringify({ instanceId, message: line }) : plain(line))
    return rest
  }
}

async function readConsole(ec2: EC2Client, InstanceId: string): Promise<string> {
  const { Output = '' } = await ec2.send(new GetConsoleOutputCommand({ InstanceId }))
  return Buffer.from(Output, 'base64').toString('utf8').replaceAll('\r', '')
}
