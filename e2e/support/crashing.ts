import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstanceTarget } from '@aws-sdk/client-codedeploy'
import { until } from '@towpath/testkit'
import { expect } from 'vitest'
import { appspec, type Files, script } from './bundle.ts'
import { inside, sh } from './instances.ts'
import { eventOf, statuses, targetsOf } from './targets.ts'
import { type Outcome, type World, world } from './world.ts'

/** The events that have scripts here. */
const HOOKS = ['BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService']
const EVENTS = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', ...HOOKS.slice(1)]
const FAILED_AFTER_RESTART = 'Failed: Failing in-progress lifecycle event after an agent restart.'

/** A moment of a deployment: milliseconds after its beginning, or after an event of an instance was acknowledged. */
export type Moment = number | [event: string, later: number]

export interface BegunHook {
  event: string
  /** As its instance numbers processes. */
  pid: number
}

/** Three instances whose agents wait for deployments, and what it takes to kill them. */
export interface Crashing {
  world: World
  /** A revision whose hooks leave a mark each time one begins. AfterInstall does not end on instances made to hang. */
  files: Files
  hang(id: string): Promise<void>
  /** The hooks of a deployment that began on an instance, in order. */
  begun(deploymentId: string, id: string): Promise<BegunHook[]>
  reach(deploymentId: string, id: string, moment: Moment): Promise<void>
  /** SIGKILL. An agent that is not back from the last one is left alone. */
  killAgent(id: string): Promise<void>
  /** Fails unless each target ended well or at the one event that was interrupted, and no hook began twice or later. */
  expectNothingRepeated(outcome: Outcome): Promise<void>
}

export async function crashing(driver: 'process' | 'sandbox'): Promise<Crashing> {
  const here = await world({ instances: 3, driver })
  const folder = (id: string) => join(here.plane.dataFolder, 'instances', 'process', id)
  const kept = driver === 'process' ? '$TOWPATH_DESTINATION_ROOT/..' : '/root'
  // Not among the moments: all instances have booted, all agents wait.
  await here.deploy({ 'appspec.yml': 'version: 0.0\nos: linux\n' })

  const hook = script(
    `echo "$DEPLOYMENT_ID $LIFECYCLE_EVENT $$" >>"${kept}/marks"`,
    `[ "$LIFECYCLE_EVENT" = AfterInstall ] && [ -e "${kept}/hang" ] && exec sleep 600`,
    'sleep 0.5',
  )

  async function begun(deploymentId: string, id: string): Promise<BegunHook[]> {
    const text =
      driver === 'process' ? readFile(join(folder(id), 'marks'), 'utf8') : sh(here.plane, id, 'cat /root/marks')
    // Nothing has begun while there is no such file.
    const lines = (await text.catch(() => '')).split('\n').filter((line) => line.startsWith(deploymentId))
    return lines.map((line) => line.split(' ')).map(([, event = '', pid]) => ({ event, pid: Number(pid) }))
  }

  return {
    world: here,
    files: {
      'appspec.yml': appspec(HOOKS),
      ...Object.fromEntries(HOOKS.map((event) => [`scripts/${event}.sh`, hook])),
    },
    begun,
    async hang(id) {
      if (driver === 'process') await writeFile(join(folder(id), 'hang'), '')
      else await sh(here.plane, id, 'touch /root/hang')
    },
    async killAgent(id) {
      if (driver === 'sandbox') {
        await inside(here.plane, id, 'sh', '-c', 'kill -9 "$(cut -d" " -f1 /run/towpath/agent)"')
        return
      }
      const record = await readFile(join(folder(id), 'run', 'agent'), 'utf8').catch(() => '')
      const pid = Number(record.split(' ')[0])
      if (pid > 1) process.kill(pid, 'SIGKILL')
    },
    async reach(deploymentId, id, moment) {
      const [event, later] = typeof moment === 'number' ? [undefined, moment] : moment
      if (event !== undefined) {
        await until(`${event} begins on ${id}`, async () => {
          const target = (await targetsOf(here.codedeploy, deploymentId)).find((each) => each.targetId === id)
          return target !== undefined && eventOf(target, event)?.status !== 'Pending'
        })
      }
      await new Promise((resolve) => setTimeout(resolve, later))
    },
    async expectNothingRepeated({ id, targets }) {
      expect(targets).toHaveLength(3)
      for (const target of targets) {
        const interrupted = interruptedEvent(target)
        const done = interrupted === undefined ? EVENTS.length : EVENTS.indexOf(interrupted)
        const status = (at: number) => (at < done ? 'Succeeded' : at === done ? 'Failed' : 'Skipped')
        expect(statuses(target)).toEqual(EVENTS.map((event, at) => `${event} ${status(at)}`))

        const hooks = (await begun(id, target.targetId ?? '')).map(({ event }) => event)
        const before = HOOKS.filter((event) => EVENTS.indexOf(event) < done)
        // A hook that is interrupted between its acknowledgement and its script has failed without having begun.
        expect([before, [...before, interrupted]]).toContainEqual(hooks)
      }
    },
  }
}

/** The event that failed, which must have done so because of a restart. */
export function interruptedEvent(target: InstanceTarget): string | undefined {
  const failed = target.lifecycleEvents?.find((event) => event.status === 'Failed')
  if (failed) expect(failed.diagnostics).toMatchObject({ errorCode: 'UnknownError', message: FAILED_AFTER_RESTART })
  return failed?.lifecycleEventName
}
