import type { CommandSpec } from '../../command.ts'
import { print } from '../../io.ts'

/** Runs one deployment on this machine without a control plane; takes the options of `codedeploy-local`. */
export const agentLocal: CommandSpec = {
  words: ['agent', 'local'],
  summary: 'Run the lifecycle events of a bundle on this machine, without a control plane',
  options: [
    {
      flags: '-l, --bundle-location <PLACE>',
      help: 'Path, s3://BUCKET/KEY or https://github.com/... (default: this folder)',
    },
    { flags: '-t, --type <TYPE>', help: 'tgz, tar, zip or directory (default: directory)' },
    { flags: '-b, --file-exists-behavior <WHAT>', help: 'DISALLOW, OVERWRITE or RETAIN (default: DISALLOW)' },
    {
      flags: '-g, --deployment-group <ID>',
      help: 'Folder that revisions are kept in (default: default-local-deployment-group)',
    },
    { flags: '-d, --deployment-group-name <NAME>', help: 'Seen by the scripts (default: LocalFleet)' },
    { flags: '-a, --application-name <NAME>', help: 'Seen by the scripts (default: the bundle location)' },
    { flags: '-e, --events <LIST>', help: 'Lifecycle events, separated by commas (default: all)' },
    { flags: '-c, --agent-configuration-file <FILE>', help: 'Default: /etc/codedeploy-agent/conf/codedeployagent.yml' },
    { flags: '-A, --appspec-filename <NAME>', help: 'Default: appspec.yml' },
  ],
  async run({ options }, io) {
    const { runLocal } = await import('@towpath/agent')
    const text = (name: string) => options[name] as string | undefined
    const given = {
      bundleLocation: text('bundleLocation'),
      type: text('type'),
      fileExistsBehavior: text('fileExistsBehavior'),
      deploymentGroup: text('deploymentGroup'),
      deploymentGroupName: text('deploymentGroupName'),
      applicationName: text('applicationName'),
      events: text('events')?.split(','),
      agentConfigurationFile: text('agentConfigurationFile'),
      appSpecFilename: text('appspecFilename'),
    }
    return runLocal(given, { env: io.env, cwd: io.cwd, say: (line) => print(io, line), signal: io.signal })
  },
}
