import type { Migration } from '@towpath/storage'

/** Old deployments are found by when they ended, whatever their account and region. */
export const endedDeployments: Migration = {
  id: '0003-ended-deployments',
  async up(db) {
    await db.schema
      .createIndex('codedeploy_deployments_completed_at')
      .on('codedeploy_deployments')
      .columns(['completed_at', 'id'])
      .where('completed_at', 'is not', null)
      .execute()
  },
}
