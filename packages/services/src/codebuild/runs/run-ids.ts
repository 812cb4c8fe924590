/** Names of this room's runs in the engine. They are kept in the database: they never change. */

export const BUILD_RUN = 'codebuild.build'

export const buildRunId = ({ account, region }: { account: string; region: string }, buildId: string) =>
  `${BUILD_RUN}/${account}/${region}/${buildId}`
