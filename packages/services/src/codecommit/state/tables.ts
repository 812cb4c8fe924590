export type CodeCommitTables = {
  codecommit_repositories: {
    id: string
    account: string
    region: string
    name: string
    /** First part of its path below `/git/`. */
    owner: string
    description: string | null
    created_at: number
    modified_at: number
  }
  codecommit_tags: { repository_id: string; key: string; value: string }
}
