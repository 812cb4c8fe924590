export type GithubTables = {
  github_statuses: {
    /** That of the repository's row: a repository of the same path that comes later is another one. */
    repository_id: string
    sha: string
    /** Counts up within the commit. */
    number: number
    context: string
    state: string
    description: string
    target_url: string | null
    /** Name of who wrote it. */
    creator: string
    created_at: number
  }
  github_hooks: {
    repository_id: string
    id: number
    url: string
    sealed_secret: string | null
    /** JSON: a list of names. */
    events: string
    active: number
    created_at: number
  }
  github_deliveries: {
    /** UUID; receivers know repeated deliveries by it. */
    id: string
    repository_id: string
    hook_id: number
    event: string
    payload: string
    attempts: number
    /** When it is tried next. */
    due_at: number
    created_at: number
  }
}
