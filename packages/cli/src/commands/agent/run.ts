import { type CommandSpec, EXIT } from '../../command.ts'
import { tell } from '../../io.ts'

/** The host agent in the foreground. */
export const agentRun: CommandSpec = {
  words: ['agent', 'run'],
  summary: 'Run the host agent in the foreground',
  options: [
    { flags: '--config-file <FILE>', help: 'Configuration (default: /etc/codedeploy-agent/conf/codedeployagent.yml)' },
    { flags: '--quiet', help: 'Write to the log file only' },
  ],
  async run({ options }, io) {
    const { runAgent } = await import('@towpath/agent/daemon/run-agent.ts')
    await runAgent({
      configFile: options.configFile as string | undefined,
      env: io.env,
      signal: io.signal,
      echo: options.quiet === true ? undefined : (line) => tell(io, line),
    })
    return EXIT.ok
  },
}
