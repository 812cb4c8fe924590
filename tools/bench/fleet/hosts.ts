import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { processorSeconds } from '../processes.ts'
import type { Fleet } from './hosts-process.ts'

/** The simulated hosts at work. */
export interface Hosts extends AsyncDisposable {
  /** Calls of the control plane so far. */
  calls(): Promise<number>
  processorSeconds(): number
}

export function startHosts(fleet: Fleet): Hosts {
  const child = fork(join(import.meta.dirname, 'hosts-process.ts'), { serialization: 'json' })
  const gone = once(child, 'exit')
  child.send(fleet)
  return {
    async calls() {
      child.send('calls')
      const [answer] = await Promise.race([once(child, 'message'), gone])
      if (typeof answer?.calls !== 'number') throw new Error('The simulated hosts have ended')
      return answer.calls
    },
    processorSeconds: () => processorSeconds(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
