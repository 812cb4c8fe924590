import { type CommandSpec, EXIT } from '../command.ts'
import { CONNECTION_OPTIONS, findConnection } from '../connection/find.ts'
import { print, tell } from '../io.ts'

/** How many of the newest deployments are listed, and how many pipelines. */
const NEWEST = 5
const PIPELINES = 50

/** What the control plane has: whether it answers, instances and their agents, pipelines, newest deployments. */
export const status: CommandSpec = {
  words: ['status'],
  summary: 'Show instances, pipelines and the newest deployments; exit code 1 when the control plane does not answer',
  options: [...CONNECTION_OPTIONS, { flags: '--json', help: 'Print one JSON document' }],
  async run({ options }, io) {
    const { clientSettings } = await import('../connection/clients.ts')
    const { whySilent } = await import('../connection/why-silent.ts')
    const { readInstances } = await import('../status/read-instances.ts')
    const { readNewest } = await import('../status/read-newest.ts')
    const { readPipelines } = await import('../status/read-pipelines.ts')
    const { table } = await import('../status/table.ts')
    const connection = await findConnection(options, io)
    const reason = await whySilent(connection)
    if (reason !== undefined) {
      const how = 'start it with "towpath serve" or "npm start"'
      tell(io, `towpath: no answer from ${connection.endpoint} (${reason}); ${how}`)
      return EXIT.failed
    }
    const settings = clientSettings(connection)
    const [instances, pipelines, deployments] = await Promise.all([
      readInstances(settings),
      readPipelines(settings, PIPELINES),
      readNewest(settings, NEWEST),
    ])
    if (options.json === true) {
      print(io, JSON.stringify({ endpoint: connection.endpoint, instances, pipelines, deployments }))
      return EXIT.ok
    }
    print(io, `Control plane ${connection.endpoint} answers.`)
    print(io, '')
    const instanceRows = instances.map((each) => [each.id, each.name, each.state, each.address, each.agent])
    for (const line of table(['INSTANCE', 'NAME', 'STATE', 'ADDRESS', 'AGENT'], instanceRows)) print(io, line)
    print(io, '')
    const pipelineRows = pipelines.map((each) => [each.name, each.status, each.revision, each.started])
    for (const line of table(['PIPELINE', 'STATUS', 'REVISION', 'STARTED'], pipelineRows)) print(io, line)
    print(io, '')
    const deploymentRows = deployments.map((each) => [each.id, each.application, each.group, each.status, each.created])
    for (const line of table(['DEPLOYMENT', 'APPLICATION', 'GROUP', 'STATUS', 'CREATED'], deploymentRows))
      print(io, line)
    return EXIT.ok
  },
}
