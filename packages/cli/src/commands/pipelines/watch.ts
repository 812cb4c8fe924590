import { systemClock, UsageError } from '@towpath/base'
import { type CommandSpec, EXIT } from '../../command.ts'
import { CONNECTION_OPTIONS, findConnection } from '../../connection/find.ts'

/** How long the execution of a commit may take to begin, in milliseconds. */
const BEGIN_LIMIT = 60_000

/** Follows one execution of a pipeline until it has ended. */
export const pipelinesWatch: CommandSpec = {
  words: ['pipelines', 'watch'],
  summary:
    'Follow a pipeline with the log of what runs; the exit code tells how it ended (0 Succeeded, 1 Failed, 3 Stopped or Superseded)',
  arguments: [['<name>', 'Pipeline']],
  options: [
    ...CONNECTION_OPTIONS,
    { flags: '--execution <ID>', help: 'Which execution (default: the newest)' },
    { flags: '--commit <ID>', help: 'The execution that brings this commit; waited for, as just after a push' },
    { flags: '--json', help: 'Print one JSON line a change and a line of log' },
  ],
  async run({ options, arguments: [name = ''] }, io) {
    const wanted = { execution: options.execution as string | undefined, commit: options.commit as string | undefined }
    if (wanted.commit !== undefined && !/^[0-9a-f]{7,40}$/.test(wanted.commit)) {
      throw new UsageError(`--commit ${wanted.commit}: give the id of a commit, 7 to 40 hexadecimal digits`)
    }
    const { pipelineClients } = await import('../../watch/pipeline/clients.ts')
    const { awaitExecution } = await import('../../watch/pipeline/read-pipeline.ts')
    const { watchPipeline } = await import('../../watch/pipeline/watch-pipeline.ts')
    const { clientSettings } = await import('../../connection/clients.ts')
    const clients = pipelineClients(clientSettings(await findConnection(options, io)))
    try {
      const limits = { clock: systemClock, signal: io.signal, limit: BEGIN_LIMIT }
      const execution = await awaitExecution(clients.pipelines, name, wanted, limits)
      return await watchPipeline(clients, execution, io, { json: options.json === true })
    } catch (error) {
      if (io.signal.aborted) return EXIT.stopped
      throw error
    } finally {
      for (const client of Object.values(clients)) client.destroy()
    }
  },
}
