import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { systemClock, UsageError } from '@towpath/base'
import { type CommandSpec, EXIT } from '../../command.ts'
import { print } from '../../io.ts'
import { REGISTRY_PORT } from '../../registry/wanted.ts'

/** A registry for container images, in the foreground. */
export const registryRun: CommandSpec = {
  words: ['registry', 'run'],
  summary: 'Run a registry for images on loopback, by docker-registry or the image registry:2',
  options: [
    { flags: '--folder <DIR>', help: 'Where images are kept (default: .towpath-registry)' },
    { flags: '--port <PORT>', help: `Port on 127.0.0.1 (default: ${REGISTRY_PORT}, or the next that is free)` },
  ],
  async run({ options }, io) {
    const { freePort } = await import('../../demo/ports.ts')
    const { runRegistry } = await import('../../registry/run-registry.ts')
    const { NO_REGISTRY } = await import('../../registry/wanted.ts')
    const { registryWay } = await import('../../registry/ways.ts')
    const port = options.port === undefined ? await freePort(REGISTRY_PORT, new Set()) : readPort(String(options.port))
    const way = await registryWay()
    if (!way) throw new UsageError(NO_REGISTRY)
    const folder = resolve(io.cwd, String(options.folder ?? '.towpath-registry'))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await using registry = await runRegistry(way, { folder, port, clock: systemClock, signal: io.signal })
    print(io, JSON.stringify({ ready: true, address: registry.address }))
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve()
      else io.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    return EXIT.ok
  },
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port
  throw new UsageError(`--port ${text}: a port is a number from 1 to 65535`)
}
