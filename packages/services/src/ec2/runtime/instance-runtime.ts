import type { Clock, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { Driver, InstanceSpec } from '../drivers/driver.ts'
import { hostnameOf } from '../rules/ids.ts'
import { nextStep } from '../rules/instance-state.ts'
import { decodeUserData, isScript } from '../rules/user-data.ts'
import { HostInstances } from '../state/host-instances.ts'
import type { Instance } from '../state/instance.ts'
import { Reconciler } from './reconciler.ts'

export interface RuntimeDeps {
  store: Store
  clock: Clock
  log: Logger
  driver: Driver
  /** See `Fleet.host`. */
  host: string
  /** Told when an instance is gone for good. */
  forget(instanceId: string): void
}

/** Milliseconds between two looks at instances that nobody changed. */
const PERIOD = 2_000
/** How long terminated instances can still be described (observed on EC2: about an hour). */
const AFTERLIFE = 3_600_000
/** Instances that boot or end at the same time. */
const AT_ONCE = 4
/** Milliseconds that steps under way get to end when the control plane stops. */
const STOP_LIMIT = 20_000
/** Notified when an instance is meant to become something else. */
export const INSTANCES_CHANGED = 'ec2.instances'

export interface InstanceRuntime {
  /** Looks after the instances until `stop`. `controlEndpoint`: the control plane as instances reach it. */
  start(controlEndpoint: string): Promise<void>
  /** Ends with the steps under way; instances go on running. Then the driver is closed. */
  stop(): Promise<void>
  /** Has it look at once. */
  wake(): void
}

/**
 * Makes instances what they are meant to be.
 *
 * Operations write down what is meant; this compares it with what the driver sees, and acts. It keeps nothing that
 * matters in memory, so that whatever it was doing when it was killed is found and taken up by the next one.
 */
export function createInstanceRuntime(deps: RuntimeDeps): InstanceRuntime {
  const { store, clock, log, driver, host } = deps
  const ended = new AbortController()
  let nap = new AbortController()
  let loop: Promise<void> = Promise.resolve()
  let reconciler: Reconciler | undefined
  let unlisten = () => {}
  const wake = () => nap.abort()
  const instances = () => new HostInstances(store.db, host)

  async function takeUp(controlEndpoint: string): Promise<void> {
    const known = await instances().list()
    const swept = await driver.sweep(new Set(known.filter(isMine).map(({ id }) => id)))
    if (swept.length > 0) log.warn({ instances: swept }, 'removed what was left of instances that nobody knows')
    for (const instance of known.filter(isMine)) {
      const { running } = await driver.observe(instance.id)
      if (running && instance.state === 'running') await refresh(specOf(instance, controlEndpoint))
    }
  }

  async function refresh(spec: InstanceSpec): Promise<void> {
    await driver.refresh(spec).catch((error) => {
      log.warn({ err: error, instanceId: spec.instanceId }, 'an instance could not be told where the control plane is')
    })
  }

  async function run(reconciler: Reconciler): Promise<void> {
    let cleaned = 0
    while (!ended.signal.aborted) {
      nap = new AbortController()
      try {
        await look(reconciler)
        if (clock.now() - cleaned > 60_000) {
          cleaned = clock.now()
          await store.transaction((db) => new HostInstances(db, host).forgetTerminated(clock.now() - AFTERLIFE))
        }
      } catch (error) {
        log.error({ err: error }, 'instances could not be looked after')
      }
      await clock.sleep(PERIOD, AbortSignal.any([nap.signal, ended.signal]))
    }
  }

  async function look(reconciler: Reconciler): Promise<void> {
    for (const instance of await instances().list()) {
      if (!isMine(instance)) {
        await reconciler.explainForeign(instance)
        continue
      }
      if (reconciler.isBusy(instance.id)) continue
      const step = nextStep(instance, await driver.observe(instance.id))
      if (step) reconciler.begin(instance, step)
      else if (instance.state === 'running' && instance.reason) await reconciler.clearReason(instance)
    }
  }

  const isMine = ({ driver: name }: Instance) => name === driver.name

  return {
    async start(controlEndpoint) {
      await takeUp(controlEndpoint)
      const spec = (instance: Instance) => specOf(instance, controlEndpoint)
      reconciler = new Reconciler({ ...deps, spec, userData: scriptOf, limit: AT_ONCE, done: wake })
      unlisten = store.listen(INSTANCES_CHANGED, wake)
      loop = run(reconciler)
    },
    async stop() {
      ended.abort()
      unlisten()
      await loop
      await reconciler?.settle(STOP_LIMIT)
      await driver.close()
    },
    wake,
  }
}

function specOf(instance: Instance, controlEndpoint: string): InstanceSpec {
  return {
    instanceId: instance.id,
    account: instance.account,
    region: instance.region,
    availabilityZone: instance.zone,
    privateIp: instance.privateIp,
    hostname: hostnameOf(instance.privateIp),
    controlEndpoint,
  }
}

function scriptOf({ userData }: Instance): Buffer | undefined {
  const data = userData === undefined ? undefined : decodeUserData(userData)
  return data && isScript(data) ? data : undefined
}
