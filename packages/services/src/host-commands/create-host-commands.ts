import type { ServiceEntry } from '@towpath/wire'
import { hostCommandsEntry } from './entry.ts'
import { type AgentHealth, AgentHealthBook } from './health/agent-health.ts'
import { hostKeyText } from './polls/poll.ts'
import { WaitingHosts } from './polls/waiting-hosts.ts'
import type { HostKey } from './ports/deployment-commands.ts'
import type { HostCommandsDeps, Room } from './room.ts'
import { Envelopes } from './signing/envelopes.ts'
import { Signers } from './signing/signers.ts'

/** The room as the composition root sees it. */
export interface HostCommands {
  /** The service under both sets of names. */
  entries: ServiceEntry[]
  /** For the ec2 room's status, preflight and explanations. */
  agentHealth: { read(host: HostKey): Promise<AgentHealth | undefined> }
  /** PEM of the authority that agents are to trust (`deployment_signer_ca_file`). */
  signerCertificate(): Promise<string>
  start(): void
  /** Writes what is known of agents. Polls end with the connections they came by. */
  stop(): Promise<void>
}

/** Tells all processes that a host may have something to do. */
const CHANNEL = 'host-commands.offered'

/** Every so often this process looks by itself for what it was not told of. Milliseconds. */
const SWEEP = 5_000
/** Every so many sweeps it writes down what is known of agents. */
const SWEEPS_PER_FLUSH = 6
/** Hosts that look again at a time when who they are may have changed, and the pause after it, in milliseconds. */
const LOOK_AGAIN = { hosts: 50, pause: 10 }

/** What the codedeploy room is to call when a host may have a command to run. May be called inside a transaction. */
export function hostSignals(store: HostCommandsDeps['store']): { commandOffered(host: HostKey): void } {
  return { commandOffered: (host) => store.notify(CHANNEL, hostKeyText(host)) }
}

export function createHostCommands(deps: HostCommandsDeps): HostCommands {
  const { store, clock, log } = deps
  const waitingHosts = new WaitingHosts(clock)
  const health = new AgentHealthBook(deps)
  const signers = new Signers(deps)
  const envelopes = new Envelopes(signers, clock)
  const room: Room = {
    commands: deps.commands,
    hosts: deps.hosts,
    waitingHosts,
    health,
    envelopes,
    hookLog: deps.hookLog,
  }
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let stopListening = () => {}

  /**
   * Polls are held open for minutes; a host that is given another role, or none, shall know within seconds. So when
   * anything of that kind has changed all polls look again, a few at a time.
   */
  let revision: string | undefined
  async function noticeChangedHosts(): Promise<void> {
    const before = revision
    revision = await deps.hosts.revision()
    if (before === undefined || revision === before) return
    waitingHosts.doubt()
    const hosts = waitingHosts.waiting()
    for (let at = 0; at < hosts.length && !stopping.signal.aborted; at += LOOK_AGAIN.hosts) {
      for (const host of hosts.slice(at, at + LOOK_AGAIN.hosts)) waitingHosts.mark(host)
      await clock.sleep(LOOK_AGAIN.pause, stopping.signal)
    }
  }

  /** One query for all hosts of this process: notifications may be lost, waiting commands are not. */
  async function sweep(): Promise<void> {
    if (waitingHosts.size === 0) return
    for (const host of await deps.commands.hostsWaiting(store.db)) waitingHosts.mark(hostKeyText(host))
    waitingHosts.forgetSilent()
  }

  const noticed = () =>
    noticeChangedHosts().catch((error: unknown) => log.error({ err: error }, 'Changed hosts could not be looked for'))

  async function run(): Promise<void> {
    await noticed()
    for (let round = 1; !stopping.signal.aborted; round += 1) {
      await clock.sleep(SWEEP, stopping.signal)
      await sweep().catch((error: unknown) => log.error({ err: error }, 'Waiting commands could not be looked for'))
      await noticed()
      if (round % SWEEPS_PER_FLUSH === 0) await health.flush()
    }
    await health.flush()
  }

  return {
    entries: [hostCommandsEntry('standard', () => room), hostCommandsEntry('secure', () => room)],
    agentHealth: health,
    signerCertificate: () => signers.authorityCertificate(),
    start() {
      if (running) return
      stopListening = store.listen(CHANNEL, (host) => waitingHosts.mark(host))
      running = run()
    },
    async stop() {
      stopListening()
      stopping.abort()
      await running
    },
  }
}
