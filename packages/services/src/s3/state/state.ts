import type { Database } from '@towpath/storage'
import { Buckets } from './buckets.ts'
import { Contents } from './contents.ts'
import { Listings } from './listings.ts'
import { Objects } from './objects.ts'
import { Uploads } from './uploads.ts'

/** All tables of this room, read and written through one handle. */
export interface State {
  buckets: Buckets
  objects: Objects
  contents: Contents
  listings: Listings
  uploads: Uploads
}

export function stateOn(db: Database): State {
  return {
    buckets: new Buckets(db),
    objects: new Objects(db),
    contents: new Contents(db),
    listings: new Listings(db),
    uploads: new Uploads(db),
  }
}
