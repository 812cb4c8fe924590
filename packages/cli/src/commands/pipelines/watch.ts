import { type CommandSpec, EXIT } from '../../command.ts'
import { CONNECTION_OPTIONS, findConnection } from '../../connection/find.ts'

/** Follows one execution of a pipeline until it has ended. */
export const pipelinesWatch: CommandSpec = {
  words: ['pipelines', 'watch'],
  summary:
    'Follow a pipeline with the log of what runs; the exit code tells how it ended (0 Succeeded, 1 Failed, 3 Stopped or Superseded)',
  arguments: [['<name>', 'Pipeline']],
  options: [
    ...CONNECTION_OPTIONS,
    { flags: '--execution <ID>', help: 'Which execution (default: the newest)' },
    { flags: '--json', help: 'Print one JSON line a change and a line of log' },
  ],
  async run({ options, arguments: [name = ''] }, io) {
    const { pipelineClients } = await import('../../watch/pipeline/clients.ts')
    const { findExecution } = await import('../../watch/pipeline/read-pipeline.ts')
    const { watchPipeline } = await import('../../watch/pipeline/watch-pipeline.ts')
    const { clientSettings } = await import('../../connection/clients.ts')
    const clients = pipelineClients(clientSettings(await findConnection(options, io)))
    try {
      const wanted = options.execution as string | undefined
      const execution = await findExecution(clients.pipelines, name, wanted)
      return await watchPipeline(clients, execution, io, { json: options.json === true })
    } catch (error) {
      if (io.signal.aborted) return EXIT.stopped
      throw error
    } finally {
      for (const client of Object.values(clients)) client.destroy()
    }
  },
}
