import { type CommandSpec, EXIT } from '../../command.ts'
import { CONNECTION_OPTIONS, findConnection } from '../../connection/find.ts'

/** Follows one deployment until it has ended. */
export const deploymentsWatch: CommandSpec = {
  words: ['deployments', 'watch'],
  summary: 'Follow a deployment; the exit code tells how it ended (0 Succeeded, 1 Failed, 3 Stopped)',
  arguments: [['<id>', 'Deployment, for example d-ABC123DEF']],
  options: [...CONNECTION_OPTIONS, { flags: '--json', help: 'Print one JSON line a change' }],
  async run({ options, arguments: [id = ''] }, io) {
    const { CodeDeployClient } = await import('@aws-sdk/client-codedeploy')
    const { watchDeployment } = await import('../../watch/watch-deployment.ts')
    const { clientSettings } = await import('../../connection/clients.ts')
    const client = new CodeDeployClient(clientSettings(await findConnection(options, io)))
    try {
      return await watchDeployment(client, id, io, { json: options.json === true })
    } catch (error) {
      if (io.signal.aborted) return EXIT.stopped
      throw error
    } finally {
      client.destroy()
    }
  },
}
